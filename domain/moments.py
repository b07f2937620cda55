"""A plan as moments and arcs: every rule of scheduling.md §3 becomes "this moment waits for that one"."""

from collections.abc import Iterable, Iterator
from enum import IntEnum, StrEnum
from typing import NamedTuple

from domain.network import Network, StepSpec
from domain.timeline import NOTHING, ONE_WORKDAY, Span
from domain.vocabulary import LinkKind, Mode


class Scenario(StrEnum):
    """How the steps are worked. `parallel_statutory` is the network of baseline B2, not a way of working."""

    SERIAL_STANDARD = "serial_standard"
    PARALLEL_ONLY = "parallel_only"
    AS_TEMPLATE = "as_template"
    PARALLEL_STATUTORY = "parallel_statutory"


class Phase(IntEnum):
    """S, X, F of a step; a group's joint start and consolidated finish."""

    ACCEPTED = 0
    WORK_ENDED = 1
    FINISHED = 2
    JOINT_START = 3
    JOINT_FINISH = 4

    __hash__ = int.__hash__  # Enum's own runs in Python; moments are dictionary keys of the hot path


STEP_PHASES = (Phase.ACCEPTED, Phase.WORK_ENDED, Phase.FINISHED)


class Moment(NamedTuple):
    code: str
    phase: Phase


class Arc(NamedTuple):
    """`target` is at least `source` + span. With a guard only while `source` is later than the guard."""

    source: Moment
    target: Moment
    span: Span = NOTHING
    guard: Moment | None = None


def arcs(network: Network, scenario: Scenario) -> list[Arc]:
    """The arcs of a scenario, steps in roadmap order."""
    rules = _Rules(network, scenario)
    return [arc for spec in network.steps.values() for arc in rules.arcs_of(spec)]


def working_mode(spec: StepSpec, scenario: Scenario) -> Mode:
    """The mode a step is planned in under a scenario."""
    if scenario == Scenario.AS_TEMPLATE:
        return spec.mode
    is_joint = scenario == Scenario.PARALLEL_ONLY and spec.mode == Mode.PARALLEL
    return Mode.PARALLEL if is_joint else Mode.STANDARD


class _Rules:
    def __init__(self, network: Network, scenario: Scenario) -> None:
        self.network = network
        self.scenario = scenario
        self.mode = {code: working_mode(spec, scenario) for code, spec in network.steps.items()}
        is_joint = scenario in (Scenario.PARALLEL_ONLY, Scenario.AS_TEMPLATE)
        self.group = {c: g for g, codes in network.groups.items() for c in codes if is_joint}
        self.before_in_group: dict[str, str] = {}
        if scenario == Scenario.SERIAL_STANDARD:
            for codes in network.groups.values():
                self.before_in_group.update(zip(codes[1:], codes, strict=False))

    def arcs_of(self, spec: StepSpec) -> Iterator[Arc]:
        code = spec.code
        accepted, ended, finished = (Moment(code, phase) for phase in STEP_PHASES)
        waits = self._waits(spec)
        yield from self._start(spec, waits)
        yield Arc(accepted, ended, self._span(spec))
        if group := self.group.get(code):
            consolidated = Moment(group, Phase.JOINT_FINISH)
            yield Arc(Moment(group, Phase.JOINT_START), accepted)
            yield Arc(ended, consolidated, ONE_WORKDAY)
            yield Arc(consolidated, finished)
        else:
            yield Arc(ended, finished)
            yield from self._finish(spec, waits)

    def _waits(self, spec: StepSpec) -> list[str]:
        """Finish-to-start predecessors in this mode: what a mode waives or defers is left out."""
        waits = set(self.network.waits[spec.code])
        mode = self.mode[spec.code]
        if mode == Mode.SIMULATED:
            waits -= self.network.conversions[spec.code]
        if mode in (Mode.STANDARD, Mode.PARALLEL):
            waits |= self.network.deferrals[spec.code].keys()
        if spec.code in self.before_in_group:
            waits.add(self.before_in_group[spec.code])
        return sorted(waits)

    def _start(self, spec: StepSpec, waits: Iterable[str]) -> Iterator[Arc]:
        group = self.group.get(spec.code)
        target = Moment(group, Phase.JOINT_START) if group else Moment(spec.code, Phase.ACCEPTED)
        for before in waits:
            uses_opinion = self._starts_early(spec.code) and self._has_opinion(before)
            yield Arc(Moment(before, Phase.WORK_ENDED if uses_opinion else Phase.FINISHED), target)
        if self.scenario != Scenario.PARALLEL_STATUTORY:  # a baseline is the law, not what a project added
            for link in self.network.links[spec.code]:
                phase = Phase.FINISHED if link.kind == LinkKind.FS else Phase.ACCEPTED
                yield Arc(Moment(link.source, phase), target, Span(link.lag))

    def _finish(self, spec: StepSpec, waits: Iterable[str]) -> Iterator[Arc]:
        """What the formal finish waits for beside the step's own work."""
        finished, mode = Moment(spec.code, Phase.FINISHED), self.mode[spec.code]
        late = sorted(self.network.deferrals[spec.code].keys())
        if mode == Mode.SIMULATED:
            late = sorted({*late, *self.network.conversions[spec.code]})
            for before in (p for p in waits if self._has_opinion(p) and p not in late):
                guard = Moment(before, Phase.WORK_ENDED)
                yield Arc(Moment(before, Phase.FINISHED), finished, ONE_WORKDAY, guard)
        elif spec.is_enterprise_task:
            yield from (Arc(Moment(before, Phase.FINISHED), finished) for before in waits)
            return
        elif mode != Mode.TOLERANCE or spec.tolerance_flavour != "A":
            return
        yield from (Arc(Moment(before, Phase.FINISHED), finished, ONE_WORKDAY) for before in late)

    def _starts_early(self, code: str) -> bool:
        """Simulated steps and enterprise tasks may start from an opinion; a group starts jointly."""
        return code not in self.group and self._has_opinion(code)

    def _has_opinion(self, code: str) -> bool:
        """Its work may end before its formal finish, and others may build on that."""
        is_early = self.mode[code] == Mode.SIMULATED or self.network.steps[code].is_enterprise_task
        return is_early and code not in self.group

    def _span(self, spec: StepSpec) -> Span:
        if self.scenario == Scenario.PARALLEL_STATUTORY:
            return spec.statutory_span if spec.is_counted else NOTHING
        return spec.span.at_most_one_workday() if self.mode[spec.code] == Mode.COMMITMENT else spec.span
