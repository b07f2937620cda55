"""The arcs of one step in its surroundings (own mode, joined or not, predecessors with an opinion), kept."""

from collections.abc import Collection, Hashable
from dataclasses import replace
from typing import Any, Generic, TypeAlias

from domain.moments import Moment, Phase, Scenario, arcs
from domain.network import Network
from domain.switching import Modes
from domain.timeline import NOTHING, Point, Span, Timeline
from domain.vocabulary import Mode

Into: TypeAlias = tuple[tuple[int, Any, int | None], ...]
"""What a moment waits for: source, ends by start of the span (None: at once), guard."""
JOINT = (Phase.JOINT_START, Phase.JOINT_FINISH)


class _After(dict[Any, Any]):
    """Ends of one span by its start, computed once each."""

    def __init__(self, timeline: Timeline[Any], span: Span) -> None:
        super().__init__()
        self._timeline, self._span = timeline, span

    def __missing__(self, start: Any) -> Any:
        end = self[start] = self._timeline.after(start, self._span)
        return end


class StepArcs(Generic[Point]):
    """Moments by number: 3 · step + phase, then joint start and joint finish of each group."""

    def __init__(self, network: Network, timeline: Timeline[Point]) -> None:
        self.network = network
        self.timeline: Timeline[Point] = timeline
        self.codes = list(network.steps)
        self.number = {code: n for n, code in enumerate(self.codes)}
        names = sorted({spec.group for spec in network.steps.values() if spec.group})
        self.group_number = {name: n for n, name in enumerate(names)}
        self.joint_from = 3 * len(self.codes)
        self.size = self.joint_from + 2 * len(names)
        self._waits = {code: tuple(sorted(network.predecessors(code))) for code in self.codes}
        self._ends: dict[Span, _After] = {}
        self._kept: dict[Hashable, dict[int, Into]] = {}

    def end(self, start: Any, span: Span) -> Any:
        """`timeline.after`, remembered."""
        return self._after(span)[start]

    def of_unit(
        self, members: tuple[int, ...], modes: Modes, joined: Collection[str], group: int | None
    ) -> dict[int, Into]:
        """What each moment of a step alone, or of a joint group, waits for, in an order to date them."""
        if group is None:
            return self.of_step(members[0], modes, joined)
        each = [self.of_step(n, modes, joined) for n in members]
        start, finish = self.joint_from + 2 * group, self.joint_from + 2 * group + 1
        found: dict[int, Into] = {start: tuple(arc for own in each for arc in own.get(start, ()))}
        for n, own in zip(members, each, strict=True):
            found |= {moment: own[moment] for moment in (3 * n, 3 * n + 1)}
        found[finish] = tuple(arc for own in each for arc in own[finish])
        for n, own in zip(members, each, strict=True):
            found[3 * n + 2] = own[3 * n + 2]
        return found

    def of_step(self, n: int, modes: Modes, joined: Collection[str]) -> dict[int, Into]:
        """The arcs a step brings; a joined one also into the moments of its group."""
        code = self.codes[n]
        around = tuple((modes[before] == Mode.SIMULATED, before in joined) for before in self._waits[code])
        key = (n, modes[code], code in joined, around)
        if key not in self._kept:
            self._kept[key] = self._compiled(code, modes, joined)
        return self._kept[key]

    def _compiled(self, code: str, modes: Modes, joined: Collection[str]) -> dict[int, Into]:
        found: dict[int, list[tuple[int, Any, int | None]]] = {
            3 * self.number[code] + n: [] for n in range(3)
        }
        around = self._around(code, modes, joined)
        index = self._indices(around)
        own = {*found, *self._joint_moments(self._group_of(code, joined))}
        for arc in arcs(around, Scenario.AS_TEMPLATE):
            if index[arc.target] in own:
                after = None if arc.span == NOTHING else self._after(arc.span)
                guard = None if arc.guard is None else index[arc.guard]
                found.setdefault(index[arc.target], []).append((index[arc.source], after, guard))
        return {moment: tuple(into) for moment, into in found.items()}

    def _around(self, code: str, modes: Modes, joined: Collection[str]) -> Network:
        """A network of the step and its predecessors, in which these wait for nothing."""
        near = (code, *self._waits[code])
        steps = {name: replace(self.network.steps[name], mode=modes[name]) for name in near}
        places = {name: self._group_of(name, joined) for name in near}
        groups = {g: tuple(c for c in near if places[c] == g) for g in places.values() if g is not None}
        return Network(
            steps,
            {name: self.network.waits[name] if name == code else frozenset() for name in near},
            {name: self.network.deferrals[name] if name == code else {} for name in near},
            {name: self.network.conversions[name] if name == code else frozenset() for name in near},
            groups,
            {name: self.network.links[name] if name == code else () for name in near},
        )

    def _group_of(self, code: str, joined: Collection[str]) -> str | None:
        return self.network.steps[code].group if code in joined else None

    def _indices(self, around: Network) -> list[Moment]:
        """The moments of a part of the network, as they are numbered in the whole."""
        found = [3 * self.number[code] + phase for code in around.steps for phase in range(3)]
        for group in around.groups:
            found += self._joint_moments(group)
        return found

    def _joint_moments(self, group: str | None) -> tuple[Moment, ...]:
        """Joint start and joint finish of a group."""
        if group is None:
            return ()
        start = self.joint_from + 2 * self.group_number[group]
        return start, start + 1

    def _after(self, span: Span) -> _After:
        if span not in self._ends:
            self._ends[span] = _After(self.timeline, span)
        return self._ends[span]
