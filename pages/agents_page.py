"""Page: agents."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the agents page."""
