"""One arithmetic for plans in abstract working days (0, 1, 2, …) and for plans in real dates."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from domain.season import Season
from domain.vocabulary import DayUnit
from domain.workdays import WorkCalendar

Point = TypeVar("Point", int, date)


@dataclass(frozen=True)
class Span:
    """A duration: working or calendar days; outdoor days count only inside the construction season."""

    days: int
    unit: DayUnit = DayUnit.WORKDAY
    is_outdoor: bool = False

    @property
    def workdays(self) -> int:
        """The abstract length: a calendar limit is ceil(n·5/7) working days (scheduling.md §2)."""
        return math.ceil(self.days * 5 / 7) if self.unit == DayUnit.CALENDAR else self.days

    def at_most_one_workday(self) -> "Span":
        """A commitment is decided on the spot or the next working day."""
        return Span(min(self.days, 1))


NOTHING = Span(0)
ONE_WORKDAY = Span(1)


class Timeline(Protocol[Point]):
    """What the plan engine needs to know about time."""

    def after(self, start: Point, span: Span) -> Point:
        """The end of a span that begins at `start` (day 0)."""

    def latest_start(self, finish: Point, span: Span) -> Point:
        """The last point from which the span ends on or before `finish`."""

    def between(self, start: Point, end: Point) -> int:
        """Working days from `start` to `end`; negative when `end` is earlier."""

    def last_workday(self, point: Point) -> Point:
        """The last working point on or before this one."""

    def first_workday(self, point: Point) -> Point:
        """The first working point on or after this one."""

    def is_provisional(self, point: Point) -> bool:
        """True where the calendar may still change."""


class AbstractTime:
    """Working days counted from 0, as in expected_plans.csv."""

    def after(self, start: int, span: Span) -> int:
        return start + span.workdays

    def latest_start(self, finish: int, span: Span) -> int:
        return finish - span.workdays

    def between(self, start: int, end: int) -> int:
        return end - start

    def last_workday(self, point: int) -> int:
        return point

    def first_workday(self, point: int) -> int:
        return point

    def is_provisional(self, point: int) -> bool:
        return False


@dataclass(frozen=True, eq=False)
class CalendarTime:
    """Real dates on a working-day calendar; without a season outdoor work is never held up."""

    calendar: WorkCalendar
    season: Season | None = None

    def after(self, start: date, span: Span) -> date:
        if not span.days:
            return start
        if span.is_outdoor and self.season:
            return self.season.add_days(start, span.days)
        end = self.calendar.due_on(start, span.days, span.unit)
        assert end is not None  # only an open pause leaves an end unknown
        return end

    def latest_start(self, finish: date, span: Span) -> date:
        if span.is_outdoor and self.season:
            return self.season.latest_start(finish, span.days)
        return self.calendar.latest_start(finish, span.days, span.unit)

    def between(self, start: date, end: date) -> int:
        return self.calendar.workdays_between(start, end)

    def last_workday(self, point: date) -> date:
        return self.calendar.last_workday(point)

    def first_workday(self, point: date) -> date:
        return self.calendar.roll(point)

    def is_provisional(self, point: date) -> bool:
        return self.calendar.is_provisional(point)
