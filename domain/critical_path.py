"""Plain activity networks (the `plan` command): earliest and latest working days, slack, critical path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add, sub
from typing import NamedTuple

from domain.errors import BadInput, RuleBroken
from domain.graphs import find_cycle


class Activity(NamedTuple):
    """`duration` in working days, 0 is a milestone; `predecessors` are finish-to-start."""

    name: str
    duration: int
    predecessors: tuple[str, ...] = ()


class ScheduledActivity(NamedTuple):
    """Working days from 0: earliest start and finish, latest start and finish, and the slack between."""

    name: str
    es: int
    ef: int
    ls: int
    lf: int
    slack: int


@dataclass(frozen=True)
class Schedule:
    """By column, activities as given; `order` has each after its predecessors."""

    length: int
    names: list[str]
    es: list[int]
    ef: list[int]
    ls: list[int]
    lf: list[int]
    slack: list[int]
    order: list[int]

    @cached_property
    def activities(self) -> tuple[ScheduledActivity, ...]:
        """By row."""
        rows = zip(self.names, self.es, self.ef, self.ls, self.lf, self.slack, strict=True)
        return tuple(map(ScheduledActivity._make, rows))

    @cached_property
    def critical(self) -> tuple[str, ...]:
        """Without slack, in order of start, predecessors first."""
        found = [n for n in self.order if not self.slack[n]]
        found.sort(key=lambda n: (self.es[n], self.ef[n]))
        return tuple(self.names[n] for n in found)


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
    number = {name: n for n, (name, _, _) in enumerate(activities)}
    lengths = [duration for _, duration, _ in activities]
    if len(number) < len(lengths) or set(map(type, lengths)) != {int} or min(lengths) < 0:
        _refuse_unsound(activities)
    after: list[list[int]] = [[] for _ in lengths]
    waiting = []
    try:
        for n, (_, _, predecessors) in enumerate(activities):
            waiting.append(len(predecessors))
            for before in predecessors:
                after[number[before]].append(n)
    except KeyError:
        _refuse_unsound(activities)
    order, es = _forward(lengths, after, waiting)
    if len(order) < len(lengths):
        _refuse_unsound(activities)
    ef = list(map(add, es, lengths))
    length = max(ef)
    ls = _backward(lengths, after, order, length)
    lf = list(map(add, ls, lengths))
    return Schedule(length, list(number), es, ef, ls, lf, list(map(sub, ls, es)), order)


def _forward(lengths: list[int], after: list[list[int]], waiting: list[int]) -> tuple[list[int], list[int]]:
    """An order in which each comes after all it waits for, and the earliest starts.

    `after`: who waits for each; `waiting`: for how many it waits itself, used up here. What is on or behind
    a cycle is missing from the order.
    """
    starts = [0] * len(lengths)
    order = [n for n, count in enumerate(waiting) if not count]
    for n in order:  # grows while it is walked
        end = starts[n] + lengths[n]
        for m in after[n]:
            if starts[m] < end:
                starts[m] = end
            if waiting[m] == 1:
                order.append(m)
            else:
                waiting[m] -= 1
    return order, starts


def _backward(lengths: list[int], after: list[list[int]], order: list[int], length: int) -> list[int]:
    """The latest starts that still end everything within `length`."""
    starts = [0] * len(lengths)
    for n in reversed(order):
        limit = length
        for m in after[n]:
            if starts[m] < limit:
                limit = starts[m]
        starts[n] = limit - lengths[n]
    return starts


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
    """Says what is wrong with a network that the pass stumbled over."""
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
