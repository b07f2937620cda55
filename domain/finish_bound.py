"""No choice among the modes still open can finish earlier than this: what lets a search stop early."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic

from domain.graphs import ordered
from domain.moments import Phase
from domain.quick_finish import OPEN, QuickFinish
from domain.step_arcs import Into, StepArcs
from domain.switching import Modes
from domain.timeline import Point
from domain.vocabulary import Mode

Options = Mapping[str, Sequence[Mode]]
"""Item code → the modes still open; of a step that keeps its mode only this one."""


class FinishBound(Generic[Point]):
    """Every moment at the earliest that any open mode of its own step allows, predecessors at theirs.

    Groups are left out: a joint step waits for more and finishes later, never earlier. A predecessor that may
    still give an opinion is built on as if it did; whether the opinion or the finish comes to count, the
    formal finish lies at least a working day or the step's own span after that of the predecessor.
    """

    def __init__(self, quick: QuickFinish[Point], options: Options) -> None:
        self.quick: QuickFinish[Point] = quick
        self.arcs: StepArcs[Point] = quick.arcs
        network = quick.network
        self.order = ordered({code: network.predecessors(code) for code in network.steps})
        self.hopeful = {
            code: Mode.SIMULATED if Mode.SIMULATED in modes else modes[0] for code, modes in options.items()
        }
        self._into: dict[tuple[str, Mode], dict[int, Into]] = {}

    def of(self, options: Options) -> Any:
        """The bound of the finish."""
        return self._run(options)[0]

    def choice(self, options: Options, present: Modes) -> dict[str, Mode]:
        """The mode in which each step reaches its own earliest finish; of equals the present one."""
        values = self._run(options)[1]
        chosen = {}
        for code in self.order:
            finishes = {mode: self._one(code, mode, values)[2] for mode in options[code]}
            best = min((f for f in finishes.values() if f is not None), default=None)
            fitting = [mode for mode, finish in finishes.items() if finish == best]
            chosen[code] = present[code] if present[code] in fitting else fitting[0]
        return {code: chosen[code] for code in present}

    def _run(self, options: Options) -> tuple[Any, list[Any]]:
        values: list[Any] = [None] * self.arcs.joint_from
        for code in self.order:
            found = [self._one(code, mode, values) for mode in options[code]]
            first = 3 * self.quick.number[code]
            for phase in range(3):
                values[first + phase] = min((f[phase] for f in found if f[phase] is not None), default=None)
        ends = [end for end in values[Phase.FINISHED :: 3] if end is not None]
        return max(ends, default=self.quick.situation.start), values

    def _one(self, code: str, mode: Mode, values: list[Any]) -> tuple[Any, Any, Any]:
        """S, X and F of one step in one mode; `values` hold its predecessors'."""
        n = self.quick.number[code]
        own: dict[int, Any] = {}
        into = self._arcs_of(code, mode)
        span_end = into[3 * n + Phase.WORK_ENDED][0][1]
        for moment, arcs in into.items():
            own[moment] = self._value(n, moment, arcs, values, own, span_end)
        return own[3 * n], own[3 * n + 1], own[3 * n + 2]

    def _value(
        self, n: int, moment: int, arcs: Into, values: list[Any], own: dict[int, Any], span_end: Any
    ) -> Any:
        known = self.quick.known[moment]
        if known is not OPEN:
            return known
        value: Any = None
        for source, after, guard in arcs:
            begin = own[source] if source in own else values[source]
            if begin is None:
                continue
            end = begin if after is None else after[begin]
            if guard is not None:
                end = min(end, begin if span_end is None else span_end[begin])
            if value is None or end > value:
                value = end
        return self._adjusted(n, moment % 3, self.quick.situation.start if value is None else value)

    def _adjusted(self, n: int, phase: int, value: Any) -> Any:
        quick = self.quick
        due, pin = quick.due[n], quick.pins[n]
        if due is not None and phase == Phase.WORK_ENDED:
            value = due
        elif due is not None and phase == Phase.FINISHED and quick.has_opinion[n]:
            value = max(value, due)
        if quick.today is not None:
            value = max(value, quick.today)
        return max(value, pin) if pin is not None and phase == Phase.ACCEPTED else value

    def _arcs_of(self, code: str, mode: Mode) -> dict[int, Into]:
        key = (code, mode)
        if key not in self._into:
            around = {**self.hopeful, code: mode}
            self._into[key] = self.arcs.of_step(self.quick.number[code], around, ())
        return self._into[key]
