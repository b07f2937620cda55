"""Earliest and latest points of a network of moments: one forward and one backward pass over numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeAlias

from domain.moments import Arc, Moment
from domain.timeline import Point, Timeline

Known: TypeAlias = Mapping[Moment, Point | None]
"""What already happened. None: on an unknown date in the past; it contributes nothing."""


class MomentNet(Generic[Point]):
    """Arcs ready for passes over one timeline; `order` has each moment after those it waits for."""

    def __init__(self, arcs: Iterable[Arc], size: int, timeline: Timeline[Point]) -> None:
        self.timeline: Timeline[Point] = timeline
        self.incoming: list[list[Arc]] = [[] for _ in range(size)]
        self.outgoing: list[list[Arc]] = [[] for _ in range(size)]
        for arc in arcs:
            self.incoming[arc[1]].append(arc)
            self.outgoing[arc[0]].append(arc)
        self.order = self._ordered()

    def earliest(
        self, *, start: Point, known: Known[Point], adjusted: Callable[[Moment, Point], Point]
    ) -> list[Point | None]:
        """Each moment at the latest of its arcs, `start` when it has none. Known moments keep their value;
        `adjusted` corrects the others (a running step's due date, nothing before today)."""
        after = self.timeline.after
        values: list[Point | None] = [None] * len(self.incoming)
        for moment in self.order:
            if moment in known:
                values[moment] = known[moment]
                continue
            latest: Point | None = None
            for arc in self.incoming[moment]:
                source, _, span, guard = arc
                end = values[source]
                if end is None or (guard is not None and not self.is_active(arc, values)):
                    continue
                if span.days:
                    end = after(end, span)
                if latest is None or end > latest:
                    latest = end
            values[moment] = adjusted(moment, start if latest is None else latest)
        return values

    def latest(
        self, *, values: Sequence[Point | None], known: Known[Point], end: Mapping[Moment, Point]
    ) -> list[Point | None]:
        """The last point of each open moment that keeps every moment of `end` at its value or earlier.
        None: nothing of `end` hangs on it."""
        latest_start = self.timeline.latest_start
        limits = [end.get(moment) for moment in range(len(self.incoming))]
        for moment in reversed(self.order):
            if moment in known:
                continue
            earliest = limits[moment]
            for arc in self.outgoing[moment]:
                _, target, span, guard = arc
                limit = limits[target]
                if limit is None:
                    continue
                if span.days:
                    limit = latest_start(limit, span)
                if guard is not None and not self.is_active(arc, values):
                    unbound = values[guard]  # up to it the arc does not bind
                    if unbound is None:
                        continue
                    limit = max(limit, unbound)
                if earliest is None or limit < earliest:
                    earliest = limit
            limits[moment] = earliest
        return limits

    def is_active(self, arc: Arc, values: Sequence[Point | None]) -> bool:
        if arc.guard is None:
            return True
        source, guard = values[arc.source], values[arc.guard]
        return source is not None and guard is not None and source > guard

    def _ordered(self) -> list[Moment]:
        waiting = [len(arcs) for arcs in self.incoming]
        order = [moment for moment, count in enumerate(waiting) if not count]
        for moment in order:  # grows while it is walked
            for _, target, _, _ in self.outgoing[moment]:
                if waiting[target] == 1:
                    order.append(target)
                else:
                    waiting[target] -= 1
        return order
