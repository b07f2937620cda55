"""Writes a plan: rows under their unique keys, so that two sweeps at once still make one row a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session

from domain.reminders import Reminder as Due
from domain.vocabulary import ReminderState
from models import Reminder
from services.database import UnitOfWork
from services.reminders.duties import Duty
from services.reminders.planning import Plan
from services.unique_rows import insert_new, is_postgresql

_SWEEP_LOCK = 0x0DA1BB
_CHUNK = 300


@dataclass(frozen=True)
class Written:
    """Row ids this sweep made speak (fresh, revived, handed on, awake again), and how many were new."""

    told: tuple[int, ...]
    queued: int


def lock(session: Session) -> None:
    """One sweep at a time: SQLite's write lock does it, PostgreSQL needs an advisory lock."""
    if is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SWEEP_LOCK})


def write(work: UnitOfWork, found: Plan) -> Written:
    """Close what is over, wake what was put off, add what is due."""
    session = work.session
    _set(session, found.discharged, state=ReminderState.DISCHARGED.value, closed_at=work.now)
    _set(session, found.withdrawn, state=ReminderState.WITHDRAWN.value, closed_at=work.now)
    _set(session, found.woken, state=ReminderState.OPEN.value, created_at=work.now)
    for row_id, account_id in found.moved:
        _set(session, [row_id], recipient_id=account_id, created_at=work.now)
    for row_id, duty in found.revived:
        again = {"state": ReminderState.OPEN.value, "obligation_id": duty.id, "created_at": work.now}
        _set(
            session, [row_id], closed_at=None, acknowledged_at=None, snoozed_until=None, reason=None, **again
        )
    rows = [_values(work, due, duty) for due, duty in found.fresh]
    new = insert_new(session, Reminder, rows, Reminder.id)
    told = [row_id for row_id, *_ in (*new, *found.revived, *found.moved)]
    return Written(told=(*told, *found.woken), queued=len(new) + len(found.revived))


def _values(work: UnitOfWork, due: Due, duty: Duty) -> dict[str, Any]:
    return {
        "dedupe_key": due.dedupe_key,
        "rule_code": due.rule,
        "obligation_id": duty.id,
        "project_id": duty.project_id,
        "step_id": duty.step_id,
        "problem_id": duty.problem_id,
        "subject": due.subject,
        "anchor": due.anchor,
        "anchor_on": due.anchor_on,
        "repetition": due.repetition,
        "due_on": due.due_on,
        "level": due.level.value,
        "recipient_id": due.recipient.account_id,
        "recipient_role": due.recipient.role,
        "params": {},
        "state": ReminderState.OPEN.value,
        "created_at": work.now,
    }


def _set(session: Session, ids: Sequence[int], **values: Any) -> None:
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        session.execute(update(Reminder).where(Reminder.id.in_(chunk)).values(**values))
