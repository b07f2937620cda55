"""A full pass over an activity network, graph building included, against the same pass with networkx.

Both sides get the same activities (name, working days, predecessors), refuse a cycle, and hand back the
length and every activity's earliest and latest start and finish and its slack.
"""

from random import Random
from typing import Any

import networkx as nx

from bench.measure import Figure, medians
from domain.critical_path import Activity, Schedule, schedule

SMALL, LARGE = 30, 120
REPEATS = 100
"""Passes between two looks at the clock; one alone is too short to time."""
RUNS = 25
SEED = 30


def figures() -> list[Figure]:
    """The engine may take a fifth of networkx; four times the steps at most 4.5 times as long."""
    small, large = network(SMALL), network(LARGE)
    for activities in (small, large):
        assert columns(schedule(activities)) == with_networkx(activities), "both sides give the same answer"
    ours, theirs = medians(RUNS, lambda: _repeat(schedule, small), lambda: _repeat(with_networkx, small))
    longer, shorter = medians(RUNS, lambda: _repeat(schedule, large), lambda: _repeat(schedule, small))
    return [
        Figure(f"{REPEATS} passes of {SMALL} steps / networkx", ours, theirs, 1 / 5),
        Figure(f"{REPEATS} passes of {LARGE} steps / of {SMALL} steps", longer, shorter, 4.5),
    ]


def network(size: int) -> list[Activity]:
    """Each step waits for one to three of the eight before it; given in no order."""
    random = Random(SEED)
    activities = []
    for n in range(size):
        near = range(max(0, n - 8), n)
        before = random.sample(near, min(n, random.randint(1, 3)))
        activities.append(Activity(f"step_{n}", random.randint(0, 20), tuple(f"step_{m}" for m in before)))
    random.shuffle(activities)
    return activities


def columns(found: Schedule) -> tuple[Any, ...]:
    """A schedule as networkx's users keep theirs: dictionaries by name."""
    named = (
        dict(zip(found.names, c, strict=True)) for c in (found.es, found.ef, found.ls, found.lf, found.slack)
    )
    return found.length, *named


def with_networkx(activities: list[Activity]) -> tuple[Any, ...]:
    """The pass as somebody writes it who knows networkx; its sort raises NetworkXUnfeasible on a cycle."""
    graph = nx.DiGraph()
    graph.add_nodes_from(activity.name for activity in activities)
    graph.add_edges_from((before, a.name) for a in activities for before in a.predecessors)
    duration = {activity.name: activity.duration for activity in activities}
    order = list(nx.topological_sort(graph))
    es: dict[str, int] = {}
    ef: dict[str, int] = {}
    for name in order:
        es[name] = max((ef[before] for before in graph.pred[name]), default=0)
        ef[name] = es[name] + duration[name]
    length = max(ef.values())
    ls: dict[str, int] = {}
    lf: dict[str, int] = {}
    for name in reversed(order):
        lf[name] = min((ls[after] for after in graph.succ[name]), default=length)
        ls[name] = lf[name] - duration[name]
    return length, es, ef, ls, lf, {name: ls[name] - es[name] for name in order}


def _repeat(one_pass: Any, activities: list[Activity]) -> None:
    for _ in range(REPEATS):
        one_pass(activities)
