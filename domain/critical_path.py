"""Plain activity networks (the `plan` command): earliest and latest working days, slack, critical path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import BadInput, RuleBroken
from domain.graphs import find_cycle
from domain.longest_path import MomentNet
from domain.moments import Arc, Moment, Phase
from domain.timeline import AbstractTime, Span


@dataclass(frozen=True)
class Activity:
    """`duration` in working days, 0 is a milestone; `predecessors` are finish-to-start."""

    name: str
    duration: int
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScheduledActivity:
    """Working days from 0: earliest start and finish, latest start and finish, slack."""

    name: str
    es: int
    ef: int
    ls: int
    lf: int

    @property
    def slack(self) -> int:
        return self.ls - self.es


@dataclass(frozen=True)
class Schedule:
    """Activities as given; `critical` has no slack, in order of start."""

    length: int
    critical: tuple[str, ...]
    activities: tuple[ScheduledActivity, ...]


def read_activities(rows: Iterable[Mapping[str, str | None]]) -> list[Activity]:
    """Rows with `activity`, `duration`, `predecessors` (space-separated); the row below the header is row 2.

    Raises BadInput: `network.missing_column`, `network.no_activity`, `network.duration`.
    """
    return [_read_activity(row, number) for number, row in enumerate(rows, start=2)]


def schedule(activities: Sequence[Activity]) -> Schedule:
    """Earliest and latest working days of every activity.

    Raises BadInput: `network.empty`, `network.duplicate`, `network.unknown_predecessor`,
    `network.duration`; RuleBroken("network.cycle") naming the cycle.
    """
    _refuse_unsound(activities)
    net = MomentNet(_arcs(activities), AbstractTime())
    values = net.earliest(start=0, known={}, adjusted=lambda moment, value: value)
    length = max((value for value in values.values() if value is not None), default=0)
    ends = {Moment(activity.name, Phase.FINISHED): length for activity in activities}
    limits = net.latest(values=values, known={}, end=ends)
    scheduled = tuple(_scheduled(activity, values, limits) for activity in activities)
    critical = sorted((a for a in scheduled if not a.slack), key=lambda a: (a.es, a.ef))
    return Schedule(length, tuple(a.name for a in critical), scheduled)


def _read_activity(row: Mapping[str, str | None], number: int) -> Activity:
    for column in ("activity", "duration", "predecessors"):
        if column not in row:
            raise BadInput("network.missing_column", column=column)
    name = (row["activity"] or "").strip()
    if name.split() != [name]:
        raise BadInput("network.no_activity", row=number)
    duration = (row["duration"] or "").strip()
    if not duration.isdecimal():
        raise BadInput("network.duration", activity=name, duration=duration)
    return Activity(name, int(duration), tuple((row["predecessors"] or "").split()))


def _refuse_unsound(activities: Sequence[Activity]) -> None:
    if not activities:
        raise BadInput("network.empty")
    predecessors: dict[str, tuple[str, ...]] = {}
    for activity in activities:
        if activity.name in predecessors:
            raise BadInput("network.duplicate", activity=activity.name)
        if activity.duration < 0 or activity.duration != int(activity.duration):
            raise BadInput("network.duration", activity=activity.name, duration=activity.duration)
        predecessors[activity.name] = activity.predecessors
    for name, before in predecessors.items():
        for predecessor in before:
            if predecessor not in predecessors:
                raise BadInput("network.unknown_predecessor", activity=name, predecessor=predecessor)
    if cycle := find_cycle(predecessors):
        raise RuleBroken("network.cycle", path=" → ".join(cycle), codes=tuple(cycle))


def _arcs(activities: Iterable[Activity]) -> Iterable[Arc]:
    for activity in activities:
        accepted, finished = Moment(activity.name, Phase.ACCEPTED), Moment(activity.name, Phase.FINISHED)
        yield Arc(accepted, finished, Span(activity.duration))
        for before in activity.predecessors:
            yield Arc(Moment(before, Phase.FINISHED), accepted)


def _scheduled(
    activity: Activity, values: Mapping[Moment, int | None], limits: Mapping[Moment, int]
) -> ScheduledActivity:
    accepted, finished = Moment(activity.name, Phase.ACCEPTED), Moment(activity.name, Phase.FINISHED)
    es, ef = values[accepted], values[finished]
    assert es is not None and ef is not None  # nothing is known beforehand, so nothing is unknown
    return ScheduledActivity(activity.name, es, ef, limits[accepted], limits[finished])
