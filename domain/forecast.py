"""How long steps really took, and the plan as performed: the second of the two forecasts.

The ratio of a step is the median of actual ÷ promised working days over finished real steps: of its item;
where none of that item is finished, of its department; else of all. One observation is enough, because n is
always shown with it. Steps whose dates are unknown never enter (the caller has no days for them); a promise
of 0 days has no ratio.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from domain.network import Network
from domain.plans import StepFact
from domain.timeline import Point, Span, Timeline

P80_FROM = 30
"""Observations below which nobody may read a P80."""


class FinishedStep(NamedTuple):
    """A finished step with known dates: the working days promised and those it took, pauses out."""

    item_code: str
    department_code: str
    promised_workdays: int
    actual_workdays: int


class Basis(StrEnum):
    """Whose finished steps a ratio comes from."""

    ITEM = "item"
    DEPARTMENT = "department"
    ALL = "all"


class Ratio(NamedTuple):
    """Actual ÷ promised, over `n` finished steps of the `basis`."""

    value: float
    n: int
    basis: Basis


class Performance:
    """The ratios of a district, per item, department and all."""

    def __init__(self, observed: Mapping[tuple[Basis, str], list[float]]) -> None:
        self._observed = {key: sorted(values) for key, values in observed.items()}

    @classmethod
    def of(cls, finished: Iterable[FinishedStep]) -> "Performance":
        observed: dict[tuple[Basis, str], list[float]] = defaultdict(list)
        for step in finished:
            if step.promised_workdays > 0:
                ratio = step.actual_workdays / step.promised_workdays
                for key in _levels(step.item_code, step.department_code):
                    observed[key].append(ratio)
        return cls(observed)

    def ratio_for(self, item_code: str, department_code: str) -> Ratio | None:
        """The median of the narrowest basis that has an observation; None while nothing is finished."""
        if (found := self._narrowest(item_code, department_code)) is None:
            return None
        basis, ratios = found
        return Ratio(median(ratios), len(ratios), basis)

    def p80(self, item_code: str, department_code: str) -> Ratio | None:
        """The ratio four of five steps kept to (nearest rank), on the basis of `ratio_for`; None below 30."""
        found = self._narrowest(item_code, department_code)
        if found is None or len(found[1]) < P80_FROM:
            return None
        basis, ratios = found
        return Ratio(ratios[-(-4 * len(ratios) // 5) - 1], len(ratios), basis)

    def _narrowest(self, item_code: str, department_code: str) -> tuple[Basis, list[float]] | None:
        for key in _levels(item_code, department_code):
            if key in self._observed:
                return key[0], self._observed[key]
        return None


def performed_days(promised: int, ratio: Ratio | None) -> int:
    """Promised days as they are kept here: the nearest whole number, half a day counts as one.

    Rounding up would add half a day per step, half a month per roadmap. Without a ratio the promise stands.
    """
    return promised if ratio is None else math.floor(promised * ratio.value + 0.5 + 1e-9)


def performed(network: Network, performance: Performance, *, departments: Mapping[str, str]) -> Network:
    """The network with every promise as it is kept here; `departments`: step → department code.

    A duration a project set itself (`plan_days`) is an estimate already and stays.
    """
    steps = dict(network.steps)
    for code, spec in network.steps.items():
        ratio = performance.ratio_for(code, departments[code])
        if ratio and spec.plan_days is None:
            steps[code] = replace(spec, plan_days=performed_days(spec.span.days, ratio))
    return replace(network, steps=steps)


def performed_facts(
    facts: Mapping[str, StepFact[Point]], network: Network, as_performed: Network, timeline: Timeline[Point]
) -> dict[str, StepFact[Point]]:
    """Facts for a plan `as_performed`: a running clock is expected to end as much earlier or later."""
    expected = dict(facts)
    for code, fact in facts.items():
        if fact.due_on is not None and fact.work_ended_on is None and code in network.steps:
            longer = as_performed.steps[code].span.workdays - network.steps[code].span.workdays
            expected[code] = replace(fact, due_on=_moved(fact.due_on, longer, timeline))
    return expected


def _levels(item_code: str, department_code: str) -> tuple[tuple[Basis, str], ...]:
    return (Basis.ITEM, item_code), (Basis.DEPARTMENT, department_code), (Basis.ALL, "")


def _moved(day: Point, workdays: int, timeline: Timeline[Point]) -> Point:
    if workdays >= 0:
        return timeline.after(day, Span(workdays))
    return timeline.last_workday(timeline.latest_start(day, Span(-workdays)))
