"""Page: inbox."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the inbox page."""
