"""Page: pool."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the pool page."""
