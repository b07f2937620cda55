"""Earliest and latest points of a network of moments: one forward and one backward pass."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic

from domain.graphs import ordered
from domain.moments import Arc, Moment
from domain.timeline import Point, Timeline

Values = Mapping[Moment, Point | None]
"""None: the moment lies in the past on an unknown date and contributes nothing."""


class MomentNet(Generic[Point]):
    """Arcs ready for passes over one timeline."""

    def __init__(self, arcs: Iterable[Arc], timeline: Timeline[Point]) -> None:
        self.timeline: Timeline[Point] = timeline
        self.incoming: dict[Moment, list[Arc]] = {}
        self.outgoing: dict[Moment, list[Arc]] = {}
        for arc in arcs:
            self.incoming.setdefault(arc.target, []).append(arc)
            self.incoming.setdefault(arc.source, [])
            self.outgoing.setdefault(arc.source, []).append(arc)
        self.order = ordered({moment: [arc.source for arc in into] for moment, into in self.incoming.items()})

    def earliest(
        self, *, start: Point, known: Values[Point], adjusted: Callable[[Moment, Point], Point]
    ) -> dict[Moment, Point | None]:
        """Each moment at the latest of its arcs, `start` when it has none. Known moments keep their value;
        `adjusted` corrects the others (a running step's due date, nothing before today)."""
        values: dict[Moment, Point | None] = {}
        for moment in self.order:
            if moment in known:
                values[moment] = known[moment]
            else:
                ends = [self.timeline.after(source, arc.span) for arc, source in self._active(moment, values)]
                values[moment] = adjusted(moment, max(ends, default=start))
        return values

    def latest(
        self, *, values: Values[Point], known: Values[Point], end: Mapping[Moment, Point]
    ) -> dict[Moment, Point]:
        """The last point of each open moment that keeps every moment of `end` at its value or earlier."""
        limits = dict(end)
        for moment in reversed(self.order):
            if moment in known:
                continue
            for arc in self.outgoing.get(moment, ()):
                target = limits.get(arc.target)
                if target is None:
                    continue
                limit = self.timeline.latest_start(target, arc.span)
                if arc.guard is not None and not self.is_active(arc, values):
                    guard = values[arc.guard]  # up to it the arc does not bind
                    if guard is None:
                        continue
                    limit = max(limit, guard)
                if moment not in limits or limit < limits[moment]:
                    limits[moment] = limit
        return limits

    def is_active(self, arc: Arc, values: Values[Point]) -> bool:
        if arc.guard is None:
            return True
        source, guard = values[arc.source], values[arc.guard]
        return source is not None and guard is not None and source > guard

    def _active(self, moment: Moment, values: Values[Point]) -> Iterable[tuple[Arc, Point]]:
        for arc in self.incoming[moment]:
            source = values[arc.source]
            if source is not None and self.is_active(arc, values):
                yield arc, source
