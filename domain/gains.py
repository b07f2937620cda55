"""What each switch of a choice of modes brings, in working days of the finish."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from domain.quick_finish import QuickFinish
from domain.switching import Modes, Switch, modes_of, switches
from domain.timeline import Point

NO_PAIRS: Collection[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Gain:
    """`alone`: working days lost if only this switch is taken back (None: the rest would not be permitted
    without it). `in_turn`: won when the switches are made one after the other, the most useful first."""

    switch: Switch
    alone: int | None
    in_turn: int


def gains(
    quick: QuickFinish[Point], chosen: Modes, *, excused: Collection[tuple[str, str]] = NO_PAIRS
) -> tuple[Gain, ...]:
    """The switches that lead from the present modes to `chosen`, in roadmap order.

    `excused`: late supplements that do not count against a choice (see domain/fastest.py).
    """
    present = modes_of(quick.network)
    changed = switches(present, chosen)
    finish, in_turn = _finish(quick, chosen), _in_turn(quick, present, changed)
    found = []
    for switch in changed:
        without = quick.reach({**chosen, switch.code: switch.before})
        alone = None
        if without is not None and finish is not None and without.late <= set(excused):
            alone = quick.timeline.between(finish, without.finish)
        found.append(Gain(switch, alone, in_turn[switch.code]))
    return tuple(found)


def _in_turn(quick: QuickFinish[Point], modes: Modes, changed: Iterable[Switch]) -> dict[str, int]:
    left, gained = list(changed), dict[str, int]()
    finish = _finish(quick, modes)
    while left:
        ends = {s.code: _finish(quick, {**modes, s.code: s.after}) for s in left}
        possible = [switch for switch in left if ends[switch.code] is not None]
        best = min(possible, key=lambda switch: ends[switch.code]) if possible else left[0]
        reached = ends[best.code]
        if reached is not None and finish is not None:
            gained[best.code] = quick.timeline.between(reached, finish)
            finish = reached
        else:  # joined to its group only later: it counts with the step that completes the group
            gained[best.code] = 0
        modes = {**modes, best.code: best.after}
        left.remove(best)
    return gained


def _finish(quick: QuickFinish[Point], modes: Modes) -> Any:
    reached = quick.reach(modes)
    return reached.finish if reached else None
