"""Order and cycles of a directed graph given as node → its predecessors."""

from collections.abc import Collection, Hashable, Mapping
from heapq import heapify, heappop, heappush
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def ordered(predecessors: Mapping[Node, Collection[Node]]) -> list[Node]:
    """Every node after its predecessors, ties in the order of the mapping.

    Nodes on or behind a cycle are missing; predecessors that are no node of the mapping are ignored.
    """
    nodes = list(predecessors)
    number = {node: n for n, node in enumerate(nodes)}
    waiting = [0] * len(nodes)
    successors: list[list[int]] = [[] for _ in nodes]
    for n, node in enumerate(nodes):
        for before in predecessors[node]:
            if before in number:
                waiting[n] += 1
                successors[number[before]].append(n)
    ready = [n for n, count in enumerate(waiting) if not count]
    heapify(ready)
    done = []
    while ready:
        n = heappop(ready)
        done.append(nodes[n])
        for after in successors[n]:
            waiting[after] -= 1
            if not waiting[after]:
                heappush(ready, after)
    return done


def find_cycle(predecessors: Mapping[str, Collection[str]]) -> list[str]:
    """One cycle in forward order, its smallest name first and again at the end; empty when there is none."""
    sound: list[str] = ordered(predecessors)
    tangled = set(predecessors) - set(sound)
    if not tangled:
        return []
    walk = [min(tangled)]
    while True:
        before = min(tangled.intersection(predecessors[walk[-1]]))
        if before in walk:
            cycle = walk[walk.index(before) :][::-1]
            first = cycle.index(min(cycle))
            return [*cycle[first:], *cycle[: first + 1]]
        walk.append(before)


def ancestors(predecessors: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Everything upstream of each node of an acyclic graph."""
    found: dict[str, set[str]] = {}
    for node in ordered(predecessors):
        found[node] = set(predecessors[node]).union(*(found[before] for before in predecessors[node]))
    return found
