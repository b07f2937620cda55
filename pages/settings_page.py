"""Page: settings."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the settings page."""
