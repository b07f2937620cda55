"""Lights for other services: see services/steps/lighting.py."""

from services.steps.lighting import gap_points, refresh

__all__ = ["gap_points", "refresh"]
