"""Page: backfill."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the backfill page."""
