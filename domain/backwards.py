"""Backwards from a date: what breaks first, whether outdoor work meets its season (scheduling.md §6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from domain.network import Network
from domain.plans import Plan, StepDates, StepFact
from domain.season import Season
from domain.timeline import Timeline
from domain.vocabulary import Mode

Kept = TypeVar("Kept")


def first_break(planned: Plan[date]) -> str | None:
    """Of a plan made against a target: the first step, by planned acceptance, whose slack is negative."""
    late = [
        step for step in planned.steps.values() if step.slack_workdays is not None and step.slack_workdays < 0
    ]
    first = min(late, key=lambda step: (step.accept_on or date.min, step.finish_on or date.min), default=None)
    return first.code if first else None


def road_to(network: Network, step: str) -> Network:
    """What has to be finished before `step` may begin: its predecessors, theirs, and those reviewed jointly
    with one of them. Planned against a date, its latest days are those that still let `step` begin then."""
    mates = {code: codes for codes in network.groups.values() for code in codes}
    kept: set[str] = set()
    waiting = set(network.predecessors(step))
    while waiting:
        code = waiting.pop()
        kept.add(code)
        waiting |= {*network.predecessors(code), *mates.get(code, ())} - kept
    return Network(
        steps=_only(network.steps, kept),
        waits=_only(network.waits, kept),
        deferrals=_only(network.deferrals, kept),
        conversions=_only(network.conversions, kept),
        groups=MappingProxyType({group: c for group, c in network.groups.items() if kept.issuperset(c)}),
        links=_only(network.links, kept),
    )


def _only(known: Mapping[str, Kept], codes: set[str]) -> Mapping[str, Kept]:
    return MappingProxyType({code: value for code, value in known.items() if code in codes})


def hangs_on(
    network: Network, planned: Plan[date], facts: Mapping[str, StepFact[date]], step: str
) -> str | None:
    """The open step whose delay now delays the beginning of `step`: from there back to the predecessor that
    finishes last, until one waits for nobody. None: every predecessor is finished."""
    found, code = None, _holds(network, planned, facts, step)
    while code is not None:
        found, code = code, _holds(network, planned, facts, code)
    return found


def _holds(
    network: Network, planned: Plan[date], facts: Mapping[str, StepFact[date]], code: str
) -> str | None:
    """The open predecessor that `code` waits for longest; None when its own work is what takes the time."""
    dates, fact = planned.steps[code], facts.get(code)
    ends_on = dates.work_ends_on or dates.finish_on or date.max
    is_begun = fact is not None and fact.accepted_on is not None
    before = set() if is_begun else _before_acceptance(network, dates)
    open_ones = (planned.steps[c] for c in network.predecessors(code) if not planned.steps[c].is_finished)
    holding = [one for one in open_ones if one.finish_on and (one.code in before or one.finish_on > ends_on)]
    last = max(holding, key=lambda one: (one.finish_on or date.min, one.code), default=None)
    return last.code if last else None


def _before_acceptance(network: Network, dates: StepDates[date]) -> set[str]:
    """What acceptance waits for: a simulated step waives what only its conversion needs."""
    waived = network.conversions[dates.code] if dates.mode == Mode.SIMULATED else frozenset()
    return {*(network.waits[dates.code] - waived), *(link.source for link in network.links[dates.code])}


@dataclass(frozen=True)
class SeasonOutlook:
    """One outdoor step against one season date; `margin_workdays` is negative when it misses."""

    step: str
    forecast_on: date
    limit_on: date
    margin_workdays: int

    @property
    def is_met(self) -> bool:
        return self.forecast_on <= self.limit_on


def makes_thaw(
    network: Network, planned: Plan[date], *, season: Season, today: date, timeline: Timeline[date]
) -> SeasonOutlook | None:
    """Is everything before the next outdoor step finished by the next opening? None: no such step ahead."""
    waiting = [
        code for code in _outdoor(network, planned) if (planned.steps[code].accept_on or today) >= today
    ]
    step = _earliest(planned, waiting)
    if step is None:
        return None
    finishes = [planned.steps[code].finish_on for code in network.predecessors(step)]
    ready_on = max((finish for finish in finishes if finish), default=planned.start_on)
    return _outlook(step, ready_on, season.next_opening(today), timeline)


def makes_frost(
    network: Network, planned: Plan[date], *, season: Season, timeline: Timeline[date]
) -> SeasonOutlook | None:
    """Will the next unfinished outdoor step end before the window it starts in closes? None: no such step."""
    step = _earliest(planned, _outdoor(network, planned))
    if step is None:
        return None
    dates = planned.steps[step]
    assert dates.accept_on and dates.finish_on  # an unfinished step always has forecast dates
    return _outlook(step, dates.finish_on, season.next_closing(dates.accept_on), timeline)


def _outdoor(network: Network, planned: Plan[date]) -> list[str]:
    """Outdoor steps still to be finished."""
    return [
        code
        for code, spec in network.steps.items()
        if spec.is_outdoor and not planned.steps[code].is_finished
    ]


def _earliest(planned: Plan[date], codes: Iterable[str]) -> str | None:
    return min(codes, key=lambda code: planned.steps[code].accept_on or date.min, default=None)


def _outlook(step: str, forecast_on: date, limit_on: date, timeline: Timeline[date]) -> SeasonOutlook:
    return SeasonOutlook(step, forecast_on, limit_on, timeline.between(forecast_on, limit_on))
