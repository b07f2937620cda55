"""A plan as moments and arcs: every rule of scheduling.md §3 becomes "this moment waits for that one"."""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple, TypeAlias

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


Moment: TypeAlias = int
"""3 · step + phase, steps in roadmap order; behind them joint start and joint finish of each group."""


class Arc(NamedTuple):
    """`target` is at least `source` + span. With a guard only while `source` is later than the guard."""

    source: Moment
    target: Moment
    span: Span = NOTHING
    guard: Moment | None = None


def joint_groups(network: Network, scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """The groups whose members begin and finish together."""
    is_joint = scenario in (Scenario.PARALLEL_ONLY, Scenario.AS_TEMPLATE)
    return network.groups if is_joint else {}


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
        self.accepted = {code: 3 * n for n, code in enumerate(network.steps)}
        self.mode = {code: working_mode(spec, scenario) for code, spec in network.steps.items()}
        self.joint: dict[str, Moment] = {}
        """By member of a joint group: its joint start."""
        for n, codes in enumerate(joint_groups(network, scenario).values()):
            self.joint.update(dict.fromkeys(codes, 3 * len(network.steps) + 2 * n))
        self.has_opinion = {
            code
            for code, spec in network.steps.items()
            if code not in self.joint and (self.mode[code] == Mode.SIMULATED or spec.is_enterprise_task)
        }
        """Their work may end before the formal finish. Others of their kind may start from that."""
        self.before_in_group: dict[str, str] = {}
        if scenario == Scenario.SERIAL_STANDARD:
            for codes in network.groups.values():
                self.before_in_group.update(zip(codes[1:], codes, strict=False))

    def arcs_of(self, spec: StepSpec) -> Iterator[Arc]:
        accepted = self.accepted[spec.code]
        ended, finished = accepted + Phase.WORK_ENDED, accepted + Phase.FINISHED
        waits = self._waits(spec)
        yield Arc(accepted, ended, self._span(spec))
        joint = self.joint.get(spec.code)
        if joint is None:
            yield from self._start(spec, waits, accepted)
            yield Arc(ended, finished)
            yield from self._finish(spec, waits, finished)
        else:
            consolidated = joint + 1
            yield from self._start(spec, waits, joint)
            yield Arc(joint, accepted)
            yield Arc(ended, consolidated, ONE_WORKDAY)
            yield Arc(consolidated, finished)

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

    def _start(self, spec: StepSpec, waits: Iterable[str], target: Moment) -> Iterator[Arc]:
        """Simulated steps and enterprise tasks may start from an opinion; all else waits for the finish."""
        starts_early = spec.code in self.has_opinion
        for before in waits:
            uses_opinion = starts_early and before in self.has_opinion
            phase = Phase.WORK_ENDED if uses_opinion else Phase.FINISHED
            yield Arc(self.accepted[before] + phase, target)
        if self.scenario != Scenario.PARALLEL_STATUTORY:  # a baseline is the law, not what a project added
            for link in self.network.links[spec.code]:
                phase = Phase.FINISHED if link.kind == LinkKind.FS else Phase.ACCEPTED
                yield Arc(self.accepted[link.source] + phase, target, Span(link.lag))

    def _finish(self, spec: StepSpec, waits: Iterable[str], finished: Moment) -> Iterator[Arc]:
        """What the formal finish waits for beside the step's own work."""
        mode = self.mode[spec.code]
        late = sorted(self.network.deferrals[spec.code].keys())
        if mode == Mode.SIMULATED:
            late = sorted({*late, *self.network.conversions[spec.code]})
            for before in waits:
                if before in self.has_opinion and before not in late:
                    opinion, finish = (self.accepted[before] + p for p in (Phase.WORK_ENDED, Phase.FINISHED))
                    yield Arc(finish, finished, ONE_WORKDAY, opinion)
        elif spec.is_enterprise_task:
            for before in waits:
                yield Arc(self.accepted[before] + Phase.FINISHED, finished)
            return
        elif mode != Mode.TOLERANCE or spec.tolerance_flavour != "A":
            return
        for before in late:
            yield Arc(self.accepted[before] + Phase.FINISHED, finished, ONE_WORKDAY)

    def _span(self, spec: StepSpec) -> Span:
        if self.scenario == Scenario.PARALLEL_STATUTORY:
            return spec.statutory_span if spec.is_counted else NOTHING
        return spec.span.at_most_one_workday() if self.mode[spec.code] == Mode.COMMITMENT else spec.span
