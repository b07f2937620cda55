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
from models import Project, Reminder
from services import calendar, clock
from services.database import reading
from services.inbox import conditions
from services.inbox.acting import latest_snooze
from services.inbox.views import InboxFilters, InboxPage, ReminderRow, Tab
from services.queries import visible
from services.reminders import duties, rules
from services.reminders.duties import Duty

ENTERPRISE = "enterprise"
"""The recipient role of what an enterprise is to be told through an agent."""
_READ = 500
_SHOWN = 60
_RANK = {level: rank for rank, level in enumerate(reversed(ReminderLevel))}
_COLUMNS = (
    *("id", "rule_code", "obligation_id", "project_id", "step_id", "problem_id", "anchor"),
    *("anchor_on", "due_on"),
    *("repetition", "level", "state", "recipient_role", "snoozed_until", "reason", "closed_at"),
    "acknowledged_at",
)


def unread_count(*, actor: Actor) -> int:
    """How many matters wait in the actor's inbox; one index look-up, for the menu of every page."""
    matters = (
        select(Reminder.rule_code, _matter())
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
        found = session.exec(_select(filters, actor, today)).all()
        matters = _by_matter(found)
        waiting = _waiting(session, actor, today)
        levels = [level for level, is_awake, _ in waiting if is_awake]
        return InboxPage(
            rows=_rows(session, matters[:_SHOWN], actor, today),
            more=max(0, len(matters) - _SHOWN),
            open=len(levels),
            snoozed=len(waiting) - len(levels),
            urgent=levels.count(ReminderLevel.URGENT),
            by_level={level.value: levels.count(level) for level in ReminderLevel},
            oldest_days=max(((today - told).days for _, is_awake, told in waiting if is_awake), default=0),
            today=today,
        )


def _select(filters: InboxFilters, actor: Actor, today: date) -> Any:
    columns = [getattr(Reminder, name) for name in _COLUMNS]
    is_done = filters.tab is Tab.DONE
    query = select(*columns, func.coalesce(Project.name, "").label("project"))
    query = query.outerjoin(Project, Project.id == Reminder.project_id)
    query = query.where(visible(actor, Reminder), conditions.in_tab(filters.tab, today))
    if filters.level:
        query = query.where(Reminder.level == filters.level)
    rank = case(_RANK, value=Reminder.level, else_=len(_RANK))
    order = (Reminder.id.desc(),) if is_done else (rank, Reminder.due_on, Reminder.id)
    return query.order_by(*order).limit(100 if is_done else _READ)


def _by_matter(found: Iterable[Any]) -> list[list[Any]]:
    """Rows of one rule about one duty together, in the order of the first; the latest repeat stands last."""
    matters: dict[tuple[str, int], list[Any]] = {}
    for row in found:
        matters.setdefault((row.rule_code, row.obligation_id or -row.id), []).append(row)
    return [sorted(rows, key=lambda row: (row.repetition, row.id)) for rows in matters.values()]


def _waiting(session: Session, actor: Actor, today: date) -> Sequence[tuple[str, bool, date]]:
    """(level, is it awake, told since) of every matter that is open or put off."""
    is_awake = case((conditions.is_open(today), 1), else_=0)
    query = (
        select(Reminder.level, is_awake, func.min(Reminder.due_on))
        .where(visible(actor, Reminder), conditions.is_open(today) | conditions.is_snoozed(today))
        .group_by(Reminder.level, is_awake, Reminder.rule_code, _matter())
    )
    return [(level, bool(awake), told) for level, awake, told in session.exec(query)]


def _matter() -> Any:
    return func.coalesce(Reminder.obligation_id, -Reminder.id)


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
        step_id=row.step_id or (duty.step_id if duty else None),
        problem_id=row.problem_id or (duty.problem_id if duty else None),
        department=duty.department(lang) if duty else "",
        anchor_on=row.anchor_on,
        left_workdays=speech.left(row),
        told_on=row.due_on,
        age_days=max(0, (today - min(one.due_on for one in rows)).days),
        times=row.repetition + 1,
        is_for_enterprise=row.recipient_role == ENTERPRISE,
        snoozed_until=row.snoozed_until,
        latest_snooze=latest_snooze(row.anchor_on, today),
        reason=row.reason or "",
        closed_at=row.closed_at or row.acknowledged_at,
    )
