"""Page: health."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the health page."""
