"""The working-day calendar with 调休 both ways: a weekday may be off, a weekend day may be worked.

Counting rule (domain.md (d)): the accepting day is not counted, the next working day is day 1, a day inside
a pause (`from_on < d <= to_on`) is not counted. Calendar-day limits roll forward to a working day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from domain.day_index import FIRST, ONE_DAY, ORIGIN, SIZE, DayIndex, shifted
from domain.errors import BadInput
from domain.vocabulary import DayUnit


@dataclass(frozen=True)
class Pause:
    """The clock stands still on every day after `from_on` up to and including `to_on` (None: still)."""

    from_on: date
    to_on: date | None = None

    def __post_init__(self) -> None:
        if self.to_on is not None and self.to_on < self.from_on:
            raise BadInput("pause.reversed", from_on=self.from_on, to_on=self.to_on)

    def covers(self, day: date) -> bool:
        return self.from_on < day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class Skipped:
    """A day that did not count: `why` is `weekend`, `holiday` or `paused`; `name` the holiday's name."""

    day: date
    why: str
    name: str = ""


Stops = Sequence[tuple[date, date | None]]


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Mon-Fri with exceptions (True = worked, False = off).

    `noticed_years` are the years whose official holiday notice is in; any other year is provisional (暂定).
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    noticed_years: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict)

    @cached_property
    def _index(self) -> DayIndex:
        week = bytes(int((FIRST.weekday() + n) % 7 < 5) for n in range(7))
        flags = bytearray(week * (SIZE // 7 + 1))[:SIZE]
        for day, worked in self.exceptions.items():
            position = day.toordinal() - ORIGIN
            if 0 <= position < SIZE:
                flags[position] = int(worked)
        return DayIndex(flags)

    def is_workday(self, day: date) -> bool:
        return self._index.contains(day)

    def is_provisional(self, day: date) -> bool:
        """True in a year without an official notice: dates there may still move."""
        return day.year not in self.noticed_years

    def next_workday(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self._index.after(day, 1)

    def roll(self, day: date) -> date:
        """`day` if it is worked, else the next working day."""
        return self._index.first(day)

    def last_workday(self, day: date) -> date:
        """`day` if it is worked, else the working day before."""
        return self._index.last(day)

    def workdays_between(self, start: date, end: date) -> int:
        """Working days from `start` (not counted) to `end`; negative when `end` is earlier."""
        return self._index.between(start, end)

    def add_workdays(self, start: date, days: int, pauses: Iterable[Pause] = ()) -> date | None:
        """The `days`-th counted day after `start`; None when an open pause stops the count before."""
        if not pauses:
            return self._index.after(start, days)
        number = self._index.count(start) + days
        for from_on, to_on in merged(pauses, after=start) if days else ():
            if number <= self._index.count(from_on):
                break
            if to_on is None:
                return None
            number += self._index.between(from_on, to_on)
        return self._index.day(number) if days else start

    def subtract_workdays(self, day: date, days: int) -> date:
        """The last working day from which `days` working days end on or before `day`."""
        return self._index.last(self._index.latest_start(day, days))

    def latest_acceptance(self, finish_on: date, limit: int, unit: DayUnit) -> date:
        """The last working day on which a limit may begin and still end by `finish_on` (scheduling.md §6)."""
        return self._index.last(self.latest_start(finish_on, limit, unit))

    def latest_start(self, finish_on: date, limit: int, unit: DayUnit) -> date:
        """As `latest_acceptance`, but any day, so that a chain of limits loses nothing over a weekend."""
        if unit == DayUnit.WORKDAY or not limit:
            return self._index.latest_start(finish_on, limit)
        return shifted(self.last_workday(finish_on), -limit)

    def due_on(
        self, accepted_on: date, limit: int, unit: DayUnit, pauses: Iterable[Pause] = ()
    ) -> date | None:
        """The last day of a limit; None while an open pause keeps it from being known."""
        if unit == DayUnit.WORKDAY or not limit:
            return self.add_workdays(accepted_on, limit, pauses)
        stops = merged(pauses, after=accepted_on)
        end = _calendar_end(accepted_on, limit, stops)
        return None if end is None else self._roll_out_of(end, stops)

    def counted(self, accepted_on: date, due_on: date, pauses: Iterable[Pause] = ()) -> list[date]:
        """The working days that used up the limit, in order."""
        stops = tuple(pauses)
        return [day for day in _days(accepted_on, due_on) if self.is_workday(day) and not _paused(day, stops)]

    def skipped(self, accepted_on: date, due_on: date, pauses: Iterable[Pause] = ()) -> list[Skipped]:
        """The days between that were not counted, each with its reason."""
        stops = tuple(pauses)
        return [
            Skipped(day, "paused" if _paused(day, stops) else self.off_reason(day), self.names.get(day, ""))
            for day in _days(accepted_on, due_on)
            if _paused(day, stops) or not self.is_workday(day)
        ]

    def off_reason(self, day: date) -> str:
        """Why a day is not worked: `holiday` when the notice says so, else `weekend`."""
        return "holiday" if day in self.exceptions else "weekend"

    def _roll_out_of(self, day: date, stops: Stops) -> date | None:
        """The first working day on or after `day` on which the clock is not paused."""
        day = self.roll(day)
        for from_on, to_on in stops:
            if from_on < day and (to_on is None or day <= to_on):
                if to_on is None:
                    return None
                day = self.next_workday(to_on)
        return day


def merged(pauses: Iterable[Pause], *, after: date) -> Stops:
    """Pauses cut to what lies after a day, overlaps joined, in order; a day paused twice counts once."""
    stops: list[tuple[date, date | None]] = []
    for pause in sorted(pauses, key=lambda p: p.from_on):
        from_on = max(pause.from_on, after)
        if pause.to_on is not None and pause.to_on <= from_on:
            continue
        if stops and (stops[-1][1] is None or from_on <= stops[-1][1]):
            earlier = stops[-1][1]
            ends = None if earlier is None or pause.to_on is None else max(earlier, pause.to_on)
            stops[-1] = (stops[-1][0], ends)
        else:
            stops.append((from_on, pause.to_on))
    return stops


def _calendar_end(start: date, limit: int, stops: Stops) -> date | None:
    """`limit` calendar days after `start`, days inside a pause not counted."""
    end = shifted(start, limit)
    for from_on, to_on in stops:
        if end <= from_on:
            break
        if to_on is None:
            return None
        end = shifted(end, (to_on - from_on).days)
    return end


def _days(start: date, end: date) -> list[date]:
    return [start + ONE_DAY * n for n in range(1, (end - start).days + 1)]


def _paused(day: date, pauses: Iterable[Pause]) -> bool:
    return any(pause.covers(day) for pause in pauses)
