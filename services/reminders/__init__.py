"""Reminders: a sweep over dated duties writes them, exactly once each, and queues the letters about them."""

from services.reminders.sweeping import SweepCounts, sweep

__all__ = ["SweepCounts", "sweep"]
