"""Page: desk."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the desk page."""
