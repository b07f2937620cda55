"""The rows of the inbox, the most urgent first; repeats of one series are one row."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.access import Actor
from domain.reminders import is_deadline
from domain.vocabulary import ReminderLevel
from models import Problem, Project, Reminder, Step
from services import clock
from services.database import reading
from services.inbox import conditions, counting, wording
from services.inbox.views import InboxFilters, InboxPage, Tab
from services.queries import visible
from services.reminders import rules

_SHOWN = 20
_DONE = 100
_COLUMNS = (
    *("id", "rule_code", "obligation_id", "project_id", "problem_id", "step_id", "anchor"),
    *("anchor_on", "due_on"),
    *("repetition", "level", "state", "recipient_role", "snoozed_until", "reason", "closed_at"),
    *("acknowledged_at", "close_cause"),
)


def unread_count(*, actor: Actor) -> int:
    """How many matters speak in the actor's inbox; one index look-up, for the bell and menu of every page."""
    with reading(actor) as session:
        return counting.unread(session, actor, clock.today())


def list_reminders(*, filters: InboxFilters, actor: Actor) -> InboxPage:
    """The actor's own reminders of a tab; of what is done the latest hundred. Never somebody else's.

    Open is what speaks now (services.speaking): a deed, a pause or a moved day silences it at once.
    """
    today = clock.today()
    with reading(actor) as session:
        known = rules.active(session)
        deadlines = sorted(anchor for anchor, own in known.items() if is_deadline(own))
        counted, first = counting.counts(session, actor, today, deadlines, filters, _SHOWN)
        put_off = counting.put_off(session, actor, today)
        if filters.tab is Tab.DONE:
            matters, more = _done(session, filters, actor)
        else:
            more = counted.wanted - len(first)
            if filters.tab is Tab.SNOOZED:
                first, more = _put_off(session, filters, actor, today)
            matters = _matters(session, first, filters.tab, actor, today)
        oldest = counted.oldest_on
        return InboxPage(
            rows=wording.rows(session, matters, known, actor, today),
            more=more,
            open=counted.by_tab[Tab.OPEN],
            snoozed=put_off,
            urgent=counted.by_level[ReminderLevel.URGENT],
            due_today=counted.due_today,
            by_level=counted.by_level,
            by_tab=counted.by_tab | {Tab.SNOOZED: put_off},
            oldest_days=(today - oldest).days if oldest else 0,
            today=today,
        )


def _columns() -> list[Any]:
    return [
        *(getattr(Reminder, name) for name in _COLUMNS),
        func.coalesce(Project.name, "").label("project"),
        func.coalesce(Problem.text, "").label("problem"),
        Step.item_code.label("step_code"),
    ]


def _beside(query: Any) -> Any:
    return (
        query.outerjoin(Project, Project.id == Reminder.project_id)
        .outerjoin(Problem, Problem.id == Reminder.problem_id)
        .outerjoin(Step, Step.id == Reminder.step_id)
    )


def _put_off(session: Session, filters: InboxFilters, actor: Actor, today: date) -> tuple[list[int], int]:
    """The first matters that were put off, and how many more there are."""
    matter = conditions.latest(actor, Tab.SNOOZED, today)
    wanted = [matter.c.level == filters.level] if filters.level else []
    query = select(matter.c.id).where(*wanted).order_by(*conditions.urgency(matter.c))
    found = list(session.exec(query))
    return found[:_SHOWN], max(0, len(found) - _SHOWN)


def _matters(session: Session, first: list[int], tab: Tab, actor: Actor, today: date) -> list[list[Any]]:
    """These matters, each with all its reminders of the tab, the latest last; the most urgent first."""
    query = _beside(select(*_columns())).where(Reminder.id.in_(first))
    found = list(session.exec(query.order_by(*conditions.urgency(Reminder))))
    speaks = conditions.in_tab(tab, today)
    earlier = _earlier(session, actor, speaks, {row.obligation_id for row in found if row.obligation_id})
    return [[*earlier[_key(row)], row] if row.obligation_id else [row] for row in found]


def _key(row: Any) -> tuple[int | None, bool]:
    return row.obligation_id, row.recipient_role == conditions.ENTERPRISE


def _earlier(
    session: Session, actor: Actor, speaks: Any, duty_ids: set[int]
) -> dict[tuple[int | None, bool], list[Any]]:
    """The lower rungs that still speak about the same duties; the highest is left out."""
    columns: Any = (Reminder.id, Reminder.obligation_id, Reminder.recipient_role)
    query = select(*columns).where(visible(actor, Reminder), speaks, Reminder.obligation_id.in_(duty_ids))
    found: dict[tuple[int | None, bool], list[Any]] = defaultdict(list)
    for row in session.exec(query.order_by(Reminder.due_on, Reminder.id)):
        found[_key(row)].append(row)
    return defaultdict(list, {key: rows[:-1] for key, rows in found.items()})


def _done(session: Session, filters: InboxFilters, actor: Actor) -> tuple[list[list[Any]], int]:
    """Among what is done each rule keeps its line, what ended last first."""
    query = _beside(select(*_columns())).where(
        visible(actor, Reminder), Reminder.state.in_(conditions.CLOSED)
    )
    ended = func.coalesce(Reminder.closed_at, Reminder.acknowledged_at, Reminder.created_at)
    found = session.exec(query.order_by(ended.desc(), Reminder.id.desc()).limit(_DONE))
    chosen = [rows for rows in _by_rule(found) if filters.level in (None, rows[-1].level)]
    return chosen[:_SHOWN], max(0, len(chosen) - _SHOWN)


def _by_rule(found: Iterable[Any]) -> list[list[Any]]:
    matters: dict[tuple[Any, ...], list[Any]] = {}
    for row in found:
        matters.setdefault((row.obligation_id or -row.id, _key(row)[1], row.rule_code), []).append(row)
    return [sorted(rows, key=lambda row: (row.due_on, row.id)) for rows in matters.values()]
