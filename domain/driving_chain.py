"""Whose days lead to a step: the one chain of steps that drives its finish, by who works on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic

from domain.network import Network, StepSpec
from domain.plans import Plan, StepDates
from domain.timeline import ONE_WORKDAY, Point, Timeline
from domain.vocabulary import DepartmentKind, Mode

LAND_LISTING = "land_auction"
"""招拍挂: notice and listing are a legal minimum nobody can shorten."""


class Owner(StrEnum):
    """Who a stretch of the chain lies with; `past` is over already, `waiting` belongs to nobody."""

    PAST = "past"
    DEPARTMENT = "department"
    LISTING = "listing"
    ENTERPRISE = "enterprise"
    OTHERS = "others"
    WAITING = "waiting"


@dataclass(frozen=True)
class _Stretch(Generic[Point]):
    """From `begins` to the end of the one after it; `before`: the step that ends where it begins."""

    begins: Point
    before: str | None


def owner_of(spec: StepSpec) -> Owner:
    """Departments decide, the enterprise works, intermediaries, utilities and public services do the rest."""
    if spec.code == LAND_LISTING:
        return Owner.LISTING
    kinds = {DepartmentKind.GOVERNMENT: Owner.DEPARTMENT, DepartmentKind.ENTERPRISE: Owner.ENTERPRISE}
    return kinds.get(spec.department_kind, Owner.OTHERS)


def days_by_owner(
    network: Network,
    planned: Plan[Point],
    until: str,
    *,
    timeline: Timeline[Point],
    today: Point | None = None,
) -> Mapping[Owner, int]:
    """Working days from the start of the plan to the finish of `until`, by owner; they add up to the whole.

    What lies before `today` is past, whoever it lay with. Where several chains drive a step equally one of
    them is followed.
    """
    return _Chain(network, planned, timeline, today).walk(until)


class _Chain(Generic[Point]):
    def __init__(
        self, network: Network, planned: Plan[Point], timeline: Timeline[Point], today: Point | None
    ) -> None:
        self.network = network
        self.planned: Plan[Point] = planned
        self.timeline: Timeline[Point] = timeline
        self.today: Point | None = today
        self.days = dict.fromkeys(Owner, 0)

    def walk(self, until: str) -> Mapping[Owner, int]:
        code: str | None = until
        point: Any = self.planned.steps[until].finish_on
        while code is not None and point is not None:
            step = self.planned.steps[code]
            if step.is_finished:
                break
            stretch = self._stretch(step, point)
            self._add(owner_of(self.network.steps[code]), stretch.begins, point)
            point, code = stretch.begins, stretch.before
            if code is not None:
                point = self._wait_for(code, point)
        if point is not None:
            self._add(Owner.PAST if code is not None else Owner.WAITING, self.planned.start_on, point)
        return self.days

    def _stretch(self, step: StepDates[Any], point: Any) -> _Stretch[Any]:
        """The step's own work, or the day of a conversion or a decision after it waited for others."""
        ended = step.work_ends_on
        if point == step.finish_on and ended is not None and ended < point and step.mode != Mode.PARALLEL:
            before = self._last_finish(step.code)
            if before is not None and self._finish(before) >= ended:
                is_task = self.network.steps[step.code].is_enterprise_task and step.mode == Mode.STANDARD
                begins = point if is_task else self._day_before(point, self._finish(before))
                return _Stretch(begins, before)
        begins = step.accept_on if step.accept_on is not None else self.planned.start_on
        return _Stretch(min(begins, point), self._driver(step, begins))

    def _day_before(self, point: Any, finish: Any) -> Any:
        return max(finish, self.timeline.latest_start(point, ONE_WORKDAY)) if finish < point else point

    def _wait_for(self, code: str, point: Any) -> Any:
        """Days between what the step waited for and its beginning: a pin, a lag, or today."""
        ended = self._reached(code, point)
        if ended is None or ended >= point:
            return point
        self._add(Owner.WAITING, ended, point)
        return ended

    def _add(self, owner: Owner, begins: Any, ends: Any) -> None:
        if self.today is not None and begins < self.today and owner != Owner.PAST:
            self._add(Owner.PAST, begins, min(ends, self.today))
            begins = self.today
        if begins < ends:
            self.days[owner] += self.timeline.between(begins, ends)

    def _driver(self, step: StepDates[Any], begins: Any) -> str | None:
        """The predecessor, of a joint step any member's, that was there last before it began."""
        own = self.network.steps[step.code]
        joint = step.mode == Mode.PARALLEL and own.group in self.network.groups
        members = self.network.groups[own.group] if joint and own.group else (step.code,)
        names = set().union(*(self.network.predecessors(code) for code in members))
        there = {name: self._reached(name, begins) for name in sorted(names)}
        known = {name: day for name, day in there.items() if day is not None}
        return max(known, key=lambda name: known[name], default=None)

    def _reached(self, code: str, by: Any) -> Any:
        """The day a predecessor's finish, else its opinion, lay there; None if neither did by then."""
        step = self.planned.steps[code]
        days = [day for day in (step.finish_on, step.work_ends_on) if day is not None and day <= by]
        return max(days, default=None)

    def _last_finish(self, code: str) -> str | None:
        finishes = {name: self._finish(name) for name in sorted(self.network.predecessors(code))}
        known = {name: day for name, day in finishes.items() if day is not None}
        return max(known, key=lambda name: known[name], default=None)

    def _finish(self, code: str) -> Any:
        return self.planned.steps[code].finish_on
