"""The fastest permitted choice of modes equals brute force; its dates are those of the plan engine."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import RuleBroken
from domain.fastest import Fastest, fastest
from domain.finish_bound import Options
from domain.network import Link, MaterialSpec, Network, StepSpec, build_network
from domain.plans import Plan, StepFact
from domain.quick_finish import Situation
from domain.roadmap import NO_PINS, plan
from domain.switching import RISKY, Modes, modes_of, switched
from domain.timeline import AbstractTime
from domain.vocabulary import DepartmentKind, LinkKind, Mode
from tests.factories_plan import D, timeline

FRIDAY, SATURDAY, MONDAY = D("2026-08-28"), D("2026-08-29"), D("2026-08-31")
KINDS = (DepartmentKind.GOVERNMENT, DepartmentKind.GOVERNMENT, DepartmentKind.ENTERPRISE)


class Made:
    """A random roadmap of at most seven steps with everything that can happen to one, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.codes = [f"s{n}" for n in range(self.dice.randint(3, 7))]
        self.is_dated = seed % 2 == 0
        self.specs = self._specs()
        self.situation = self._situation(build_network(self.specs, catalogue={}))

    def _specs(self) -> list[StepSpec]:
        specs: list[StepSpec] = []
        for code in self.codes:
            specs.append(self._spec(code, [spec.code for spec in specs]))
        try:
            build_network(specs, catalogue={})
        except RuleBroken:  # an edge inside a group: leave the group
            specs = [replace(spec, group=None) for spec in specs]
        return specs

    def _spec(self, code: str, before: list[str]) -> StepSpec:
        dice = self.dice
        waits = tuple(dice.sample(before, min(len(before), dice.randint(0, 2))))
        upstream = list(before)
        conversions = tuple(dice.sample(upstream, min(len(upstream), dice.randint(0, 2))))
        producers = dice.sample(before, min(len(before), dice.randint(0, 1)))
        materials = tuple(
            MaterialSpec(f"m-{name}", f"item:{name}", "deferrable", dice.randint(1, 12)) for name in producers
        )
        links = ()
        if before and dice.random() < 0.2:
            links = (Link(dice.choice(before), dice.choice(list(LinkKind)), dice.randint(0, 3)),)
        group = dice.choice(["g1", "g1", "g2", None])
        is_joint = group is not None and dice.random() < 0.5
        return StepSpec(
            code=code,
            seq=int(code[1:]),
            mode=Mode.PARALLEL if is_joint else dice.choice(list(Mode)),
            group=group,
            prerequisites=waits,
            conversion_requires=conversions,
            materials=materials,
            department_kind=dice.choice(KINDS),
            promised_days=dice.choice([0, 1, 2, 3, 5, 8, 13]),
            tolerance_flavour=dice.choice(["A", "A", "B"]),
            links=links,
        )

    def _situation(self, network: Network) -> Situation[Any]:
        if not self.is_dated:
            return Situation(network, AbstractTime(), 0, {})
        today = self.dice.choice([FRIDAY, SATURDAY, MONDAY])
        facts = dict(self._facts(network, today))
        pins = {}
        if self.dice.random() < 0.3:
            pins = {self.dice.choice(self.codes): today + timedelta(self.dice.randint(1, 20))}
        return Situation(network, timeline(), D("2026-08-03"), facts, today, pins)

    def _facts(self, network: Network, today: date) -> Iterator[tuple[str, StepFact[date]]]:
        """The first steps are done or running, as far as a joint group does not begin among them."""
        joined = {code for codes in network.groups.values() for code in codes}
        for code in self.codes[: self.dice.randint(0, 2)]:
            if code in joined:
                return
            accepted = today - timedelta(self.dice.randint(5, 15))
            if self.dice.random() < 0.6:
                unknown = self.dice.random() < 0.2
                end = None if unknown else today - timedelta(self.dice.randint(0, 4))
                yield code, StepFact(None if unknown else accepted, finished_on=end, is_done=True)
            else:
                yield code, StepFact(accepted, due_on=today + timedelta(self.dice.randint(-3, 9)))

    def options(self) -> Options:
        """Some modes of each open step; not always the one it is in now."""
        found = {}
        for code, mode in modes_of(self.situation.network).items():
            if code in self.situation.facts:
                found[code] = (mode,)
            else:
                drawn = {Mode.STANDARD, *self.dice.sample(list(Mode), self.dice.randint(1, 2))}
                drawn |= {mode} if self.dice.random() < 0.8 else set()
                found[code] = tuple(mode for mode in Mode if mode in drawn)
        return found


def planned(situation: Situation[Any], modes: Modes) -> Plan[Any]:
    s = situation
    network = switched(s.network, modes)
    pins = s.pins or NO_PINS
    return plan(network, timeline=s.timeline, start=s.start, facts=s.facts, today=s.today, pins=pins)


def is_sound(specs: list[StepSpec], modes: Modes) -> bool:
    """As a roadmap would be refused when it is saved: no cycle through a group, no edge inside one."""
    try:
        build_network([replace(spec, mode=modes[spec.code]) for spec in specs], catalogue={})
    except RuleBroken:
        return False
    return True


def late_pairs(found: Plan[Any]) -> set[tuple[str, str]]:
    return {(late.step, late.producer) for late in found.late_supplements}


def brute_force(made: Made, options: Options) -> tuple[Any, ...] | None:
    """Of every permitted choice the best by finish, switches, risks and order; None: nothing is permitted."""
    situation, present = made.situation, modes_of(made.situation.network)
    kept = {code for code, modes in options.items() if modes == (present[code],)}
    late_now = {pair for pair in late_pairs(planned(situation, present)) if pair[0] in kept}
    best = None
    for combination in itertools.product(*options.values()):
        modes = dict(zip(options, combination, strict=True))
        if not is_sound(made.specs, modes):
            continue
        found = planned(situation, modes)
        if not late_pairs(found) <= late_now:
            continue
        changed = sum(modes[code] != present[code] for code in modes)
        risks = sum(mode in RISKY for mode in combination)
        rank = (found.finish_on, changed, risks, tuple(list(Mode).index(mode) for mode in combination))
        best = rank if best is None else min(best, rank)
    return best


def ranked(made: Made, found: Fastest[Any]) -> tuple[Any, ...]:
    present = modes_of(made.situation.network)
    changed = sum(found.modes[code] != present[code] for code in present)
    risks = sum(mode in RISKY for mode in found.modes.values())
    return (
        found.plan.finish_on,
        changed,
        risks,
        tuple(list(Mode).index(mode) for mode in found.modes.values()),
    )


@pytest.mark.parametrize("seed", range(200))
def test_equals_brute_force_on_small_random_networks(seed: int) -> None:
    made = Made(seed)
    options = made.options()
    found = fastest(made.situation, options, most_plans=10**6)
    expected = brute_force(made, options)
    assert found.is_proven
    if expected is not None:
        assert ranked(made, found) == expected
