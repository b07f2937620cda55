"""Which reminders wait to be written about: those that speak and have no delivery since they began to."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from domain.vocabulary import ReminderLevel, ReminderState
from models import Enterprise, Obligation, Project, Reminder, ReminderDelivery
from services.database import UnitOfWork
from services.reminders.lines import ENTERPRISE, Line
from services.reminders.speaking import speaking
from services.unique_rows import is_postgresql

MAIL = "mail"
"""The channel of what an account was written about."""
OUTSIDE = "enterprise"
"""The channel of what an enterprise was written about: given up, it becomes its agent's task and mail."""
MOVED = "moved"
"""The channel of the word that an announced reminder is void, because its day moved."""
AT_ONCE = "land_result"
"""The anchor on whose day every hour counts: a lost day is the whole benefit of a simulated approval."""
_LETTER_LOCK = 0x0DA1BC
CHUNK = 300


def lock(session: Session) -> None:
    """One writer of letters at a time: SQLite's write lock does it, PostgreSQL needs an advisory lock."""
    if is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LETTER_LOCK})


def for_enterprises(session: Session, today: date) -> dict[str, list[int]]:
    """Address → reminders for the enterprise that it was not written to about yet."""
    query = (
        select(Enterprise.email, Reminder.id)
        .join(Project, Project.id == Reminder.project_id)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .where(speaking(today), _is_outside())
    )
    return _grouped(session, query)


def by_person(session: Session, today: date, people: Collection[int]) -> dict[int, list[int]]:
    """Account id → reminders that wait to be written about to that person."""
    return _grouped(session, _waiting(today).where(Reminder.recipient_id.in_(people)))


def with_urgent(session: Session, today: date) -> set[int]:
    """The accounts that have something to hear at once. What was put off comes back with the digest."""
    is_first_alarm = and_(Reminder.level == ReminderLevel.URGENT, Reminder.repetition == 0)
    query = _waiting(today).where(or_(is_first_alarm, Reminder.anchor == AT_ONCE))
    return {account_id for account_id, _ in session.exec(query.where(Reminder.snoozed_until.is_(None)))}


def moved_by_person(session: Session, people: Collection[int]) -> dict[int, list[int]]:
    """Account id → reminders the person was written about, void since their duty has another day."""
    moved_duty = (
        select(Obligation.id)
        .where(Obligation.id == Reminder.obligation_id, Obligation.is_open)
        .where(Obligation.due_on != Reminder.anchor_on)
    )
    query = (
        select(Reminder.recipient_id, Reminder.id)
        .where(Reminder.recipient_id.in_(people), Reminder.state == ReminderState.WITHDRAWN)
        .where(Reminder.close_cause == "moved", exists(moved_duty.correlate(Reminder)))
        .where(delivered(MAIL, Reminder.created_at), ~delivered(MOVED, Reminder.closed_at))
    )
    return _grouped(session, query)


def record(work: UnitOfWork, channel: str, message_id: int, told: Iterable[Line]) -> None:
    """What a message carries; never dated before the reminder began or ended, though the clock went back."""
    dialect = postgresql if is_postgresql(work.session) else sqlite
    rows = [
        {
            "reminder_id": line.id,
            "channel": channel,
            "message_id": message_id,
            "queued_at": max(work.now, *(at for at in (line.created_at, line.closed_at) if at)),
        }
        for line in told
    ]
    for start in range(0, len(rows), CHUNK):
        statement = dialect.insert(ReminderDelivery).values(rows[start : start + CHUNK])
        values = {name: statement.excluded[name] for name in ("message_id", "queued_at")}
        work.session.execute(
            statement.on_conflict_do_update(
                index_elements=["reminder_id", "channel"], set_=values | {"delivered_at": None}
            )
        )


def key_of(kind: str, whom: str, told: Iterable[Line], today: date) -> str:
    """The same reminders told again (a duty that came back, or another day) are another letter."""
    parts = sorted(f"{line.dedupe_key} {line.created_at}" for line in told)
    digest = hashlib.sha256("\n".join((whom, *parts)).encode()).hexdigest()[:32]
    return f"{kind}|{today:%Y%m%d}|{digest}"


def _grouped(session: Session, query: Any) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = defaultdict(list)
    for whom, reminder_id in session.exec(query.order_by(Reminder.id)):
        found[whom].append(reminder_id)
    return dict(found)


def _waiting(today: date) -> Any:
    return select(Reminder.recipient_id, Reminder.id).where(
        speaking(today), ~delivered(MAIL, Reminder.created_at), ~_is_outside()
    )


def _is_outside() -> Any:
    """The enterprise has an address, and was not written to about it since the reminder speaks."""
    address = (
        select(Project.id)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .where(Project.id == Reminder.project_id, Enterprise.email != "")
    )
    return and_(
        Reminder.recipient_role == ENTERPRISE,
        exists(address.correlate(Reminder)),
        ~delivered(OUTSIDE, Reminder.created_at),
    )


def delivered(channel: str, since: Any) -> Any:
    delivery = (
        select(ReminderDelivery.id)
        .where(ReminderDelivery.reminder_id == Reminder.id, ReminderDelivery.channel == channel)
        .where(ReminderDelivery.queued_at >= since)
    )
    return exists(delivery.correlate(Reminder))
