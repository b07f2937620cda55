"""The earliest finish the law permits: a search over the modes that may still be chosen.

Exact: a choice can only finish earlier than another if it changes a mode on the way that drives the other's
finish, or one its joint groups or supplements hang on. So each node tries the steps of one such way in turn,
and leaves out what no open mode can bring below the best finish found (domain/finish_bound.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic

from domain.driving import Driving
from domain.finish_bound import FinishBound, Options
from domain.gains import Gain, gains
from domain.plans import Plan
from domain.quick_finish import QuickFinish, Reached, Situation
from domain.roadmap import NO_PINS, plan
from domain.switching import RISKY, Modes, modes_of, switched
from domain.timeline import Point
from domain.vocabulary import Mode

MOST_PLANS = 800
"""Dates tried before the search stops with the best it has, said to be unproven."""


@dataclass(frozen=True)
class Fastest(Generic[Point]):
    """`is_proven`: no permitted choice finishes earlier; False when the search had to stop before it knew."""

    modes: Mapping[str, Mode]
    plan: Plan[Point]
    gains: tuple[Gain, ...]
    is_proven: bool
    plans_tried: int


@dataclass(frozen=True)
class _Node:
    """`fixed`: steps whose mode is settled below; `lowest`: a finish nothing below comes under."""

    modes: dict[str, Mode]
    lowest: Any
    fixed: frozenset[str] = frozenset()
    switched: int = 0


class _Enough(Exception):
    """The most plans are tried."""


def fastest(situation: Situation[Point], options: Options, *, most_plans: int = MOST_PLANS) -> Fastest[Point]:
    """The earliest finish among `options` (per step the permitted modes; a step that keeps its mode has only
    that); of equals the fewest switches from the present modes, then the fewest open risks, then by order.

    Late supplements are not permitted, save those of accepted steps that are late now as well.
    """
    return _Search(situation, options, most_plans).run()


class _Search(Generic[Point]):
    def __init__(self, situation: Situation[Point], options: Options, most_plans: int) -> None:
        self.situation: Situation[Point] = situation
        self.options, self.most_plans = options, most_plans
        self.present = modes_of(situation.network)
        self.quick: QuickFinish[Point] = QuickFinish(situation)
        self.bound: FinishBound[Point] = FinishBound(self.quick, options)
        self.driving: Driving[Point] = Driving(self.quick)
        self.tried = 0
        self.seen: dict[tuple[Mode, ...], Reached[Point] | None] = {}
        now = self.quick.reach(self.present)
        assert now is not None  # the network of the present modes has been built, so it has no cycle
        kept = {code for code, modes in options.items() if tuple(modes) == (self.present[code],)}
        self.excused: frozenset[tuple[str, str]] = frozenset(pair for pair in now.late if pair[0] in kept)
        self.best = self.present
        self.rank = self._rank(self.present)

    def run(self) -> Fastest[Point]:
        lowest = self.bound.of(self.options)
        is_complete = True
        try:
            self._improve(self.bound.choice(self.options, self.present))
            self._descend(_Node(self.present, lowest))
        except _Enough:
            is_complete = False
        network = switched(self.situation.network, self.best)
        s = self.situation
        planned = plan(
            network, timeline=s.timeline, start=s.start, facts=s.facts, today=s.today, pins=s.pins or NO_PINS
        )
        return Fastest(
            modes=self.best,
            plan=planned,
            gains=gains(self.quick, self.best, excused=self.excused),
            is_proven=is_complete or self.rank[:2] == (False, lowest),
            plans_tried=self.tried,
        )

    # ---- judging a choice

    def _reach(self, modes: Modes) -> Reached[Point] | None:
        key = tuple(modes.values())
        if key not in self.seen:
            self._count()
            self.seen[key] = self.quick.reach(modes)
        return self.seen[key]

    def _count(self) -> None:
        self.tried += 1
        if self.tried > self.most_plans:
            raise _Enough

    def _is_legal(self, modes: Modes, reached: Reached[Point] | None) -> bool:
        if reached is None or not reached.late <= self.excused:
            return False
        return all(mode in self.options[code] for code, mode in modes.items())

    def _rank(self, modes: Modes) -> tuple[Any, ...]:
        reached = self._reach(modes)
        changed = [code for code, mode in modes.items() if mode != self.present[code]]
        risks = sum(mode in RISKY for mode in modes.values())
        order = tuple(list(Mode).index(mode) for mode in modes.values())
        finish = reached.finish if reached else self.rank[1]
        return not self._is_legal(modes, reached), finish, len(changed), risks, order

    def _consider(self, modes: dict[str, Mode]) -> bool:
        rank = self._rank(modes)
        if rank >= self.rank:
            return False
        self.best, self.rank = modes, rank
        return True

    # ---- a good choice to begin with: one step after the other until nothing helps

    def _improve(self, modes: dict[str, Mode]) -> None:
        self._consider(modes)
        is_better = True
        while is_better:
            is_better = False
            for code, open_modes in self.options.items():
                for mode in open_modes:
                    is_better |= mode != self.best[code] and self._consider({**self.best, code: mode})

    # ---- the search

    def _descend(self, node: _Node) -> None:
        self._consider(node.modes)
        reached = self._reach(node.modes)
        is_legal = self._is_legal(node.modes, reached)
        if self._is_hopeless(node):
            return
        node = self._bounded(node)
        if is_legal and reached and node.lowest >= reached.finish:
            return
        for code in self._candidates(node, reached, is_legal):
            if self._is_hopeless(node):
                return
            fixed = node.fixed | {code}
            for mode in self.options[code]:
                if mode != node.modes[code]:
                    modes = {**node.modes, code: mode}
                    self._descend(_Node(modes, node.lowest, fixed, node.switched + 1))
            node = self._bounded(replace(node, fixed=fixed))

    def _is_hopeless(self, node: _Node) -> bool:
        """One switch more brings nothing better than the best."""
        is_illegal, best, fewest = self.rank[:3]
        return not is_illegal and (node.lowest, node.switched + 1) > (best, fewest)

    def _bounded(self, node: _Node) -> _Node:
        self._count()
        still = {c: (node.modes[c],) if c in node.fixed else modes for c, modes in self.options.items()}
        return replace(node, lowest=self.bound.of(still))

    def _candidates(self, node: _Node, reached: Reached[Point] | None, is_legal: bool) -> list[str]:
        """The steps one of which a better choice must change."""
        wrong = [code for code, mode in node.modes.items() if mode not in self.options[code]]
        if wrong:
            return wrong[:1]
        found: Iterable[str]
        if reached is None:
            found = self.driving.in_groups()
        elif not is_legal:
            found = self.driving.of_late(reached.late - self.excused)
        else:
            found = self.driving.of_finish(reached)
        return [code for code in found if code not in node.fixed and len(self.options[code]) > 1]
