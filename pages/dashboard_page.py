"""Page: dashboard."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the dashboard page."""
