"""The official holiday notice of a year: what it would change, then the change itself (domain.md (d))."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, delete, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from domain.vocabulary import StateKind
from models import CalendarDay, Project, Step
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.steps.settling import settle_project
from services.steps.ticking import LIVE

SOURCE = "official notice"
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class ChangedDueDate:
    """The due date of a running step before and after."""

    project_id: int
    project_name: str
    item_code: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class NoticeResult:
    """`days`: rows of the notice; `is_stored` is False for a preview."""

    year: int
    days: int
    changed_due_dates: tuple[ChangedDueDate, ...]
    is_stored: bool


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
    changed: tuple[ChangedDueDate, ...] = ()
    try:
        with unit_of_work(actor) as work:
            changed = _apply(work, year, days)
            if not commit:
                raise _Preview
    except _Preview:
        pass
    return NoticeResult(year, len(days), changed, is_stored=commit)


def _apply(work: UnitOfWork, year: int, days: list[CalendarDay]) -> tuple[ChangedDueDate, ...]:
    session = work.session
    before = _due_dates(session)
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
    after = _due_dates(session)
    return tuple(
        ChangedDueDate(*key, before=before.get(key), after=after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )


def _due_dates(session: Session) -> dict[tuple[int, str, str], date | None]:
    running = (StateKind.RUNNING, StateKind.PAUSED, StateKind.DECIDED)
    query = (
        select(Project.id, Project.name, Step.item_code, Step.due_on)  # type: ignore[type-var]
        .join(Step, col(Step.project_id) == Project.id)
        .where(col(Step.state_kind).in_(running), col(Project.status).in_(LIVE))
    )
    return {(project_id or 0, name, item): due_on for project_id, name, item, due_on in session.exec(query)}


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
