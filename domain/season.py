"""The construction season: outdoor work in a cold region stands still out of season (scheduling.md §6)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.day_index import FIRST, SIZE, DayIndex
from domain.errors import BadInput


@dataclass(frozen=True)
class Season:
    """The window in which outdoor days count; `opens` and `closes` are (month, day), both inside."""

    opens: tuple[int, int]
    closes: tuple[int, int]

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise BadInput("season.reversed", opens=self.opens, closes=self.closes)

    @classmethod
    def from_settings(cls, opens: str, closes: str) -> "Season":
        """From settings `season.open` and `season.close`, as `04-25`; BadInput("season.unreadable")."""
        return cls(_month_day(opens), _month_day(closes))

    @cached_property
    def _index(self) -> DayIndex:
        start = FIRST.toordinal()
        days = (date.fromordinal(start + n) for n in range(SIZE))
        return DayIndex([int(self.is_open(day)) for day in days])

    def is_open(self, day: date) -> bool:
        return self.opens <= (day.month, day.day) <= self.closes

    def add_days(self, start: date, days: int) -> date:
        """`days` calendar days of outdoor work after `start`: out of season work waits for the opening."""
        return self._index.after(start, days)

    def latest_start(self, finish: date, days: int) -> date:
        """The last day from which `days` of outdoor work still end on or before `finish`."""
        return self._index.latest_start(finish, days)

    def next_opening(self, day: date) -> date:
        """The first opening day on or after `day`."""
        opening = date(day.year, *self.opens)
        return opening if opening >= day else date(day.year + 1, *self.opens)

    def next_closing(self, day: date) -> date:
        """The first closing day on or after `day`."""
        closing = date(day.year, *self.closes)
        return closing if closing >= day else date(day.year + 1, *self.closes)


def _month_day(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2})-(\d{2})", text.strip())
    try:
        day = (
            date(2025, int(match[1]), int(match[2])) if match else None
        )  # no 29 February: it is not every year's
    except ValueError:
        day = None
    if day is None:
        raise BadInput("season.unreadable", text=text)
    return day.month, day.day
