"""Page: intake."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the intake page."""
