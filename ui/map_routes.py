"""Orthogonal ways on free gutters only: between columns and between rows, one track a source.

Positions before they are px: gutter g lies left of column g, row r is at 2r + 1, the gap above it at 2r.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from ui.map_graph import Edge

Place = tuple[int, int]  # column, row
BELOW = 0.3  # a way out to the left leaves a box below its middle, where ways in arrive
_OVERLAP = 6.0
_ROUNDS = 4
_PER_ROW, _PER_ARROW, _PER_NEIGHBOUR = 1.0, 1.5, 0.8


@dataclass
class Net:
    """What one source has in one gutter: a vertical track and its ends to the left and to the right."""

    source: str
    left: set[float] = field(default_factory=set)
    right: set[float] = field(default_factory=set)

    @property
    def low(self) -> float:
        return min(self.left | self.right)

    @property
    def high(self) -> float:
        return max(self.left | self.right)

    def meets(self, other: "Net") -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Way:
    """One edge: `straight` down to its neighbour, else by gutters; `channel` is a row or gap between two."""

    edge: Edge
    out: float
    into: float
    gutters: tuple[int, ...]
    channel: float | None = None


@dataclass
class Routing:
    """Ways of all edges, the nets of each gutter in order with their tracks, channels of each gap."""

    ways: list[Way] = field(default_factory=list)
    tracks: dict[tuple[int, str], int] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    heights: dict[int, int] = field(default_factory=dict)


def routed(places: Mapping[str, Place], edges: Sequence[Edge], columns: int) -> Routing:
    """Where every edge runs. Deterministic; no way touches a box that is not its end."""
    return _Router(places, edges, columns).routing()


class _Router:
    def __init__(self, places: Mapping[str, Place], edges: Sequence[Edge], columns: int) -> None:
        self.places, self.columns = places, columns
        self.taken = {place: code for code, place in places.items()}
        self.rows = 1 + max((row for _column, row in places.values()), default=0)
        self.edges = sorted(edges, key=lambda e: (places[e.source], places[e.target], e.is_soft))
        self.in_gap: dict[int, list[tuple[int, int, str]]] = {}
        self.in_row: dict[int, list[tuple[int, int, str]]] = {}
        self.arrows = {place for e in edges if (place := self._direct(e))}

    def routing(self) -> Routing:
        found = Routing()
        channels = self._channels()
        lanes = self._lanes(found, channels)
        found.ways = [self._way(edge, lanes) for edge in self.edges]
        for gutter, nets in sorted(_nets(found.ways).items()):
            for net, track in _tracks(nets):
                found.tracks[gutter, net.source] = track
                found.widths[gutter] = max(found.widths.get(gutter, 0), track + 1)
        return found

    def _direct(self, edge: Edge) -> Place | None:
        """The place above a straight arrow to the neighbour below."""
        column, row = self.places[edge.source]
        return (column, row) if self.places[edge.target] == (column, row + 1) else None

    def _channels(self) -> dict[tuple[str, bool], float]:
        """Each source that reaches beyond the next column, forwards or back: its row or gap."""
        far: dict[tuple[str, bool], list[Place]] = {}
        for edge in self.edges:
            column, target = self.places[edge.source][0], self.places[edge.target]
            if target[0] not in (column, column + 1):
                far.setdefault((edge.source, target[0] < column), []).append(target)
        return {key: self._channel(*key, targets) for key, targets in far.items()}

    def _channel(self, source: str, is_back: bool, targets: list[Place]) -> float:
        start = self.places[source]
        columns = [column for column, _row in targets]
        first, last = (min(columns), start[0] + 1) if is_back else (start[0] + 1, max(columns))
        aims = [2 * row + 1 for _column, row in (start, *targets)]
        choices = [(self._gap_cost(gap, first, last, aims), 1, gap) for gap in range(self.rows + 1)]
        if not is_back:
            choices += [
                (sum(abs(2 * row + 1 - aim) for aim in aims) * _PER_ROW, 0, row)
                for row in sorted({start[1], *(row for _column, row in targets)})
                if self._is_free(row, start, targets, first, last)
            ]
        _cost, is_gap, number = min(choices)
        lane = self.in_gap if is_gap else self.in_row
        lane.setdefault(number, []).append((first, last, source))
        return 2.0 * number if is_gap else 2.0 * number + 1

    def _gap_cost(self, gap: int, first: int, last: int, aims: Sequence[int]) -> float:
        """Rows to climb, arrows to cross, others in the same gap."""
        arrows = sum((column, gap - 1) in self.arrows for column in range(first, last))
        near = sum(a <= last and first <= b for a, b, _source in self.in_gap.get(gap, ()))
        climbs = sum(abs(2 * gap - aim) for aim in aims)
        return _PER_ROW * climbs + _PER_ARROW * arrows + _PER_NEIGHBOUR * near

    def _is_free(self, row: int, start: Place, targets: Sequence[Place], first: int, last: int) -> bool:
        """A row is a channel where it has no box but the source at one end and a target at the other."""
        ends = {start, *(place for place in targets if place[0] == last)}
        boxes = {(column, row) for column in range(start[0], last + 1)} & self.taken.keys()
        others = self.in_row.get(row, ())
        return boxes <= ends and not any(a <= last and first <= b for a, b, _source in others)

    def _lanes(
        self, found: Routing, channels: Mapping[tuple[str, bool], float]
    ) -> dict[tuple[str, bool], float]:
        """Channels of one gap side by side: those that overlap get tracks of their own."""
        exact = dict(channels)
        for gap, spans in sorted(self.in_gap.items()):
            lanes: list[list[tuple[int, int]]] = []
            lane_of: dict[str, int] = {}
            for first, last, source in sorted(spans):
                n = next(
                    (n for n, lane in enumerate(lanes) if all(b < first or last < a for a, b in lane)),
                    len(lanes),
                )
                lanes[n:] = lanes[n:] or [[]]
                lanes[n].append((first, last))
                lane_of[source] = n
            found.heights[gap] = len(lanes)
            for key, channel in channels.items():
                if channel == 2.0 * gap and key[0] in lane_of:
                    exact[key] = channel + 0.4 * ((lane_of[key[0]] + 1) / (len(lanes) + 1) - 0.5)
        return exact

    def _way(self, edge: Edge, lanes: Mapping[tuple[str, bool], float]) -> Way:
        (column, row), (target, into) = self.places[edge.source], self.places[edge.target]
        out, end = 2.0 * row + 1, 2.0 * into + 1
        if self._direct(edge):
            return Way(edge, out, end, ())
        if target == column:
            return Way(edge, out + BELOW, end, (column,))
        if target == column + 1:
            return Way(edge, out, end, (target,))
        return Way(edge, out, end, (column + 1, target), lanes[edge.source, target < column])


def _nets(ways: Sequence[Way]) -> dict[int, list[Net]]:
    """Per gutter the nets of its sources, in the order of the ways."""
    found: dict[int, dict[str, Net]] = {}
    for way in ways:
        for gutter, left, right in _ends(way):
            net = found.setdefault(gutter, {}).setdefault(way.edge.source, Net(way.edge.source))
            net.left.update(left)
            net.right.update(right)
    kept = {gutter: [net for net in nets.values() if net.low < net.high] for gutter, nets in found.items()}
    return {gutter: nets for gutter, nets in kept.items() if nets}


def _ends(way: Way) -> Iterator[tuple[int, list[float], list[float]]]:
    """(gutter, ends to the left, ends to the right) of one way."""
    if not way.gutters:
        return
    if way.channel is None:
        is_loop = way.out != int(way.out)
        yield way.gutters[0], [] if is_loop else [way.out], [way.out, way.into] if is_loop else [way.into]
        return
    first, last = way.gutters
    if first < last:
        yield first, [way.out], [way.channel]
        yield last, [way.channel], [way.into]
    elif first > last:
        yield first, [way.out, way.channel], []
        yield last, [], [way.channel, way.into]
    else:
        yield first, [way.out], [way.into]


def _tracks(nets: list[Net]) -> Iterator[tuple[Net, int]]:
    """Nets from left to right so that few ends cross them; those that do not meet share a track."""
    order = _sorted_out(nets)
    placed: list[tuple[Net, int]] = []
    for net in order:
        track = 1 + max((track for other, track in placed if other.meets(net)), default=-1)
        placed.append((net, track))
        yield net, track


def _sorted_out(nets: list[Net]) -> list[Net]:
    """The order with the fewest crossings that moving one net at a time finds."""
    cost = {(a.source, b.source): _crossed(a, b) for a in nets for b in nets if a is not b}
    order = sorted(nets, key=lambda net: (net.high - net.low, net.low, net.source))
    for _number in range(_ROUNDS):
        was = [net.source for net in order]
        for source in was:
            here = next(n for n, net in enumerate(order) if net.source == source)
            net = order.pop(here)
            order.insert(_best_place(net, order, here, cost), net)
        if was == [net.source for net in order]:
            break
    return order


def _best_place(net: Net, rest: Sequence[Net], here: int, cost: Mapping[tuple[str, str], float]) -> int:
    """Where `net` costs least among the others; `here`, where it was, if no place is better."""
    costs = [0.0]  # relative to the place at the very left: each one passed changes sides
    for other in rest:
        passed = cost[other.source, net.source] - cost[net.source, other.source]
        costs.append(costs[-1] + passed)
    least = min(costs)
    return here if costs[here] <= least + 1e-9 else costs.index(least)


def _crossed(one: Net, other: Net) -> float:
    """Crossings if `one` runs left of `other`; lines on top of each other count more."""
    count = sum(other.low < end < other.high for end in one.right)
    count += sum(one.low < end < one.high for end in other.left)
    return count + _OVERLAP * len(one.right & other.left)


Segment = tuple[float, float, float, float]  # x1, y1, x2, y2 with x1 <= x2 and y1 <= y2


def segments(points: Sequence[tuple[float, float]]) -> Iterator[Segment]:
    for (x1, y1), (x2, y2) in pairwise(points):
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def crossings(ways: Mapping[str, Sequence[Sequence[tuple[float, float]]]]) -> int:
    """Points where lines of different sources cross; lines of one source on top of each other are one."""
    lines = {source: {one for points in found for one in segments(points)} for source, found in ways.items()}
    points = set()
    for one, other in combinations(sorted(lines), 2):
        for a in lines[one]:
            for b in lines[other]:
                level, upright = (a, b) if a[1] == a[3] else (b, a)
                is_cross = level[1] == level[3] and upright[0] == upright[2]
                if is_cross and level[0] < upright[0] < level[2] and upright[1] < level[1] < upright[3]:
                    points.add((one, other, upright[0], level[1]))
    return len(points)
