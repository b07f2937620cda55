"""Page: import."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the import page."""
