"""Rows that are over or awake again, found in SQL from the rows that wait; a few thousand at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, select

from domain.vocabulary import ReminderState
from models import Obligation, Reminder
from services.database import UnitOfWork
from services.obligations import LEFT
from services.reminders.planning import WAITING

CHUNK = 5_000
_AS_IT_IS = {"synchronize_session": False}


@dataclass(frozen=True)
class Closing:
    """Rows of one kind, and what becomes of them."""

    of: ColumnElement[bool]
    values: dict[str, Any]
    is_end: bool = True


def closings(today: date) -> tuple[Closing, ...]:
    """Discharged by the deed, ended with the project, withdrawn from a day that moved, awake again."""
    is_left = Obligation.outcome == LEFT
    is_back = (Reminder.state == ReminderState.SNOOZED) & (Reminder.snoozed_until <= today)
    discharged, withdrawn = ReminderState.DISCHARGED.value, ReminderState.WITHDRAWN.value
    return (
        Closing(~Obligation.is_open & is_left, {"state": discharged, "close_cause": "left"}),
        Closing(~Obligation.is_open, {"state": discharged, "close_cause": "done"}),
        Closing(Obligation.due_on != Reminder.anchor_on, {"state": withdrawn, "close_cause": "moved"}),
        Closing(is_back, {"state": ReminderState.OPEN.value}, is_end=False),
    )


def is_needed(session: Session, today: date) -> bool:
    """Whether any row waits to be closed or woken."""
    over = or_(~Obligation.is_open, Obligation.due_on != Reminder.anchor_on)
    *_, back = closings(today)
    return any(session.exec(_rows(one).limit(1)).first() for one in (over, back.of))


def close(work: UnitOfWork, today: date) -> int:
    """Close and wake the next few thousand; how many. None are left when it is fewer than a chunk."""
    count = 0
    for one in closings(today):
        values = one.values | {"closed_at" if one.is_end else "created_at": work.now}
        ids = _rows(one.of).limit(CHUNK - count).correlate(None).scalar_subquery()
        statement: Any = update(Reminder).where(Reminder.id.in_(ids)).values(**values)
        count += work.session.execute(statement, execution_options=_AS_IT_IS).rowcount
        if count >= CHUNK:
            break
    return count


def _rows(condition: Any) -> Any:
    join = Obligation.id == Reminder.obligation_id
    return select(Reminder.id).outerjoin(Obligation, join).where(Reminder.state.in_(WAITING), condition)
