"""Counting some days of the calendar and not others, in constant time: one running count per day."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from domain.errors import BadInput

FIRST = date(1990, 1, 1)
LAST = date(2119, 12, 31)
ORIGIN = FIRST.toordinal()
SIZE = LAST.toordinal() - ORIGIN + 1


class DayIndex:
    """The counted days from 1990 to 2119; a day outside raises BadInput("date.out_of_range")."""

    def __init__(self, flags: Sequence[int]) -> None:
        """`flags` holds one 0 or 1 per day from FIRST to LAST."""
        self._counts = list(accumulate(flags))
        self._days = [position for position, flag in enumerate(flags) if flag]

    def count(self, day: date) -> int:
        """Counted days from FIRST to `day`, both included."""
        position = day.toordinal() - ORIGIN
        if not 0 <= position < SIZE:
            raise _out_of_range()
        return self._counts[position]

    def day(self, number: int) -> date:
        """The counted day with that running number (1 = the first)."""
        if not 0 < number <= len(self._days):
            raise _out_of_range()
        return date.fromordinal(ORIGIN + self._days[number - 1])

    def contains(self, day: date) -> bool:
        number = self.count(day)
        return number > 0 and self._days[number - 1] == day.toordinal() - ORIGIN

    def after(self, start: date, number: int) -> date:
        """The number-th counted day after `start`; `start` itself for 0."""
        return self.day(self.count(start) + number) if number else start

    def latest_start(self, finish: date, number: int) -> date:
        """The last day of any kind from which `number` counted days end on or before `finish`."""
        if not number:
            return finish
        return self.day(self.count(finish) - number + 1) - ONE_DAY

    def last(self, day: date) -> date:
        """The last counted day on or before `day`."""
        return self.day(self.count(day))

    def first(self, day: date) -> date:
        """The first counted day on or after `day`."""
        return day if self.contains(day) else self.day(self.count(day) + 1)

    def between(self, start: date, end: date) -> int:
        """Counted days from `start` (not counted) to `end`; negative when `end` is earlier."""
        return self.count(end) - self.count(start)


ONE_DAY = date.resolution


def shifted(day: date, days: int) -> date:
    """`day` plus calendar days; BadInput("date.out_of_range") outside the index."""
    ordinal = day.toordinal() + days
    if not 0 <= ordinal - ORIGIN < SIZE:
        raise _out_of_range()
    return date.fromordinal(ordinal)


def _out_of_range() -> BadInput:
    return BadInput("date.out_of_range", first=FIRST, last=LAST)
