"""The finish of a roadmap under a choice of modes, without the rest of a plan: what a search asks often.

The rules stay those of domain/moments.py: a step's arcs are taken from there, in its surroundings, and kept.
domain/roadmap.py must give the same dates; tests/domain/test_fastest.py compares them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias

from domain.graphs import ordered
from domain.moments import Phase
from domain.network import Network
from domain.plans import StepFact
from domain.step_arcs import JOINT, Into, StepArcs
from domain.switching import Modes, joint_groups
from domain.timeline import ONE_WORKDAY, Point, Span, Timeline
from domain.vocabulary import Mode

Unit: TypeAlias = tuple[int | None, tuple[int, ...]]
"""What is dated together: a step alone, or the number of a joint group and its members."""
OPEN = object()
"""A moment that has not happened."""


@dataclass(frozen=True)
class Situation(Generic[Point]):
    """A roadmap on a day: everything `plan` is asked with beside the modes."""

    network: Network
    timeline: Timeline[Point]
    start: Point
    facts: Mapping[str, StepFact[Point]]
    today: Point | None = None
    pins: Mapping[str, Point] | None = None


@dataclass(frozen=True)
class Reached(Generic[Point]):
    """Dates by moment under one choice, what led there, and (step, producer) of supplements that are late."""

    finish: Point
    values: Sequence[Any]
    into: Mapping[int, Into]
    late: frozenset[tuple[str, str]]


class QuickFinish(Generic[Point]):
    """Asked again and again for one situation; what does not depend on the modes is computed once."""

    def __init__(self, situation: Situation[Point]) -> None:
        self.situation: Situation[Point] = situation
        self.network = situation.network
        self.timeline: Timeline[Point] = situation.timeline
        self.codes = list(self.network.steps)
        self.number = {code: n for n, code in enumerate(self.codes)}
        self.arcs: StepArcs[Point] = StepArcs(self.network, self.timeline)
        self.known: list[Any] = self._known()
        self.due = [_fact_due(situation.facts.get(code)) for code in self.codes]
        self.has_opinion = [_has_opinion(situation.facts.get(code)) for code in self.codes]
        self.pins: list[Any] = [self._pin(code) for code in self.codes]
        self.today: Point | None = situation.today
        self.first_open: Any = None
        self.after_today: Any = None
        if self.today is not None:
            self.first_open = self.timeline.first_workday(self.today)
            self.after_today = self.timeline.after(self.today, ONE_WORKDAY)
        self._orders: dict[tuple[tuple[str, ...], ...], list[Unit] | None] = {}

    def reach(self, modes: Modes) -> Reached[Point] | None:
        """The dates under a choice; None where joining its groups makes a cycle."""
        groups = joint_groups(self.network, modes)
        order = self._order(groups)
        if order is None:
            return None
        values: list[Any] = [None] * self.arcs.size
        into: dict[int, Into] = {}
        joined = {code for codes in groups.values() for code in codes}
        for group, members in order:
            found = self.arcs.of_unit(members, modes, joined, group)
            into.update(found)
            for moment, arcs in found.items():
                values[moment] = self._value(moment, arcs, values, members)
        ends = [values[3 * n + Phase.FINISHED] for n in range(len(self.codes))]
        finish = max((end for end in ends if end is not None), default=self.situation.start)
        return Reached(finish, values, into, frozenset(self._late(modes, values)))

    def _value(self, moment: int, arcs: Into, values: list[Any], members: tuple[int, ...]) -> Any:
        """As MomentNet.earliest and the planner's adjustments do it."""
        if moment < self.arcs.joint_from and self.known[moment] is not OPEN:
            return self.known[moment]
        value: Any = None
        for source, after, guard in arcs:
            begin = values[source]
            if begin is None or (guard is not None and not is_later(begin, values[guard])):
                continue
            end = begin if after is None else after[begin]
            if value is None or end > value:
                value = end
        return self.adjusted(moment, self.situation.start if value is None else value, members)

    def adjusted(self, moment: int, value: Any, members: tuple[int, ...]) -> Any:
        """A running clock ends on its due date; nothing open lies before today; pins hold back."""
        is_joint = moment >= self.arcs.joint_from
        phase = JOINT[(moment - self.arcs.joint_from) % 2] if is_joint else moment % 3
        if not is_joint and (due := self.due[moment // 3]) is not None:
            if phase == Phase.WORK_ENDED:
                value = due
            elif phase == Phase.FINISHED and self.has_opinion[moment // 3]:
                value = max(value, due)
        is_start = phase in (Phase.ACCEPTED, Phase.JOINT_START)
        if self.today is not None and value < self.today:
            value = self.first_open if is_start else self.after_today
        if is_start and (is_joint or len(members) == 1):
            for pin in (self.pins[n] for n in members):
                value = value if pin is None else max(value, pin)
        return value

    def _late(self, modes: Modes, values: Sequence[Any]) -> Iterable[tuple[str, str]]:
        for code, deferrals in self.network.deferrals.items():
            if not deferrals or modes[code] != Mode.TOLERANCE:
                continue
            accepted = values[3 * self.number[code]]
            if self.network.steps[code].tolerance_flavour != "A" or accepted is None:
                continue
            for producer, days in deferrals.items():
                arrives = values[3 * self.number[producer] + Phase.FINISHED]
                if arrives is not None and arrives > self.arcs.end(accepted, Span(days)):
                    yield code, producer

    def _order(self, groups: Mapping[str, tuple[str, ...]]) -> list[Unit] | None:
        key = tuple(groups.values())
        if key not in self._orders:
            self._orders[key] = self._sorted(groups)
        return self._orders[key]

    def _sorted(self, groups: Mapping[str, tuple[str, ...]]) -> list[Unit] | None:
        """Units in an order that respects every dependency of any mode; None for a cycle through a group."""
        place = {code: group for group, codes in groups.items() for code in codes}
        before: dict[str, set[str]] = {}
        for code in self.codes:
            unit = place.get(code, code)
            before.setdefault(unit, set()).update(place.get(p, p) for p in self.network.predecessors(code))
        order = ordered(before)
        if len(order) < len(before):
            return None
        return [self._unit(name, groups) for name in order]

    def _unit(self, name: str, groups: Mapping[str, tuple[str, ...]]) -> Unit:
        if name in groups:
            return self.arcs.group_number[name], tuple(self.number[code] for code in groups[name])
        return None, (self.number[name],)

    def _known(self) -> list[Any]:
        """The moments that already happened; None for a finished step's date that nobody knows."""
        known: list[Any] = [OPEN] * (3 * len(self.codes))
        for n, code in enumerate(self.codes):
            fact = self.situation.facts.get(code)
            if fact is None:
                continue
            ended = fact.work_ended_on if fact.work_ended_on is not None else fact.finished_on
            if fact.is_done or fact.accepted_on is not None:
                known[3 * n + Phase.ACCEPTED] = fact.accepted_on
            if fact.is_done or fact.work_ended_on is not None:
                known[3 * n + Phase.WORK_ENDED] = ended
            if fact.is_done:
                known[3 * n + Phase.FINISHED] = fact.finished_on
        return known

    def _pin(self, code: str) -> Any:
        pin = (self.situation.pins or {}).get(code)
        if pin is None or self.known[3 * self.number[code]] is not OPEN:
            return None
        return self.timeline.first_workday(pin)


def is_later(value: Any, guard: Any) -> bool:
    """An arc with a guard counts only while its source is later than the guard."""
    return guard is not None and value > guard


def _fact_due(fact: StepFact[Any] | None) -> Any:
    return fact.due_on if fact else None


def _has_opinion(fact: StepFact[Any] | None) -> bool:
    return fact is not None and fact.work_ended_on is not None
