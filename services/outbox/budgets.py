"""How many messages a minute a robot may send: DingTalk shuts one out for ten minutes above twenty."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import func, select

from models import OutboxMessage, Robot
from services.database import UnitOfWork

MINUTE = timedelta(minutes=1)


def used(work: UnitOfWork, robot_id: int) -> int:
    """Messages of the last minute, those being sent included."""
    recent = (OutboxMessage.sent_at > work.now - MINUTE) | (OutboxMessage.leased_until > work.now)
    query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.robot_id == robot_id, recent)
    return work.session.exec(query).one()


def within(work: UnitOfWork, rows: Sequence[OutboxMessage]) -> list[OutboxMessage]:
    """Of these due messages those their robots may send now; the others wait a minute."""
    robots = {row.robot_id for row in rows}
    query = select(Robot.id, Robot.per_minute).where(Robot.id.in_(robots), Robot.is_active)
    allowed = dict(work.session.exec(query).all())
    left = Counter({robot_id: per_minute - used(work, robot_id) for robot_id, per_minute in allowed.items()})
    found = []
    for row in rows:
        if left[row.robot_id] > 0:
            left[row.robot_id] -= 1
            found.append(row)
        else:
            row.next_try_at = work.now + MINUTE
            work.session.add(row)
    return found
