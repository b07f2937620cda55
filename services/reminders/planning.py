"""What a sweep would change about a stretch of duties: what is due against the rows that are there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, bindparam, column, func
from sqlmodel import Session, or_, select

from domain.reminders import ENTERPRISE, Agenda, Mute, Reminder, Rule, Subject, series_of
from domain.vocabulary import ProjectStatus, ReminderState
from domain.workdays import WorkCalendar
from models import Obligation, ReminderMute
from models import Reminder as Row
from services import clock
from services.reminders.candidates import Candidate, Stretch
from services.reminders.parties import Circles, ProblemPeople, problems
from services.speaking import MAILED
from services.unique_rows import is_postgresql

WAITING = (ReminderState.OPEN, ReminderState.SNOOZED)


class Told(NamedTuple):
    """A due reminder with its duty; `row_id`: the closed row that speaks again."""

    due: Reminder
    duty: Candidate
    problem_id: int | None
    row_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """`fresh` reminders have no row yet, `revived` ones have a row that was closed for another reason.

    `moved`: rows of an enterprise whose agent changed, with the new one. `gone`: rows of somebody no longer
    meant, with the cause.
    """

    due: Mapping[str, int] = field(default_factory=dict)
    fresh: tuple[Told, ...] = ()
    revived: tuple[Told, ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    gone: tuple[tuple[int, str], ...] = ()

    @property
    def size(self) -> int:
        return len(self.fresh) + len(self.revived) + len(self.moved) + len(self.gone)


class _Row(NamedTuple):
    id: int
    key: str
    obligation_id: int | None
    anchor_on: date
    state: str
    snoozed_until: date | None
    rule: str
    recipient_id: int
    role: str
    close_cause: str

    def is_closed_for(self, duty: Candidate) -> bool:
        """Closed because its duty was gone or somebody else's, and now it is owed.

        What was heard (acknowledged, or mailed to the enterprise) stays heard while that duty lasts; a deed
        that was taken back begins another one.
        """
        if self.state in (ReminderState.DISCHARGED, ReminderState.ACKNOWLEDGED):
            is_heard = self.state == ReminderState.ACKNOWLEDGED or self.close_cause == MAILED
            return not is_heard or self.obligation_id != duty.id
        return self.state == ReminderState.WITHDRAWN

    def is_silenced(self, today: date) -> bool:
        """Acknowledged, or put off to a later day."""
        if self.state == ReminderState.SNOOZED:
            return self.snoozed_until is not None and self.snoozed_until > today
        return self.state == ReminderState.ACKNOWLEDGED


_COLUMNS: tuple[Any, ...] = (
    *(Row.id, Row.dedupe_key, Row.obligation_id, Row.anchor_on, Row.state, Row.snoozed_until),
    *(Row.rule_code, Row.recipient_id, Row.recipient_role, Row.close_cause),
)


class Decider:
    """The rules, mutes and people of one day; `plan` decides about one stretch after the other."""

    def __init__(
        self, session: Session, by_anchor: Mapping[str, list[Rule]], days: WorkCalendar, today: date
    ) -> None:
        self._today = today
        self._rules = {rule.code: rule for of_anchor in by_anchor.values() for rule in of_anchor}
        mutes = mutes_on(session, today)
        self._agenda = Agenda(self._rules.values(), today=today, calendar=days, mutes=mutes)
        self._circles = Circles.read(session, today)

    def plan(self, session: Session, stretch: Stretch) -> Plan:
        """What to write about these duties. Reads only."""
        rows = _rows_of(session, stretch)
        silenced = {series_of(row.key) for row in rows if row.is_silenced(self._today)}
        about = problems(session, stretch.candidates)
        subjects = {
            duty.id: subject_of(duty, self._circles, about.get(duty.subject))
            for duty in stretch.candidates
            if duty.is_live
        }
        told = [
            Told(due, duty, about[duty.subject].id if duty.subject in about else None)
            for duty in stretch.candidates
            if duty.id in subjects
            for due in self._agenda.due(subjects[duty.id], silenced)
        ]
        return self._compared(session, told, rows, subjects)

    def _compared(
        self, session: Session, told: list[Told], rows: list[_Row], subjects: Mapping[int, Subject]
    ) -> Plan:
        known = {row.key: row for row in rows}
        unknown = [one.due.dedupe_key for one in told if one.due.dedupe_key not in known]
        known.update((row.key, row) for row in _rows_by_key(session, unknown))
        due = {one.due.dedupe_key for one in told if one.due.recipient.role != ENTERPRISE}
        moved, gone = self._no_longer_theirs((row for row in rows if row.key not in due), subjects)
        return Plan(
            due=Counter(one.due.rule for one in told),
            fresh=tuple(one for one in told if one.due.dedupe_key not in known),
            revived=tuple(
                one._replace(row_id=row.id)
                for one in told
                if (row := known.get(one.due.dedupe_key)) is not None and row.is_closed_for(one.duty)
            ),
            moved=moved,
            gone=gone,
        )

    def _no_longer_theirs(
        self, rows: Iterable[_Row], subjects: Mapping[int, Subject]
    ) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, str], ...]]:
        """After a handover, an absence or a mute: (rows to hand on and to whom, rows to close and why)."""
        moved: list[tuple[int, int]] = []
        gone: list[tuple[int, str]] = []
        for row in rows:
            subject, rule = subjects.get(row.obligation_id or 0), self._rules.get(row.rule)
            if row.state not in WAITING or subject is None or rule is None or not subject.may_speak:
                continue
            is_enterprise = row.role == ENTERPRISE
            told = [
                one
                for one in self._agenda.told(rule, subject)
                if (one.address == ENTERPRISE) == is_enterprise
            ]
            mine = next((one for one in told if one.account_id == row.recipient_id), None)
            if mine is not None:
                if self._agenda.is_muted(rule, mine, subject.project_id):
                    gone.append((row.id, "muted"))
            elif is_enterprise and told:
                moved.append((row.id, told[0].account_id))
            else:
                gone.append((row.id, "handed_over"))
        return tuple(moved), tuple(gone)


def subject_of(duty: Candidate, circles: Circles, problem: ProblemPeople | None) -> Subject:
    """A duty as the rules see it, with the people around it."""
    return Subject(
        subject=duty.subject,
        anchor=duty.anchor,
        anchor_on=duty.due_on,
        recipients=circles.around(duty, problem),
        key=duty.key,
        started_on=duty.started_on,
        known_on=_day(duty.opened_at) if duty.opened_at else None,
        granted=duty.granted,
        is_paused=duty.is_paused or duty.status == ProjectStatus.PAUSED,
        project_id=duty.project_id,
    )


def mutes_on(session: Session, today: date) -> list[Mute]:
    """Mutes in force on a day: not taken back, and their last day not over."""
    columns: tuple[Any, ...] = (ReminderMute.account_id, ReminderMute.rule_code, ReminderMute.project_id)
    query = select(*columns).where(
        ReminderMute.ended_at.is_(None),
        or_(ReminderMute.until.is_(None), ReminderMute.until >= today),
    )
    return [Mute(*row) for row in session.exec(query)]


def _rows_of(session: Session, stretch: Stretch) -> list[_Row]:
    query = select(*_COLUMNS).join(Obligation, Obligation.id == Row.obligation_id).where(stretch.within)
    return [_Row(*row) for row in session.connection().execute(query)]


def _rows_by_key(session: Session, keys: list[str]) -> list[_Row]:
    """Rows with one of these keys, asked for in one statement however many there are."""
    if not keys:
        return []
    each = func.json_array_elements_text if is_postgresql(session) else func.json_each
    wanted = each(bindparam("keys", keys, JSON)).table_valued(column("value"))
    query = select(*_COLUMNS).where(Row.dedupe_key.in_(select(wanted.c.value)))
    return [_Row(*row) for row in session.connection().execute(query)]


@lru_cache(maxsize=10_000)
def _day(instant: datetime) -> date:
    return clock.local(instant).date()
