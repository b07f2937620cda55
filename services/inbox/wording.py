"""Matters as rows of the inbox: what the rule says, what it is about, who else knows, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from domain.access import Actor
from domain.reminders import AFTERWARDS, Rule, is_deadline
from domain.vocabulary import Role
from domain.workdays import WorkCalendar
from services import calendar
from services.inbox import story
from services.inbox.acting import ENTERPRISE, latest_snooze
from services.inbox.views import ReminderRow, Sent, Told
from services.reminders import duties, rules
from services.reminders.duties import Duty


@dataclass(frozen=True)
class _Speech:
    """What words and measures the rows: sentences by rule, rules by anchor, calendar, language, the day."""

    sentences: dict[str, str]
    rules: Mapping[str, Sequence[Rule]]
    days: WorkCalendar
    lang: str
    today: date
    sent: Mapping[int, list[Sent]]
    told: Mapping[int, list[Told]]
    copied: set[int]

    def left(self, row: Any) -> int | None:
        """Working days left; None for an anchor that only counts from its day."""
        if not is_deadline(self.rules.get(row.anchor, ())):
            return None
        return self.days.workdays_between(self.today, row.anchor_on)


def rows(
    session: Session,
    matters: list[list[Any]],
    known: Mapping[str, Sequence[Rule]],
    actor: Actor,
    today: date,
) -> tuple[ReminderRow, ...]:
    """One row a matter, as its latest reminder says it."""
    if not matters:
        return ()
    latest = [reminders[-1] for reminders in matters]
    about = {row.obligation_id for row in latest if row.obligation_id}
    projects = {row.project_id for row in latest if row.project_id}
    speech = _Speech(
        sentences=rules.sentences(session, lang=actor.lang, codes={row.rule_code for row in latest}),
        rules=known,
        days=calendar.current(session),
        lang=actor.lang,
        today=today,
        sent=story.deliveries(session, {row.id for row in latest}),
        told=story.others_told(session, actor, about) if about else {},
        copied=story.copied(session, actor, projects, today) if actor.role is Role.AGENT else set(),
    )
    found = duties.by_id(session, about)
    return tuple(_row(reminders, found.get(reminders[-1].obligation_id), speech) for reminders in matters)


def _row(reminders: list[Any], duty: Duty | None, speech: _Speech) -> ReminderRow:
    lang, today = speech.lang, speech.today
    row = reminders[-1]
    left = speech.left(row)
    is_task = row.recipient_role == ENTERPRISE
    until = latest_snooze(row.anchor_on, today)
    return ReminderRow(
        id=row.id,
        ids=tuple(one.id for one in reminders),
        rule=row.rule_code,
        level=row.level,
        state=row.state,
        sentence=speech.sentences.get(row.rule_code, ""),
        title=duty.title(lang) if duty else "",
        project_id=row.project_id,
        project=row.project,
        enterprise=duty.enterprise if duty else "",
        step_id=row.step_id,
        step_code=row.step_code,
        problem_id=row.problem_id or (duty.problem_id if duty else None),
        department=duty.department(lang) if duty else "",
        anchor_on=row.anchor_on,
        left_workdays=left,
        told_on=row.due_on,
        problem=row.problem,
        age_days=max(0, (today - row.due_on).days),
        times=row.repetition + 1,
        is_for_enterprise=is_task,
        snoozed_until=row.snoozed_until,
        latest_snooze=until,
        first_snooze=until and min(until, speech.days.next_workday(today)),
        reason=row.reason or "",
        closed_at=row.closed_at or row.acknowledged_at,
        is_provisional=left is not None and speech.days.is_provisional(row.anchor_on),
        close_cause=row.close_cause,
        is_copy=not is_task and row.recipient_role == Role.AGENT and row.project_id in speech.copied,
        is_about_rating=row.anchor in AFTERWARDS,
        sent=tuple(speech.sent.get(row.id, ())),
        told=tuple(speech.told.get(row.obligation_id, ())),
    )
