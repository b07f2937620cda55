"""Page: project."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the project page."""
