"""The working-day calendar year by year: which years have their official notice, which are provisional."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, can
from domain.errors import Forbidden
from domain.vocabulary import StateKind
from models import CalendarDay, Project, Step
from services import calendar, clock
from services.database import reading
from services.steps.ticking import LIVE

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ExceptionSpan:
    """Days in a row with one name that differ from Monday to Friday: off, or worked (调休)."""

    name: str
    first: date
    last: date
    is_workday: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class YearView:
    """`finishes`: open projects whose forecast ends in the year; `due`: open limits that end in it."""

    year: int
    is_official: bool
    spans: tuple[ExceptionSpan, ...]
    finishes: int
    due: int

    @property
    def off_days(self) -> int:
        return sum(span.days for span in self.spans if not span.is_workday)

    @property
    def worked_days(self) -> int:
        return sum(span.days for span in self.spans if span.is_workday)


def years(*, actor: Actor) -> tuple[YearView, ...]:
    """From last year to the last one a plan reaches, or the calendar knows. For administrators and those
    who see projects. Raises Forbidden."""
    if not (can(actor, Permission.MANAGE_CATALOGUE) or can(actor, Permission.SEE_DASHBOARD)):
        raise Forbidden("access.denied")
    this_year = clock.today().year
    with reading(actor) as session:
        known = calendar.current(session)
        rows = session.exec(select(CalendarDay).order_by(col(CalendarDay.day))).all()
        finishes, due = _finishes(session), _due(session)
        spans = _spans([(row.day, row.name, row.is_workday) for row in rows])
    last = max([this_year + 1, *finishes, *due, *(span.last.year for span in spans)])
    return tuple(
        YearView(
            year=year,
            is_official=year in known.noticed_years,
            spans=tuple(span for span in spans if span.first.year == year),
            finishes=finishes.get(year, 0),
            due=due.get(year, 0),
        )
        for year in range(this_year - 1, last + 1)
    )


def _spans(days: list[tuple[date, str, bool]]) -> list[ExceptionSpan]:
    """Neighbouring days of one name and kind as one stretch; a year ends a stretch."""
    found: list[ExceptionSpan] = []
    for day, name, is_workday in days:
        before = found[-1] if found else None
        goes_on = (
            before is not None
            and (before.name, before.is_workday) == (name, is_workday)
            and before.last + _ONE_DAY == day
            and before.last.year == day.year
        )
        if goes_on and before is not None:
            found[-1] = ExceptionSpan(name, before.first, day, is_workday)
        else:
            found.append(ExceptionSpan(name, day, day, is_workday))
    return found


def _finishes(session: Session) -> dict[int, int]:
    query = select(Project.forecast_finish_on).where(  # type: ignore[type-var]
        col(Project.status).in_(LIVE), col(Project.forecast_finish_on).is_not(None)
    )
    return _by_year(list(session.exec(query)))


def _due(session: Session) -> dict[int, int]:
    running = (StateKind.RUNNING, StateKind.PAUSED)
    query = (
        select(Step.due_on)  # type: ignore[type-var]
        .join(Project, col(Project.id) == Step.project_id)
        .where(
            col(Project.status).in_(LIVE), col(Step.state_kind).in_(running), col(Step.due_on).is_not(None)
        )
    )
    return _by_year(list(session.exec(query)))


def _by_year(days: list[date | None]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for day in days:
        if day is not None:
            counts[day.year] = counts.get(day.year, 0) + 1
    return counts
