"""Who sees packages: administrators change them, coordinators read them and see who has yet to follow."""

from domain.access import Actor, Permission, can
from domain.errors import Forbidden


def may_edit(actor: Actor) -> bool:
    return can(actor, Permission.MANAGE_CATALOGUE)


def may_see_offers(actor: Actor) -> bool:
    return can(actor, Permission.ASSIGN)


def require_reader(actor: Actor) -> None:
    """Raises Forbidden access.denied."""
    if not (may_edit(actor) or may_see_offers(actor)):
        raise Forbidden("access.denied")
