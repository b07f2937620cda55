"""Backwards from a date: what breaks first, whether outdoor work meets its season (scheduling.md §6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.network import Network
from domain.plans import Plan
from domain.season import Season
from domain.timeline import Timeline


def first_break(planned: Plan[date]) -> str | None:
    """Of a plan made against a target: the first step, by planned acceptance, whose slack is negative."""
    late = [
        step for step in planned.steps.values() if step.slack_workdays is not None and step.slack_workdays < 0
    ]
    first = min(late, key=lambda step: (step.accept_on or date.min, step.finish_on or date.min), default=None)
    return first.code if first else None


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
