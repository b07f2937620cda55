"""Which reminders stand in which tab. One that was put off is back on its day, whoever looks first."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import select

from domain.access import Actor
from domain.vocabulary import Party, ReminderLevel, ReminderState, Role
from models import Obligation, Reminder
from services.inbox.acting import ENTERPRISE
from services.inbox.views import Tab
from services.queries import visible
from services.reminders.speaking import speaking

IS_TASK = case((Reminder.recipient_role == ENTERPRISE, 1), else_=0)
"""What the enterprise is to be told through an agent is a matter of its own."""
MATTER = func.coalesce(Reminder.obligation_id, -Reminder.id)
CLOSED = (ReminderState.ACKNOWLEDGED, ReminderState.DISCHARGED, ReminderState.WITHDRAWN)
_OWN_MOVES = {
    Role.AGENT: (Party.AGENT, Party.RECORDER),
    Role.COORDINATOR: (Party.COORDINATOR,),
    Role.LIAISON: (Party.DEPARTMENT, Party.LEAD_DEPARTMENT),
}
_RANK: dict[str, int] = {level: rank for rank, level in enumerate(reversed(ReminderLevel))}
_COLUMNS = ("id", "obligation_id", "level", "anchor", "anchor_on", "due_on", "snoozed_until")


def is_put_off(today: date) -> Any:
    return and_(Reminder.state == ReminderState.SNOOZED, Reminder.snoozed_until > today)


def in_tab(tab: Tab, today: date) -> Any:
    """Reminders of a tab; the tabs of what is open are parts of it, told apart by `of_part`."""
    if tab is Tab.DONE:
        return Reminder.state.in_(CLOSED)
    return is_put_off(today) if tab is Tab.SNOOZED else speaking(today)


def latest(actor: Actor, tab: Tab, today: date, deadlines: Collection[str] = ()) -> Any:
    """The actor's matters, to be read from: of each the reminder that spoke last, the higher rung.

    `deadlines` are the anchors whose date can be missed: column `is_deadline`.
    Reminders of one duty on one day wait or speak together, so what spoke later is looked for by state alone.
    """
    columns = [getattr(Reminder, name) for name in _COLUMNS]
    return (
        select(
            *columns,
            IS_TASK.label("is_task"),
            func.coalesce(Obligation.party, "").label("party"),
            case((Reminder.anchor.in_(deadlines), 1), else_=0).label("is_deadline"),
        )
        .outerjoin(Obligation, Obligation.id == Reminder.obligation_id)
        .where(visible(actor, Reminder), in_tab(tab, today), ~_has_later(tab, today))
        .cte("matter")
    )


def _has_later(tab: Tab, today: date) -> Any:
    later = aliased(Reminder)
    is_put_off = and_(later.state == ReminderState.SNOOZED, later.snoozed_until > today)
    is_back = and_(later.state == ReminderState.SNOOZED, later.snoozed_until <= today)
    same_tab = is_put_off if tab is Tab.SNOOZED else or_(later.state == ReminderState.OPEN, is_back)
    is_same_kind = (later.recipient_role == ENTERPRISE) == (Reminder.recipient_role == ENTERPRISE)
    spoke_later = or_(
        later.due_on > Reminder.due_on, and_(later.due_on == Reminder.due_on, later.id > Reminder.id)
    )
    query = select(later.id).where(
        later.obligation_id == Reminder.obligation_id,
        later.recipient_id == Reminder.recipient_id,
        later.anchor_on == Reminder.anchor_on,
        is_same_kind,
        spoke_later,
        same_tab,
    )
    return exists(query.correlate(Reminder))


def urgency(columns: Any) -> tuple[Any, ...]:
    """The order of rows: level, day, number."""
    return case(_RANK, value=columns.level, else_=len(_RANK)), columns.anchor_on, columns.id


def of_part(tab: Tab, matter: Any, actor: Actor, today: date) -> Any:
    """Which of the open matters a tab shows; None: all.

    Today: due today, spoken of today or back today. This week: due by its Sunday. Others: somebody else's
    move by the duty, except what the actor is to tell the enterprise.
    """
    row, is_deadline = matter.c, matter.c.is_deadline == 1
    if tab is Tab.TODAY:
        is_due = and_(is_deadline, row.anchor_on == today)
        return or_(is_due, row.due_on == today, row.snoozed_until == today)
    if tab is Tab.WEEK:
        sunday = today + timedelta(days=6 - today.weekday())
        return and_(is_deadline, row.anchor_on.between(today, sunday))
    if tab is Tab.OVERDUE:
        return and_(is_deadline, row.anchor_on < today)
    if tab is Tab.OTHERS:
        own = (*_OWN_MOVES.get(actor.role or Role.LEADER, ()), Party.SYSTEM, "")
        return and_(row.party.not_in(own), row.is_task == 0)
    return None
