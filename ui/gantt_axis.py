"""The time axis of the Gantt: which days it shows, and where on paper (px) a day lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.roadmaps.views import RoadmapView, StepRow

NEAR, WHOLE = "near", "all"
PLACE = 944  # px beside the labels on a 1440 px screen; wider ones enlarge the drawing
NARROWEST_DAY = 2.4
NEAR_MONTHS = 4
BEFORE_TODAY = timedelta(days=31)
MARGIN = timedelta(days=4)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Axis:
    """The days `first` to `last`, `scale` px each."""

    first: date
    last: date
    today: date
    place: float = PLACE

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def scale(self) -> float:
        return max(NARROWEST_DAY, self.place / self.days)

    @property
    def width(self) -> float:
        return round(self.days * self.scale, 1)

    def x(self, day: date) -> float:
        """Where a day begins; inside the drawing, whatever the day."""
        return min(max((day - self.first).days * self.scale, 0.0), self.width)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def now(self) -> float:
        """The today line: the middle of today."""
        return min(self.x(self.today) + self.scale / 2, self.width)

    def span(self, since: date, until: date) -> tuple[float, float] | None:
        """(left, right) of whole days since..until cut to the drawing; None outside it."""
        if until < since or until < self.first or since > self.last:
            return None
        return self.x(since), self.x(until + ONE_DAY)

    def months(self) -> Iterator[tuple[float, date]]:
        """Where each month begins, the first shown day for the month that is cut."""
        month = self.first
        while month <= self.last:
            yield self.x(month), month
            month = next_month(month)


def next_month(day: date, months: int = 1) -> date:
    """The first day of a month after that of `day`."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def axis_of(view: RoadmapView, scope: str, place: float = PLACE) -> Axis:
    """The whole project, or four months around today (around its end once it is over), on `place` px."""
    days = [day for step in view.steps for day in days_of(step)]
    first, last = min([*days, view.today]), max([*days, view.today])
    if scope == WHOLE:
        return Axis(first - MARGIN, last + MARGIN * 3, view.today, place)
    centre = min(view.today, last)
    begin = max((centre - BEFORE_TODAY).replace(day=1), (first - MARGIN).replace(day=1))
    return Axis(begin, next_month(begin, NEAR_MONTHS) - ONE_DAY, view.today, place)


def days_of(step: StepRow) -> list[date]:
    """Every day that a step's drawing needs."""
    days = (
        *(step.accepted_on, step.opinion_on, step.decided_on, step.plan_accept_on, step.plan_finish_on),
        *(step.baseline_accept_on, step.baseline_finish_on),
    )
    return [day for day in days if day is not None]
