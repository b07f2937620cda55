"""Messages given up: kept with their reason, shown to administrators, sent again when they say so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from domain.access import Actor, Permission, require
from domain.vocabulary import ReminderState
from models import OutboxMessage, Reminder
from services import audit
from services.database import UnitOfWork, reading, unit_of_work

_SHOWN = 50


@dataclass(frozen=True)
class DeadLetter:
    """`address` is masked: `l***@example.org`. What it said is not the administrator's to read."""

    id: int
    address: str
    reason: str
    attempts: int
    queued_at: datetime | None


def bury(work: UnitOfWork, row: OutboxMessage) -> None:
    """Give a message up. What an enterprise was to be told by it becomes its agent's task again."""
    row.state, row.next_try_at = "dead", None
    is_for_enterprise = (Reminder.recipient_role == "enterprise") & (
        Reminder.state == ReminderState.DISCHARGED.value
    )
    if row.recipient_id is None and row.reminder_ids:
        work.session.execute(
            update(Reminder)
            .where(Reminder.id.in_(row.reminder_ids), is_for_enterprise)
            .values(state=ReminderState.OPEN.value, closed_at=None, params={})
        )
    audit.record(
        work,
        action="outbox.give_up",
        subject_type="outbox_message",
        subject_id=row.id,
        after={"attempts": row.attempts},
    )


def list_dead(*, actor: Actor) -> tuple[DeadLetter, ...]:
    """The latest messages given up. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    query = select(OutboxMessage).where(OutboxMessage.state == "dead")
    with reading(actor) as session:
        rows = session.exec(query.order_by(col(OutboxMessage.id).desc()).limit(_SHOWN)).all()
        return tuple(
            DeadLetter(
                id=row.id or 0,
                address=masked(row.address),
                reason=row.last_error or "",
                attempts=row.attempts,
                queued_at=row.queued_at,
            )
            for row in rows
        )


def masked(address: str) -> str:
    """The first letter and the domain: enough to find the account."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***{at}{domain}"


def retry_dead(*, actor: Actor) -> int:
    """Queue every message given up once more, with all its attempts; returns how many. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    with unit_of_work(actor) as work:
        rows = work.session.exec(select(OutboxMessage).where(OutboxMessage.state == "dead")).all()
        for row in rows:
            row.state, row.attempts, row.next_try_at = "queued", 0, None
            work.session.add(row)
        if rows:
            audit.record(
                work,
                action="outbox.retry",
                subject_type="outbox_message",
                subject_id="dead",
                after={"messages": len(rows)},
            )
        return len(rows)
