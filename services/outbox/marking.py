"""What became of a message that was taken out of the outbox, written down in a transaction of its own."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from sqlalchemy import delete, update
from sqlmodel import Session, select

from domain.access import Actor
from domain.retries import outage_wait, wait_after
from models import OutboxMessage, Reminder, ReminderDelivery
from services import clock
from services.channels.failures import NotSent
from services.database import UnitOfWork, reading, unit_of_work
from services.outbox.dead_letters import bury, give_back
from services.outbox.leasing import Leased, put_back
from services.speaking import holds

SENT, RETRIED, DEAD, VOID, WAITING = "sent", "retried", "dead", "void", "waiting"
MOVED = "moved"
"""The channel of the word that an announced reminder is void, for its day moved."""
_REASON_LENGTH = 500


def is_silent(message_id: int, *, actor: Actor) -> bool:
    """True if it tells of reminders of which none speaks any more. What tells of none is always sent, and so
    is the word that an announced reminder is void."""
    with reading(actor) as session:
        told = _told(session, message_id)
        return bool(told) and MOVED not in told.values() and not _speaking(session, told)


def _told(session: Session, message_id: int) -> dict[int, str]:
    query = select(ReminderDelivery.reminder_id, ReminderDelivery.channel)
    return dict(session.exec(query.where(ReminderDelivery.message_id == message_id)).all())


def _speaking(session: Session, told: dict[int, str]) -> bool:
    query = select(Reminder.id).where(Reminder.id.in_(told), holds(clock.today()))
    return session.exec(query.limit(1)).first() is not None


def sent(gone: Sequence[Leased], *, actor: Actor) -> None:
    """Gone: the messages and what they told of."""
    ids = [one.id for one in gone]
    with unit_of_work(actor) as work:
        _close(work, ids, "sent", sent_at=work.now, last_error=None)
        work.session.execute(
            update(ReminderDelivery).where(ReminderDelivery.message_id.in_(ids)).values(delivered_at=work.now)
        )


def void(one: Leased, *, actor: Actor) -> str:
    """Nothing in it is so any more. Should one of its reminders speak again, it is told anew."""
    with unit_of_work(actor) as work:
        _close(work, [one.id], "void", attempts=OutboxMessage.attempts - 1)
        give_back(work, one.id)
        work.session.execute(delete(ReminderDelivery).where(ReminderDelivery.message_id == one.id))
    return VOID


def _close(work: UnitOfWork, ids: Sequence[int], state: str, **values: object) -> None:
    work.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids))
        .values(state=state, leased_until=None, next_try_at=None, **values)
    )


def untried(one: Leased, *, actor: Actor) -> str:
    """As if it had not been taken."""
    put_back([one], actor=actor)
    return WAITING


def failed(one: Leased, error: NotSent, chance: Random, *, actor: Actor) -> str:
    """The reason is kept. Given up when the address refuses for good, or after the last wait."""
    wait = None if error.is_permanent else wait_after(one.attempts, chance)
    with unit_of_work(actor) as work:
        row = work.session.get_one(OutboxMessage, one.id)
        row.leased_until, row.last_error = None, error.reason[:_REASON_LENGTH]
        work.session.add(row)
        if wait is None:
            bury(work, row)
            return DEAD
        row.next_try_at = work.now + wait
    return RETRIED


def waits(one: Leased, error: NotSent, chance: Random, *, actor: Actor) -> str:
    """Nobody is there to take it: tried again as long as it takes, and no attempt of the message (ADR 15)."""
    with unit_of_work(actor) as work:
        row = work.session.get_one(OutboxMessage, one.id)
        age = work.now - row.queued_at if row.queued_at else timedelta()
        row.leased_until, row.last_error = None, error.reason[:_REASON_LENGTH]
        row.attempts -= 1
        row.next_try_at = work.now + outage_wait(age, chance)
        work.session.add(row)
    return WAITING
