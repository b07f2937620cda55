"""The map of a roadmap in px: one column a stage, one box a step, orthogonal edges (look.md, part 1 §4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ui.map_graph import Edge, Node, orders, reduced
from ui.map_routes import BELOW, Routing, Way, crossings, routed

BOX_WIDTH, BOX_HEIGHT = 168, 47
HEAD = 68
GUTTER, OUTER = 34, 14
ROW_GAP = 16
TRACK = 5.5
_BEFORE, _ARROW = 8.0, 12.0  # room beside the first and the last track of a gutter
_LOOP = 11.0  # px below the middle where a way out to the left begins
_FOOT = 14


@dataclass(frozen=True)
class Box:
    code: str
    column: int
    row: int
    x: float
    y: float


@dataclass(frozen=True)
class Route:
    """An edge as a polyline from box to box."""

    edge: Edge
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Column:
    """A stage: its boxes begin at `x`; its ground reaches from `left` to `right`."""

    x: float
    left: float
    right: float


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]

    @cached_property
    def crossings(self) -> int:
        found: dict[str, list[tuple[tuple[float, float], ...]]] = {}
        for route in self.routes:
            found.setdefault(route.edge.source, []).append(route.points)
        return crossings(found)


def layout(nodes: Sequence[Node], edges: Sequence[Edge], columns: int) -> Layout:
    """Places every node and draws every edge that others do not imply. Edges of unknown codes are left out.
    Deterministic; the order of the arguments does not matter."""
    known = sorted(nodes, key=lambda node: (node.column, node.order, node.code))
    codes = {node.code for node in known}
    kept = reduced(edge for edge in edges if {edge.source, edge.target} <= codes)
    tried = [_drawn(stacks, kept, columns) for stacks in orders(known, kept, columns)]
    return min(tried, key=lambda one: one.crossings)


def _drawn(stacks: Sequence[Sequence[str]], edges: Sequence[Edge], columns: int) -> Layout:
    places = {code: (column, row) for column, stack in enumerate(stacks) for row, code in enumerate(stack)}
    return _Paper(routed(places, edges, columns), max(map(len, stacks), default=0), columns).drawn(stacks)


class _Paper:
    """From positions to px: gutters and gaps grow with the tracks inside them."""

    def __init__(self, routing: Routing, rows: int, columns: int) -> None:
        self.routing, self.rows, self.columns = routing, rows, columns
        self.gutters: list[tuple[float, float]] = []
        self.xs: list[float] = []
        x = 0.0
        for gutter in range(columns + 1):
            width = self._width(gutter)
            self.gutters.append((x, x + width))
            self.xs.append(x + width)
            x += width + BOX_WIDTH
        self.width = self.xs.pop()
        self.gaps: list[tuple[float, float]] = []
        self.tops: list[float] = []
        y = float(HEAD - ROW_GAP / 2)
        for gap in range(rows + 1):
            height = self._height(gap)
            self.gaps.append((y, y + height))
            self.tops.append(y + height)
            y += height + BOX_HEIGHT
        self.height = self.tops.pop() + _FOOT

    def _width(self, gutter: int) -> float:
        tracks = self.routing.widths.get(gutter, 0)
        is_outer = gutter in (0, self.columns)
        needed = _BEFORE + _ARROW + TRACK * max(tracks - 1, 0) if tracks else 0.0
        return max(needed, OUTER if is_outer else GUTTER)

    def _height(self, gap: int) -> float:
        tracks = self.routing.heights.get(gap, 0)
        least = ROW_GAP / 2 if gap in (0, self.rows) else ROW_GAP
        return max(least, TRACK * (tracks + 1)) if tracks else least

    def drawn(self, stacks: Sequence[Sequence[str]]) -> Layout:
        boxes = tuple(
            Box(code, column, row, self.xs[column], self.tops[row])
            for column, stack in enumerate(stacks)
            for row, code in enumerate(stack)
        )
        at = {box.code: box for box in boxes}
        routes = tuple(
            Route(way.edge, _simple(self._points(way, at[way.edge.source], at[way.edge.target])))
            for way in self.routing.ways
        )
        return Layout(self.width, self.height, tuple(self._columns()), boxes, routes)

    def _columns(self) -> Iterator[Column]:
        for number, x in enumerate(self.xs):
            left, right = self.gutters[number], self.gutters[number + 1]
            yield Column(
                x,
                sum(left) / 2 if number else 0.0,
                sum(right) / 2 if number < self.columns - 1 else self.width,
            )

    def _points(self, way: Way, source: Box, target: Box) -> list[tuple[float, float]]:
        if not way.gutters:
            x = source.x + BOX_WIDTH / 2
            return [(x, source.y + BOX_HEIGHT), (x, target.y)]
        is_loop = source.column == target.column
        begin = source.x if is_loop else source.x + BOX_WIDTH
        out, into = self._y(way.out), self._y(way.into)
        points = [(begin, out)]
        level = out
        for gutter, y in zip(way.gutters, self._levels(way, into), strict=True):
            track = self._x(gutter, way.edge.source)
            points += [(track, level), (track, y)] if track is not None else []
            level = y
        return [*points, (target.x, into)]

    def _levels(self, way: Way, into: float) -> list[float]:
        """Where the way is after each of its gutters."""
        return [into] if way.channel is None else [self._y(way.channel), into]

    def _x(self, gutter: int, source: str) -> float | None:
        """The track of a source in a gutter; None where it goes straight on."""
        track = self.routing.tracks.get((gutter, source))
        if track is None:
            return None
        left, right = self.gutters[gutter]
        tracks = self.routing.widths[gutter]
        room = right - left - _BEFORE - _ARROW - TRACK * (tracks - 1)
        return round(left + _BEFORE + room / 2 + TRACK * track, 2)

    def _y(self, position: float) -> float:
        """px of the middle of a row, of a way out below it, or of a track in a gap."""
        number = round(position)
        if number % 2:
            return self.tops[number // 2] + BOX_HEIGHT / 2 + (_LOOP if position - number >= BELOW / 2 else 0)
        top, bottom = self.gaps[number // 2]
        share = (position - number) / 0.4 + 0.5
        return round(top + (bottom - top) * share, 2)


def _simple(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Without points in the middle of a straight stretch."""
    found: list[tuple[float, float]] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and _is_between(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _is_between(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])
