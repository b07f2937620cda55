"""The working-day calendar in use: from the calendar_day table, or the packaged one without a database."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import Session, select

from domain.workdays import WorkCalendar
from models import CalendarDay
from services.catalogue.loading import records
from services.kept import kept


class Day(NamedTuple):
    """One exception of the Mon-Fri calendar."""

    day: date
    name: str
    is_workday: bool
    provisional: bool


def current(session: Session) -> WorkCalendar:
    """The calendar as administrators keep it; the same object as long as its rows are the same."""
    return kept(session, _stored)


def _stored(session: Session) -> WorkCalendar:
    return from_days(map(Day._make, session.exec(_DAYS)))


_DAYS: Any = select(  # type: ignore[call-overload]
    CalendarDay.day, CalendarDay.name, CalendarDay.is_workday, CalendarDay.provisional
).order_by(CalendarDay.day)


def packaged() -> WorkCalendar:
    """The calendar of reference/holidays_cn.csv, without a database."""
    return from_days(
        Day(
            date.fromisoformat(row["date"]),
            row["name"],
            row["is_off_day"] == "no",
            row["provisional"] == "yes",
        )
        for row in records("holidays_cn")
    )


def from_days(days: Iterable[Day]) -> WorkCalendar:
    """A calendar of these exceptions. A year is official once one of its days is not provisional."""
    return _calendar(tuple(days))


@lru_cache(maxsize=8)
def _calendar(days: tuple[Day, ...]) -> WorkCalendar:
    return WorkCalendar(
        exceptions={row.day: row.is_workday for row in days},
        noticed_years=frozenset(row.day.year for row in days if not row.provisional),
        names={row.day: row.name for row in days},
    )
