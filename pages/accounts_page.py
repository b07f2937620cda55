"""Page: accounts."""

from domain.access import Actor


def render(actor: Actor) -> None:
    """Shows the accounts page."""
