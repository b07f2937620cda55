"""What a changed rule does to reminders that wait: withdrawn if not due by it; its level becomes theirs."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, select

from domain.reminders import Rule
from domain.vocabulary import ReminderState
from models import Obligation, Reminder
from services import calendar, clock
from services.database import UnitOfWork

CAUSE = "rule"
_WAITING = (ReminderState.OPEN, ReminderState.SNOOZED)
_CHUNK = 500


def follow(work: UnitOfWork, rule: Rule) -> None:
    """Withdraw what the rule would not have said by today, and give the rest its level.

    Whom it no longer tells, the next sweep finds.
    """
    days, today = calendar.current(work.session), clock.local(work.now).date()
    columns = (Reminder.id, Obligation.due_on, Obligation.granted_workdays)
    query = (
        select(*columns)
        .join(Obligation, col(Obligation.id) == Reminder.obligation_id)
        .where(Reminder.rule_code == rule.code, col(Reminder.state).in_(_WAITING), Obligation.is_open)
    )
    early = []
    for row_id, anchor_on, granted in work.session.exec(query):
        first = rule.fires_on(anchor_on, granted, days)
        if first is None or first > today:
            early.append(row_id)
    _withdraw(work, early)
    waiting = (Reminder.rule_code == rule.code) & col(Reminder.state).in_(_WAITING)
    work.session.execute(update(Reminder).where(waiting).values(level=rule.level.value))


def withdraw_all(work: UnitOfWork, code: str) -> None:
    """The rule is off: nothing it said waits any longer."""
    query = select(Reminder.id).where(Reminder.rule_code == code, col(Reminder.state).in_(_WAITING))
    _withdraw(work, [row_id or 0 for row_id in work.session.exec(query)])


def _withdraw(work: UnitOfWork, ids: Sequence[int]) -> None:
    closed = {"state": ReminderState.WITHDRAWN.value, "closed_at": work.now, "close_cause": CAUSE}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        work.session.execute(update(Reminder).where(col(Reminder.id).in_(chunk)).values(**closed))
