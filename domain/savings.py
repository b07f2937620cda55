"""Saved time, honestly: clock days of a plan against two baselines, always with n (scheduling.md §4)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from domain.moments import Scenario
from domain.network import Network, StepSpec
from domain.plans import Plan, StepDates, StepFact
from domain.roadmap import NO_FACTS, plan
from domain.timeline import ONE_WORKDAY, AbstractTime, Point, Timeline
from domain.vocabulary import Mode
from domain.workdays import Pause

Intervals: TypeAlias = list[tuple[Any, Any]]
"""Half-open (from, to]: a clock that starts on `from` counts from the next working day."""


@dataclass(frozen=True)
class Savings:
    """All in working days. B1 串行法定, B2 并行法定, A used clock days, n counted items.

    `pre_service` (前置服务天数) and `elapsed` and `enterprise` days stand beside the saving, never inside it.
    """

    b1_serial: int
    b2_parallel: int
    used: int
    pre_service: int
    counted_items: int
    elapsed: int
    enterprise: int

    @property
    def saving_vs_serial(self) -> float | None:
        """1 - A / B1; None without a counted item."""
        return 1 - self.used / self.b1_serial if self.b1_serial else None

    @property
    def saving_vs_parallel(self) -> float | None:
        """1 - A / B2; None without a counted item."""
        return 1 - self.used / self.b2_parallel if self.b2_parallel else None


def savings(
    network: Network,
    planned: Plan[Point],
    *,
    timeline: Timeline[Point],
    facts: Mapping[str, StepFact[Point]] = NO_FACTS,
) -> Savings:
    """Saved time of a plan. Steps done on an unknown date are out on both sides."""
    known = [dated for step in planned.steps.values() if (dated := _dated(step))]
    unknown = planned.steps.keys() - {step.code for step in known}
    counted = [step for step in known if network.steps[step.code].is_counted]
    clocks = [part for step in counted for part in _clock(step, facts.get(step.code), timeline)]
    service = [part for step in known for part in _service(step, facts.get(step.code))]
    own_tasks = [(step.accept, step.ended) for step in known if network.steps[step.code].is_enterprise_task]
    start = min((step.accept for step in known), default=planned.start_on)
    return Savings(
        b1_serial=serial_baseline(network, without=unknown),
        b2_parallel=parallel_baseline(network, without=unknown),
        used=_union_length(clocks, timeline),
        pre_service=_union_length(service, timeline),
        counted_items=len(counted),
        elapsed=timeline.between(start, planned.finish_on),
        enterprise=_union_length(own_tasks, timeline),
    )


class _Dated(NamedTuple):
    """A step whose dates are all known."""

    code: str
    mode: Mode
    accept: Any
    ended: Any
    finish: Any
    opened: Any


def _dated(step: StepDates[Point]) -> _Dated | None:
    dates = (step.accept_on, step.work_ends_on, step.finish_on, step.opened_on)
    return None if None in dates else _Dated(step.code, step.mode, *dates)


def serial_baseline(network: Network, *, without: Collection[str] = ()) -> int:
    """B1: the sum of the counted items' statutory limits in working days."""
    return sum(spec.statutory_span.workdays for spec in _counted(network, without))


def parallel_baseline(network: Network, *, without: Collection[str] = ()) -> int:
    """B2: the longest path with statutory durations for the counted items and 0 for all else."""
    left_out = {code: replace(network.steps[code], statutory_days=None) for code in without}
    known = replace(network, steps={**network.steps, **left_out})
    return plan(known, timeline=AbstractTime(), start=0, scenario=Scenario.PARALLEL_STATUTORY).finish_on


def _counted(network: Network, without: Collection[str]) -> Iterable[StepSpec]:
    return (spec for code, spec in network.steps.items() if spec.is_counted and code not in without)


def _clock(step: _Dated, fact: StepFact[Point] | None, timeline: Timeline[Point]) -> Intervals:
    """The formal clock, acceptance to decision. Tolerance and joint review: review and deciding day, what
    lies between is waiting; simulated: from the later of acceptance and last requirement."""
    if step.mode == Mode.SIMULATED:
        return _without_pauses([(step.opened, step.finish)], fact)
    parts: Intervals = [(step.accept, step.ended)]
    if step.finish > step.ended:
        parts.append((timeline.latest_start(step.finish, ONE_WORKDAY), step.finish))
    return _without_pauses(parts, fact)


def _service(step: _Dated, fact: StepFact[Point] | None) -> Intervals:
    """Days of a simulated review before its formal clock could start."""
    if step.mode != Mode.SIMULATED:
        return []
    return _without_pauses([(step.accept, min(step.ended, step.opened))], fact)


def _without_pauses(parts: Intervals, fact: StepFact[Point] | None) -> Intervals:
    for pause in fact.pauses if fact else ():
        parts = [piece for start, end in parts for piece in _cut(start, end, pause)]
    return parts


def _cut(start: Any, end: Any, pause: Pause) -> Intervals:
    """What is left of one interval outside a pause."""
    before = (start, min(end, pause.from_on))
    after = (max(start, pause.to_on), end) if pause.to_on is not None else (end, end)
    return [(a, b) for a, b in (before, after) if a < b]


def _union_length(parts: Intervals, timeline: Timeline[Point]) -> int:
    """Working days covered at least once, never a sum."""
    total, reached = 0, None
    for start, end in sorted(parts):
        start = start if reached is None else max(start, reached)
        if end > start:
            total += timeline.between(start, end)
            reached = end
    return total
