"""The time axis of the drawn schedule: one column is a day, a week, two or four weeks, as the span needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.reports.views import ProgressReportView, StepLine

UNITS = (1, 7, 14, 28)
MOST_COLUMNS = 84
FEWEST_COLUMNS = 12


@dataclass(frozen=True)
class Axis:
    """`count` columns of `unit` days from `start`, a Monday."""

    start: date
    unit: int
    count: int
    today: date

    def span(self, number: int) -> tuple[date, date]:
        """First and last day of a column."""
        first = self.start + timedelta(days=self.unit * number)
        return first, first + timedelta(days=self.unit - 1)

    def index(self, day: date) -> int:
        return min(max((day - self.start).days // self.unit, 0), self.count - 1)

    def months(self) -> Iterator[tuple[int, int, date]]:
        """(first column, last column, month) in order, by the day on which a column begins."""
        first = 0
        for number in range(1, self.count + 1):
            month = self.span(first)[0]
            here = self.span(number)[0]
            if number == self.count or (here.year, here.month) != (month.year, month.month):
                yield first, number - 1, month
                first = number


def axis_of(view: ProgressReportView) -> Axis:
    """From the first to the last day that the steps and today need."""
    days = [day for step in view.steps for day in _days(step)] + [view.as_of]
    start = min(days) - timedelta(days=min(days).weekday())
    length = (max(days) - start).days + 1
    unit = next((unit for unit in UNITS if -(-length // unit) <= MOST_COLUMNS), UNITS[-1])
    return Axis(start=start, unit=unit, count=max(FEWEST_COLUMNS, -(-length // unit) + 1), today=view.as_of)


def _days(step: StepLine) -> list[date]:
    days = (step.starts_on, step.ends_on, step.baseline_accept_on, step.baseline_finish_on)
    return [day for day in days if day is not None]


def touches(since: date | None, until: date | None, from_on: date, to_on: date) -> bool:
    """True if the period since..until has a day in from_on..to_on; an unknown period has none."""
    return since is not None and until is not None and since <= to_on and until >= from_on
