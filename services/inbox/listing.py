"""The rows of the inbox, the most urgent first; repeats of one series are one row."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, select

from domain.access import Actor
from domain.reminders import is_deadline
from domain.vocabulary import ReminderLevel
from models import Problem, Project, Reminder, Step
from services import clock
from services.database import reading
from services.inbox import conditions, counting, wording
from services.inbox.counting import Counts
from services.inbox.views import InboxFilters, InboxPage, Tab
from services.queries import visible
from services.reminders import rules

_SHOWN = 60
_DONE = 100
_RANK: dict[str, int] = {level: rank for rank, level in enumerate(reversed(ReminderLevel))}
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
        counted = counting.counts(session, actor, today, deadlines)
        put_off = counting.put_off(session, actor, today)
        if filters.tab is Tab.DONE:
            matters, more = _done(session, filters, actor)
        else:
            matters = _waiting(session, filters, actor, today, deadlines)
            more = _left_out(session, filters, actor, today, counted, len(matters))
        oldest = counted.oldest_on
        return InboxPage(
            rows=wording.rows(session, matters, known, actor, today),
            more=more,
            open=counted.of(Tab.OPEN),
            snoozed=put_off,
            urgent=counted.of(Tab.OPEN, ReminderLevel.URGENT),
            due_today=counted.due_today,
            by_level=counted.levels(),
            by_tab={tab: counted.of(tab) for tab in Tab if tab not in (Tab.SNOOZED, Tab.DONE)}
            | {Tab.SNOOZED: put_off},
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


def _waiting(
    session: Session, filters: InboxFilters, actor: Actor, today: date, deadlines: list[str]
) -> list[list[Any]]:
    """The first matters of a tab, each with all its reminders there, the latest last."""
    speaks = conditions.in_tab(filters.tab, today)
    matter = conditions.latest(actor, speaks)
    part = conditions.of_part(filters.tab, matter, actor, today, deadlines)
    query = _beside(select(*_columns()).join(matter, matter.c.id == Reminder.id))
    wanted = [] if part is None else [part]
    wanted += [matter.c.level == filters.level] if filters.level else []
    rank = case(_RANK, value=Reminder.level, else_=len(_RANK))
    order = (rank, Reminder.anchor_on, Reminder.id)
    found = list(session.exec(query.where(*wanted).order_by(*order).limit(_SHOWN)))
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


def _left_out(
    session: Session, filters: InboxFilters, actor: Actor, today: date, counted: Counts, shown: int
) -> int:
    if shown < _SHOWN:
        return 0
    if filters.tab is not Tab.SNOOZED:
        return counted.of(filters.tab, filters.level) - shown
    matter = conditions.latest(actor, conditions.is_put_off(today))
    query = select(func.count()).select_from(matter)
    return (
        session.exec(query.where(matter.c.level == filters.level) if filters.level else query).one() - shown
    )


def _done(session: Session, filters: InboxFilters, actor: Actor) -> tuple[list[list[Any]], int]:
    """Among what is done each rule keeps its line, the latest first."""
    query = _beside(select(*_columns())).where(
        visible(actor, Reminder), Reminder.state.in_(conditions.CLOSED)
    )
    found = session.exec(query.order_by(Reminder.id.desc()).limit(_DONE))
    chosen = [rows for rows in _by_rule(found) if filters.level in (None, rows[-1].level)]
    return chosen[:_SHOWN], max(0, len(chosen) - _SHOWN)


def _by_rule(found: Iterable[Any]) -> list[list[Any]]:
    matters: dict[tuple[Any, ...], list[Any]] = {}
    for row in found:
        matters.setdefault((row.obligation_id or -row.id, _key(row)[1], row.rule_code), []).append(row)
    return [sorted(rows, key=lambda row: (row.due_on, row.id)) for rows in matters.values()]
