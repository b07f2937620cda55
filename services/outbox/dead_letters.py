"""Messages given up: kept with their reason, shown to administrators, sent again when they say so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from domain.access import Actor, Permission, require
from domain.vocabulary import ReminderState
from models import OutboxMessage, Reminder, ReminderDelivery, Robot
from services import audit
from services.database import UnitOfWork, reading, unit_of_work
from services.speaking import MAILED
from services.words import translate

_SHOWN = 50


@dataclass(frozen=True)
class DeadLetter:
    """`address` is masked: `l***@example.org`, or the robot's name. What it said is not the administrator's
    to read. `kind` says what sort of letter it was."""

    id: int
    address: str
    reason: str
    attempts: int
    queued_at: datetime | None
    kind: str = ""


def bury(work: UnitOfWork, row: OutboxMessage) -> None:
    """Give a message up. What an enterprise was to be told by it becomes its agent's task again."""
    row.state, row.next_try_at = "dead", None
    give_back(work, row.id or 0)
    audit.record(
        work,
        action="outbox.give_up",
        subject_type="outbox_message",
        subject_id=row.id,
        after={"attempts": row.attempts},
    )


def give_back(work: UnitOfWork, message_id: int) -> None:
    """What was closed because this message would tell the enterprise of it is a task again."""
    told = select(ReminderDelivery.reminder_id).where(ReminderDelivery.message_id == message_id)
    work.session.execute(
        update(Reminder)
        .where(Reminder.id.in_(told), Reminder.close_cause == MAILED)
        .values(state=ReminderState.OPEN.value, closed_at=None, close_cause="")
    )


def list_dead(*, actor: Actor) -> tuple[DeadLetter, ...]:
    """The latest messages given up. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    query = (
        select(OutboxMessage, Robot.name)
        .outerjoin(Robot, Robot.id == OutboxMessage.robot_id)
        .where(OutboxMessage.state == "dead")
    )
    with reading(actor) as session:
        rows = session.exec(query.order_by(col(OutboxMessage.id).desc()).limit(_SHOWN)).all()
        return tuple(
            DeadLetter(
                id=row.id or 0,
                address=robot or masked(row.address),
                reason=translate(row.last_error or "", lang=actor.lang),
                attempts=row.attempts,
                queued_at=row.queued_at,
                kind=row.kind,
            )
            for row, robot in rows
        )


def masked(address: str) -> str:
    """The first letter and the domain: enough to find the account."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***{at}{domain}"


def retry_dead(*, actor: Actor, message_id: int | None = None) -> int:
    """Queue a message given up once more, with all its attempts; every one of them without an id.

    Returns how many: none if somebody else was faster. Raises Forbidden.
    """
    require(actor, Permission.SEE_HEALTH)
    query = select(OutboxMessage).where(OutboxMessage.state == "dead")
    if message_id is not None:
        query = query.where(OutboxMessage.id == message_id)
    with unit_of_work(actor) as work:
        rows = work.session.exec(query).all()
        for row in rows:
            row.state, row.attempts, row.next_try_at = "queued", 0, None
            work.session.add(row)
        if rows:
            audit.record(
                work,
                action="outbox.retry",
                subject_type="outbox_message",
                subject_id=message_id or "dead",
                after={"messages": len(rows)},
            )
        return len(rows)
