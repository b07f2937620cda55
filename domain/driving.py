"""What drives a finish, or makes a supplement late: the steps whose modes can matter to it."""

from collections.abc import Iterable
from typing import Any, Generic

from domain.graphs import ancestors
from domain.moments import Phase
from domain.quick_finish import OPEN, QuickFinish, Reached, is_later
from domain.timeline import Point


class Driving(Generic[Point]):
    """Ways back through the dates of one choice."""

    def __init__(self, quick: QuickFinish[Point]) -> None:
        self.quick: QuickFinish[Point] = quick
        network = quick.network
        self.upstream = ancestors({code: network.predecessors(code) for code in network.steps})
        self.mates: dict[str, list[str]] = {}
        for code, spec in network.steps.items():
            if spec.group:
                self.mates.setdefault(spec.group, []).append(code)

    def of_finish(self, reached: Reached[Point]) -> list[str]:
        """Steps on one way that leads to the finish without a gap; the longest first."""
        last = range(len(self.quick.codes))
        ends = (3 * n + Phase.FINISHED for n in last)
        moment = next((m for m in ends if reached.values[m] == reached.finish), None)
        found: dict[str, None] = {}
        while moment is not None:
            found |= dict.fromkeys(self._steps_at(moment))
            moment = self._before(moment, reached, found)
        days = {code: self.quick.network.steps[code].span.workdays for code in found}
        return sorted(found, key=lambda code: -days[code])

    def of_late(self, late: Iterable[tuple[str, str]]) -> list[str]:
        """The step that owes the supplement, and everything before it or before the producer."""
        found: dict[str, None] = {}
        for step, producer in sorted(late):
            found |= dict.fromkeys((step, producer))
        for code in list(found):
            found |= dict.fromkeys(self._all_before(code))
        return list(found)

    def in_groups(self) -> list[str]:
        """Members of any group: only joining them can make a cycle."""
        return [code for codes in self.mates.values() for code in codes]

    def _steps_at(self, moment: int) -> list[str]:
        """The step of a moment; of a group's moment everybody who could join it."""
        arcs = self.quick.arcs
        if moment < arcs.joint_from:
            return [self.quick.codes[moment // 3]]
        names = {n: name for name, n in arcs.group_number.items()}
        return self.mates[names[(moment - arcs.joint_from) // 2]]

    def _before(self, moment: int, reached: Reached[Point], found: dict[str, None]) -> int | None:
        """The moment this one waited for; None where it began by itself, a fact, a pin or today."""
        quick, values = self.quick, reached.values
        if moment < quick.arcs.joint_from and quick.known[moment] is not OPEN:
            return None
        latest: Any = None
        driver: tuple[int, int | None] | None = None
        for source, after, guard in reached.into[moment]:
            begin = values[source]
            if begin is None or (guard is not None and not is_later(begin, values[guard])):
                continue
            end = begin if after is None else after[begin]
            if latest is None or end > latest:
                latest, driver = end, (source, guard)
        if driver is None or latest != values[moment]:
            self._add_floored(moment, reached, latest, found)
            return None
        source, guard = driver
        if (
            guard is not None
        ):  # with the opinion as late as the finish the day of the conversion could fall away
            found |= dict.fromkeys(self._all_before(quick.codes[source // 3]))
        return source

    def _add_floored(self, moment: int, reached: Reached[Point], latest: Any, found: dict[str, None]) -> None:
        """Moved up to today: a predecessor that ends today, a day off, would let it begin at once."""
        today = self.quick.today
        if today is not None and latest is not None and latest < today:
            for code in self._steps_at(moment):
                found |= dict.fromkeys(self._all_before(code))

    def _all_before(self, code: str) -> list[str]:
        """Upstream in any mode, through joint groups too."""
        found, left = dict[str, None](), [code]
        while left:
            name = left.pop()
            near = sorted(self.upstream[name])
            if group := self.quick.network.steps[name].group:
                near += self.mates[group]
            left += [other for other in near if other not in found]
            found |= dict.fromkeys(near)
        return list(found)
