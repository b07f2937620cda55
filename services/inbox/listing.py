"""The rows of the inbox, the most urgent first; repeats of one series are one row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, select

from domain.access import Actor
from domain.reminders import Rule, is_deadline
from domain.vocabulary import ReminderLevel
from domain.workdays import WorkCalendar
from models import Problem, Project, Reminder, Step
from services import calendar, clock
from services.database import reading
from services.inbox import conditions
from services.inbox.acting import ENTERPRISE, latest_snooze
from services.inbox.views import InboxFilters, InboxPage, ReminderRow, Tab
from services.queries import visible
from services.reminders import duties, rules
from services.reminders.duties import Duty

_READ = 500
_SHOWN = 60
_IS_TASK = case((Reminder.recipient_role == ENTERPRISE, 1), else_=0)
_RANK: dict[str, int] = {level: rank for rank, level in enumerate(reversed(ReminderLevel))}
_COLUMNS = (
    *("id", "rule_code", "obligation_id", "project_id", "problem_id", "anchor"),
    *("anchor_on", "due_on"),
    *("repetition", "level", "state", "recipient_role", "snoozed_until", "reason", "closed_at"),
    "acknowledged_at",
)


def unread_count(*, actor: Actor) -> int:
    """How many matters wait in the actor's inbox; one index look-up, for the menu of every page."""
    matters = (
        select(func.coalesce(Reminder.obligation_id, -Reminder.id), _IS_TASK)
        .where(visible(actor, Reminder), conditions.is_open(clock.today()))
        .distinct()
        .subquery()
    )
    with reading(actor) as session:
        return session.exec(select(func.count()).select_from(matters)).one()


def list_reminders(*, filters: InboxFilters, actor: Actor) -> InboxPage:
    """The actor's own reminders of a tab; of what is done the latest hundred. Never somebody else's."""
    today = clock.today()
    with reading(actor) as session:
        matters = _by_matter(session.exec(_select(filters.tab, actor, today)), filters.tab)
        chosen = [rows for rows in matters if filters.level in (None, rows[-1].level)]
        waiting = _waiting(session, actor, today)
        awake = [row for row, is_awake in waiting if is_awake]
        levels = [row.level for row in awake]
        return InboxPage(
            rows=_rows(session, chosen[:_SHOWN], actor, today),
            more=max(0, len(chosen) - _SHOWN),
            open=len(awake),
            snoozed=len(waiting) - len(awake),
            urgent=levels.count(ReminderLevel.URGENT),
            by_level={level.value: levels.count(level) for level in ReminderLevel},
            oldest_days=max(((today - row.due_on).days for row in awake), default=0),
            today=today,
        )


def _select(tab: Tab, actor: Actor, today: date) -> Any:
    columns = [getattr(Reminder, name) for name in _COLUMNS]
    is_done = tab is Tab.DONE
    more = (
        func.coalesce(Project.name, "").label("project"),
        func.coalesce(Problem.text, "").label("problem"),
        Step.item_code.label("step_code"),
    )
    query = (
        select(*columns, *more)
        .outerjoin(Project, Project.id == Reminder.project_id)
        .outerjoin(Problem, Problem.id == Reminder.problem_id)
        .outerjoin(Step, Step.id == Reminder.step_id)
        .where(visible(actor, Reminder), conditions.in_tab(tab, today))
    )
    rank = case(_RANK, value=Reminder.level, else_=len(_RANK))
    order = (Reminder.id.desc(),) if is_done else (rank, Reminder.due_on, Reminder.id)
    return query.order_by(*order).limit(100 if is_done else _READ)


def _by_matter(found: Iterable[Any], tab: Tab) -> list[list[Any]]:
    """Reminders of one duty together, the latest to speak last: a higher rung replaces the lower.

    What the enterprise is to be told is a matter of its own; among what is done each rule keeps its line.
    """
    matters: dict[tuple[Any, ...], list[Any]] = {}
    for row in found:
        rule = row.rule_code if tab is Tab.DONE else ""
        is_task = row.recipient_role == ENTERPRISE
        matters.setdefault((row.obligation_id or -row.id, is_task, rule), []).append(row)
    grouped = [sorted(rows, key=lambda row: (row.due_on, row.id)) for rows in matters.values()]
    return grouped if tab is Tab.DONE else sorted(grouped, key=_urgency)


def _urgency(rows: list[Any]) -> tuple[int, date, int]:
    latest = rows[-1]
    return _RANK[latest.level], latest.anchor_on, latest.id


def _waiting(session: Session, actor: Actor, today: date) -> list[tuple[Any, bool]]:
    """(the latest reminder, is it awake) of every matter that is open or put off."""
    columns = (Reminder.id, Reminder.obligation_id, Reminder.rule_code, Reminder.recipient_role)
    more = (Reminder.level, Reminder.due_on, Reminder.anchor_on)
    found = []
    for tab in (Tab.OPEN, Tab.SNOOZED):
        query = select(*columns, *more).where(visible(actor, Reminder), conditions.in_tab(tab, today))
        matters = _by_matter(session.exec(query), tab)
        found += [(rows[-1], tab is Tab.OPEN) for rows in matters]
    return found


@dataclass(frozen=True)
class _Speech:
    """What words and measures the rows: sentences by rule, rules by anchor, calendar, language, the day."""

    sentences: dict[str, str]
    rules: Mapping[str, Sequence[Rule]]
    days: WorkCalendar
    lang: str
    today: date

    def left(self, row: Any) -> int | None:
        """Working days left; None for an anchor that only counts from its day."""
        if not is_deadline(self.rules.get(row.anchor, ())):
            return None
        return self.days.workdays_between(self.today, row.anchor_on)


def _rows(session: Session, matters: list[list[Any]], actor: Actor, today: date) -> tuple[ReminderRow, ...]:
    latest = [rows[-1] for rows in matters]
    known = duties.by_id(session, {row.obligation_id for row in latest if row.obligation_id})
    speech = _Speech(
        sentences=rules.sentences(session, lang=actor.lang, codes={row.rule_code for row in latest}),
        rules=rules.active(session),
        days=calendar.current(session),
        lang=actor.lang,
        today=today,
    )
    return tuple(_row(rows, known.get(rows[-1].obligation_id), speech) for rows in matters)


def _row(rows: list[Any], duty: Duty | None, speech: _Speech) -> ReminderRow:
    lang, today = speech.lang, speech.today
    row = rows[-1]
    left = speech.left(row)
    return ReminderRow(
        id=row.id,
        ids=tuple(one.id for one in rows),
        rule=row.rule_code,
        level=row.level,
        state=row.state,
        sentence=speech.sentences.get(row.rule_code, ""),
        title=duty.title(lang) if duty else "",
        project_id=row.project_id,
        project=row.project,
        enterprise=duty.enterprise if duty else "",
        step_code=row.step_code,
        problem_id=row.problem_id or (duty.problem_id if duty else None),
        department=duty.department(lang) if duty else "",
        anchor_on=row.anchor_on,
        left_workdays=left,
        told_on=row.due_on,
        problem=row.problem,
        age_days=max(0, (today - row.due_on).days),
        times=row.repetition + 1,
        is_for_enterprise=row.recipient_role == ENTERPRISE,
        snoozed_until=row.snoozed_until,
        latest_snooze=latest_snooze(row.anchor_on, today),
        reason=row.reason or "",
        closed_at=row.closed_at or row.acknowledged_at,
        is_provisional=left is not None and speech.days.is_provisional(row.anchor_on),
    )
