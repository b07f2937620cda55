"""Which reminders speak now, as the sweep and its letters ask; the outbox asks below them."""

from services.speaking import is_awake, speaking

__all__ = ["is_awake", "speaking"]
