"""The official holiday notice of a year: what it would change, then the change itself (domain.md (d)).

A year without one is provisional (暂定): its dates may still move, here they do.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from domain.access import Actor, Permission, can, require
from domain.errors import BadInput
from domain.vocabulary import StateKind
from models import CalendarDay, Obligation, Project, Step
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.reminders import day_turn
from services.steps.settling import settle_project
from services.steps.ticking import LIVE

SOURCE = "official notice"
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class ChangedDueDate:
    """The due date of a running step before and after. Whoever may not see projects gets no name."""

    project_id: int
    project_name: str
    item_code: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class ChangedFinish:
    """The forecast end of a project (预计投产) before and after."""

    project_id: int
    project_name: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class NoticeResult:
    """`days`: rows of the notice; `is_stored` is False for a preview.

    `changed_plans`: planned finishes of steps not begun that move; `moved_duties`: open obligations with
    another day, whose reminders follow.
    """

    year: int
    days: int
    changed_due_dates: tuple[ChangedDueDate, ...]
    is_stored: bool
    changed_finishes: tuple[ChangedFinish, ...] = ()
    changed_plans: int = 0
    moved_duties: int = 0


@dataclass(frozen=True)
class _Dates:
    """Every date of the open projects that the calendar decides."""

    due: dict[tuple[int, str, str], date | None]
    plans: dict[int, date | None]
    finishes: dict[tuple[int, str], date | None]
    duties: dict[int, date]


class _Preview(Exception):
    """Rolls the transaction of a preview back."""


def import_notice(*, data: bytes, commit: bool, actor: Actor) -> NoticeResult:
    """Replace one year's exceptions by its notice (CSV: date, name, is_off_day) and recompute open dates.

    Without `commit` the same is done and rolled back, so that the preview cannot differ from the change.
    Raises Forbidden; BadInput `calendar.unreadable_file`, `calendar.missing_column`, `calendar.bad_day`,
    `calendar.several_years`, `calendar.duplicate_day`, `calendar.empty`.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    days = _read(data)
    year = days[0].day.year
    try:
        with unit_of_work(actor) as work:
            before = _before(work)
            _apply(work, year, days)
            result = _difference(work, before, _dates(work.session), year, len(days))
            if not commit:
                raise _Preview
    except _Preview:
        pass
    return replace(result, is_stored=commit)


def _before(work: UnitOfWork) -> _Dates:
    """The dates of today: a day whose turn has not come is turned first, so that only the notice differs."""
    day_turn.turn_within(work)
    work.session.flush()
    return _dates(work.session)


def _apply(work: UnitOfWork, year: int, days: list[CalendarDay]) -> None:
    session = work.session
    first, last = date(year, 1, 1), date(year, 12, 31)
    session.exec(delete(CalendarDay).where(col(CalendarDay.day).between(first, last)))
    session.add_all(days)
    session.flush()
    audit.record(
        work, action="calendar.import", subject_type="calendar", subject_id=year, after={"days": len(days)}
    )
    today = clock.local(work.now).date()
    for project in session.exec(
        select(Project).where(col(Project.status).in_(LIVE)).order_by(col(Project.id))
    ):
        settle_project(work, project=project, today=today)


def _difference(work: UnitOfWork, before: _Dates, after: _Dates, year: int, days: int) -> NoticeResult:
    may_read = can(work.actor, Permission.SEE_PROJECTS)
    due = _changed(before.due, after.due)
    finishes = _changed(before.finishes, after.finishes)
    return NoticeResult(
        year,
        days,
        tuple(
            ChangedDueDate(
                key[0], key[1] if may_read else "", key[2], before.due.get(key), after.due.get(key)
            )
            for key in due
        ),
        is_stored=False,
        changed_finishes=tuple(
            ChangedFinish(
                key[0], key[1] if may_read else "", before.finishes.get(key), after.finishes.get(key)
            )
            for key in finishes
        ),
        changed_plans=len(_changed(before.plans, after.plans)),
        moved_duties=len(_changed(before.duties, after.duties)),
    )


def _changed(before: Mapping[Any, date | None], after: Mapping[Any, date | None]) -> list[Any]:
    return [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]


def _dates(session: Session) -> _Dates:
    running = (StateKind.RUNNING, StateKind.PAUSED, StateKind.DECIDED)
    live = col(Project.status).in_(LIVE)
    due = (
        select(Project.id, Project.name, Step.item_code, Step.due_on)  # type: ignore[type-var]
        .join(Step, col(Step.project_id) == Project.id)
        .where(col(Step.state_kind).in_(running), live)
    )
    plans = (
        select(Step.id, Step.plan_finish_on)  # type: ignore[type-var]
        .join(Project, col(Project.id) == Step.project_id)
        .where(Step.state_kind == StateKind.OPEN, live)
    )
    finishes = select(Project.id, Project.name, Project.forecast_finish_on).where(live)  # type: ignore[type-var]
    duties = select(Obligation.id, Obligation.due_on).where(Obligation.is_open)  # type: ignore[type-var]
    return _Dates(
        {(project_id or 0, name, item): on for project_id, name, item, on in session.exec(due)},
        {step_id or 0: on for step_id, on in session.exec(plans)},
        {(project_id or 0, name): on for project_id, name, on in session.exec(finishes)},
        {duty_id or 0: on for duty_id, on in session.exec(duties)},
    )


def _read(data: bytes) -> list[CalendarDay]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput("calendar.unreadable_file") from error
    for column in ("date", "name", "is_off_day"):
        if column not in (reader.fieldnames or ()):
            raise BadInput("calendar.missing_column", column=column)
    days = [_day(row, number) for number, row in enumerate(rows, start=2)]
    if not days:
        raise BadInput("calendar.empty")
    if len({row.day.year for row in days}) > 1:
        raise BadInput("calendar.several_years")
    seen: set[date] = set()
    for row in days:
        if row.day in seen:
            raise BadInput("calendar.duplicate_day", day=row.day)
        seen.add(row.day)
    return days


def _day(row: dict[str, str | None], number: int) -> CalendarDay:
    try:
        day = date.fromisoformat((row["date"] or "").strip())
        is_off = _YES_NO[(row["is_off_day"] or "").strip().lower()]
    except (ValueError, KeyError) as error:
        raise BadInput("calendar.bad_day", row=number) from error
    return CalendarDay(
        day=day, name=(row["name"] or "").strip(), is_workday=not is_off, provisional=False, source=SOURCE
    )
