"""Page: problems."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the problems page."""
