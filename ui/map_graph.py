"""What the map draws of a roadmap: its edges without the implied ones, and who stands above whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A step in its column; `order` breaks ties (the order of the roadmap)."""

    code: str
    column: int
    order: int
    is_critical: bool = False


@dataclass(frozen=True)
class Edge:
    """`is_soft`: the target may begin before the source ends, but not end (conversion, late material)."""

    source: str
    target: str
    is_soft: bool = False


def reduced(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Without edges that others imply: a hard one by a way that ends hard, a soft one by any way."""
    known = sorted({(edge.target, edge.source): edge for edge in edges}.items())
    before: dict[str, list[Edge]] = {}
    for (target, _source), edge in known:
        before.setdefault(target, []).append(edge)
    above = ancestors({target: [edge.source for edge in found] for target, found in before.items()})
    return tuple(edge for _ends, edge in known if not _is_implied(edge, before[edge.target], above))


def _is_implied(edge: Edge, beside: Sequence[Edge], above: Mapping[str, set[str]]) -> bool:
    return any(
        edge.source in above.get(other.source, ())
        for other in beside
        if other.source != edge.source and (edge.is_soft or not other.is_soft)
    )


def ancestors(before: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Every code with all that comes before it; the network has no cycle (it was refused)."""
    found: dict[str, set[str]] = {}

    def all_before(code: str) -> set[str]:
        if code not in found:
            found[code] = set(before.get(code, ()))
            found[code].update(*(all_before(one) for one in before.get(code, ())))
        return found[code]

    for code in before:
        all_before(code)
    return found


def orders(nodes: Sequence[Node], edges: Sequence[Edge], columns: int) -> Iterator[list[list[str]]]:
    """The codes of each column from top to bottom, several times: the critical chain first, others near what
    they wait for; in a column nothing stands above what it waits for. After the first, neighbours swap as
    long as that lowers the crossings of straight lines, with other weights for their lengths each time."""
    before: dict[str, list[str]] = {node.code: [] for node in nodes}
    for edge in edges:
        before[edge.target].append(edge.source)
    above = ancestors(before)
    rows: dict[str, int] = {}
    found = []
    for column in range(columns):
        codes = _stacked([node for node in nodes if node.column == column], before, above, rows)
        rows |= {code: row for row, code in enumerate(codes)}
        found.append(codes)
    yield [list(stack) for stack in found]
    for weights in _WEIGHTS:
        stacks = [list(stack) for stack in found]
        _Swaps(nodes, edges, above, dict(rows), stacks, weights).run()
        yield stacks


def _stacked(
    nodes: Sequence[Node],
    before: Mapping[str, list[str]],
    above: Mapping[str, set[str]],
    rows: Mapping[str, int],
) -> list[str]:
    """One column in topological order; among those that may come next the key decides."""
    stack: list[str] = []
    rest = {node.code: node for node in nodes}

    def key(node: Node) -> tuple[bool, bool, float, int, str]:
        waits = [rows[code] for code in before[node.code] if code in rows]
        middle = sum(waits) / len(waits) if waits else 0.0
        follows = bool(stack) and stack[-1] in before[node.code]
        return not node.is_critical, not follows, middle, node.order, node.code

    while rest:
        ready = [node for node in rest.values() if not above.get(node.code, set()) & rest.keys()]
        chosen = min(ready, key=key)
        stack.append(chosen.code)
        del rest[chosen.code]
    return stack


_PASSES = 6
_WEIGHTS = ((0.12, 0.6), (1.0, 0.0))  # of a row climbed, of a way around in one column


class _Swaps:
    """Adjacent swaps that keep the partial order and lower (crossings, then lengths) of straight lines."""

    def __init__(
        self,
        nodes: Sequence[Node],
        edges: Sequence[Edge],
        above: Mapping[str, set[str]],
        rows: dict[str, int],
        stacks: list[list[str]],
        weights: tuple[float, float],
    ) -> None:
        self.weights = weights
        self.above, self.rows, self.stacks = above, rows, stacks
        self.column = {node.code: node.column for node in nodes}
        self.chain = {node.code for node in nodes if node.is_critical}
        self.edges = [(edge.source, edge.target) for edge in edges]
        self.at: dict[str, list[int]] = {node.code: [] for node in nodes}
        for number, ends in enumerate(self.edges):
            for code in ends:
                self.at[code].append(number)

    def run(self) -> None:
        for _number in range(_PASSES):
            tried = [self._try(stack, row) for stack in self.stacks for row in range(len(stack) - 1)]
            if not any(tried):
                return

    def _try(self, stack: list[str], row: int) -> bool:
        upper, lower = stack[row], stack[row + 1]
        if upper in self.chain or upper in self.above.get(lower, ()):
            return False
        was = self._cost(upper, lower)
        self._swap(stack, row)
        if self._cost(upper, lower) < was - 1e-9:
            return True
        self._swap(stack, row)
        return False

    def _swap(self, stack: list[str], row: int) -> None:
        stack[row], stack[row + 1] = stack[row + 1], stack[row]
        self.rows[stack[row]], self.rows[stack[row + 1]] = row, row + 1

    def _cost(self, one: str, other: str) -> float:
        """Only lines of the two neighbours change sides when these swap."""
        mine = [self._line(number) for number in self.at[one]]
        theirs = [self._line(number) for number in self.at[other]]
        return sum(map(self._length, (*mine, *theirs))) + sum(_crosses(a, b) for a in mine for b in theirs)

    def _length(self, line: tuple[int, int, int, int]) -> float:
        left, top, right, bottom = line
        climbed, around = self.weights
        if left == right and abs(bottom - top) == 1:
            return 0.0
        return climbed * abs(bottom - top) + (around if left == right else 0.0)

    def _line(self, number: int) -> tuple[int, int, int, int]:
        source, target = self.edges[number]
        first = (self.column[source], self.rows[source])
        last = (self.column[target], self.rows[target])
        return (*first, *last) if first <= last else (*last, *first)


def _crosses(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Two straight lines change sides between the columns that both pass."""
    left, right = max(one[0], other[0]), min(one[2], other[2])
    if left >= right:
        return False
    gap_left = _at(one, left) - _at(other, left)
    gap_right = _at(one, right) - _at(other, right)
    return gap_left * gap_right < 0


def _at(line: tuple[int, int, int, int], column: int) -> float:
    left, top, right, bottom = line
    return top + (bottom - top) * (column - left) / (right - left)
