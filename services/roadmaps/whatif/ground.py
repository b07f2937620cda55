"""What every scenario of a project starts from: its roadmap today and the modes still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from sqlmodel import Session

from domain.forecast import Performance, performed, performed_facts
from domain.mode_choices import ModeChoice, allowed
from domain.network import Link, Network
from domain.plans import Plan, StepFact
from domain.quick_finish import Situation
from domain.roadmap import NO_PINS, plan
from domain.switching import Modes, modes_of, switched
from domain.vocabulary import Mode
from models import Project, Step
from services.roadmaps.choosing import Choices
from services.roadmaps.planning import steps_of
from services.roadmaps.specs import Reference, facts_of, is_on_roadmap, network_of

SERIAL, PARALLEL, PLANNED, FASTEST, OWN = (
    "serial_standard",
    "parallel_only",
    "as_planned",
    "fastest",
    "own",
)


@dataclass(frozen=True)
class WhatIfGround:
    """`situation.network` knows for every step what a simulated opinion would wait for. `options`: the modes
    still open by step; one that has begun keeps its mode in every scenario (look.md §7)."""

    session: Session
    project: Project
    steps: Mapping[str, Step]
    situation: Situation[date]
    choices: Mapping[str, tuple[ModeChoice, ...]]
    options: Mapping[str, tuple[Mode, ...]]
    today: date

    @property
    def network(self) -> Network:
        return self.situation.network

    @property
    def present(self) -> dict[str, Mode]:
        return modes_of(self.network)

    def is_open(self, code: str) -> bool:
        """Nothing has begun on the step: standard is always among its modes."""
        return Mode.STANDARD in self.options[code] and not self._is_closed(code)

    def _is_closed(self, code: str) -> bool:
        refusals = (choice.refusal.code for choice in self.choices[code] if choice.refusal)
        return any(refusal in _CLOSED for refusal in refusals)

    def modes_of_rule(self, scenario: str) -> dict[str, Mode]:
        """Every open step standard, or joint where its group is joint now; begun ones as they are."""
        kept = {Mode.PARALLEL} if scenario == PARALLEL else set()
        return {
            code: mode if mode in kept or not self.is_open(code) else Mode.STANDARD
            for code, mode in self.present.items()
        }

    def network_in(self, modes: Modes, scenario: str) -> Network:
        """The network of a choice; in the serial one open members of a group follow one another."""
        network = switched(self.network, modes)
        if scenario != SERIAL:
            return network
        links = dict(network.links)
        for codes in self.network.groups.values():
            members = [code for code in codes if self.is_open(code)]
            for before, code in pairwise(members):
                links[code] = (*links[code], Link(before))
        return replace(network, links=MappingProxyType(links))

    def planned(self, network: Network, facts: Mapping[str, StepFact[date]] | None = None) -> Plan[date]:
        """Its dates under today's facts, or under what is expected of running clocks."""
        s = self.situation
        found, pins = s.facts if facts is None else facts, s.pins or NO_PINS
        return plan(network, timeline=s.timeline, start=s.start, facts=found, today=s.today, pins=pins)

    def performed(self, network: Network, performance: Performance) -> Plan[date]:
        """Its dates if the open steps take as long as is usual here."""
        s = self.situation
        departments = {code: step.department_code for code, step in self.steps.items()}
        usual = performed(network, performance, departments=departments)
        return self.planned(usual, performed_facts(s.facts, network, usual, s.timeline))


_CLOSED = {f"mode_refused.{word}" for word in ("begun", "finished", "ended", "dropped")}


def ground_of(session: Session, project: Project, today: date) -> WhatIfGround:
    """Read the roadmap of a project as the plan engine and the permitted modes see it."""
    reference, steps = Reference(session), steps_of(session, project)
    network = network_of(reference, steps, project.id or 0)
    choices = Choices(session, project, steps, network, today)
    by_code = {step.item_code: step for step in steps if is_on_roadmap(step)}
    found = choices.by_code()
    situation = Situation(
        network=replace(network, conversions=_conversions(choices, network, by_code)),
        timeline=reference.timeline,
        start=project.signed_on or project.entered_on,
        facts=facts_of(steps, today=today, known=reference.calendar),
        today=today,
        pins={code: step.pinned_on for code, step in by_code.items() if step.pinned_on is not None},
    )
    options = {code: _options(network, code, found[code]) for code in network.steps}
    return WhatIfGround(session, project, by_code, situation, found, options, today)


def _options(network: Network, code: str, choices: Sequence[ModeChoice]) -> tuple[Mode, ...]:
    """The permitted modes; a joint step that is left alone works as standard and need not change."""
    modes, present = allowed(choices), network.steps[code].mode
    return modes if present in modes or present != Mode.PARALLEL else (*modes, present)


def _conversions(
    choices: Choices, network: Network, steps: Mapping[str, Step]
) -> Mapping[str, frozenset[str]]:
    """As in the network, and of a step that could become simulated what it would then wait for."""
    found = dict(network.conversions)
    for code in network.steps:
        found[code] = found[code] | frozenset(choices.conversions_of(steps[code]))
    return MappingProxyType(found)
