"""2,000 random lives of small networks in all modes: no permitted sequence skips a legal prerequisite."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from domain.errors import BadInput, RuleBroken
from domain.modes.checks import check
from domain.modes.facts import Member, Requirement, StepFacts
from domain.modes.log import StepState
from domain.modes.permitted import permitted
from domain.modes.replay import apply
from domain.modes.system import system_events
from domain.vocabulary import Mode, StateKind
from tests.domain.test_modes_random import an_act, random_facts
from tests.lifecycles import TABLE

LIVES, ROUNDS, SIZE = 2_000, 20, 4
START = date(2026, 9, 1)
ENDS = {"not_needed", "withdraw", "reject", "not_accept", "abandon", "reject_scope", "decline", "conflict"}
"""Acts that end a life early; mostly another one is tried."""


@dataclass
class Life:
    """Steps that wait for some of those before them; a simulated one may begin before the last of them."""

    dice: random.Random
    known: list[StepFacts]
    waits: list[list[int]]
    states: list[StepState] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def decided(self, number: int) -> bool:
        state = self.states[number]
        return TABLE.state(state.mode, state.state).kind is StateKind.DECIDED

    def waived(self, number: int) -> list[int]:
        return self.waits[number][-1:] if self.states[number].mode == Mode.SIMULATED else []

    def facts(self, number: int, today: date) -> StepFacts:
        """As the service says them: what is open before it, and what a conversion still needs."""
        firm = [one for one in self.waits[number] if one not in self.waived(number)]
        requirements = tuple(
            Requirement(f"s{one}", today if self.decided(one) else None) for one in self.waits[number]
        )
        return replace(
            self.known[number],
            open_prerequisites=tuple(f"s{one}" for one in firm if not self.decided(one)),
            mode=Mode(self.states[number].mode),
            requirements=requirements if self.waived(number) else (),
        )

    def act(self, number: int, today: date) -> None:
        """A random act of the step, mostly one that is permitted, sometimes one that is not."""
        state, known = self.states[number], self.facts(number, today)
        choices = permitted(TABLE, state, known, today)
        free = [one for one in choices if one.blocked is None]
        free = [one for one in free if one.event not in ENDS or self.dice.random() < 0.05]
        tried = self.dice.choice(free if free and self.dice.random() < 0.8 else choices or [None])
        if tried is None:
            return
        event = an_act(tried, state, known, today, self.dice)
        try:
            check(TABLE, state, known, event, today)
        except (RuleBroken, BadInput) as refusal:
            assert tried.blocked is not None or refusal.code != "guard.prerequisites_open"
            self.seen[refusal.code] += 1
            return
        self.states[number] = system_events(TABLE, apply(TABLE, state, event), known, today)[1]
        if state.state == "not_started":
            self.assert_begun_in_order(number, event.name)
        self.assert_decided_in_order(number, state)

    def assert_begun_in_order(self, number: int, name: str) -> None:
        if TABLE.state(self.states[number].mode, self.states[number].state).kind is StateKind.DROPPED:
            return
        firm = [one for one in self.waits[number] if one not in self.waived(number)]
        assert all(self.decided(one) for one in firm), f"{name} skipped a legal prerequisite"
        self.seen["begun"] += 1

    def assert_decided_in_order(self, number: int, before: StepState) -> None:
        """The formal clock of a simulated step starts only when what it began without is there too."""
        is_formal = self.states[number].accepted_on is not None and before.accepted_on is None
        if is_formal and self.waived(number):
            assert all(map(self.decided, self.waits[number])), "a conversion skipped a legal prerequisite"
            self.seen["converted"] += 1


def a_life(seed: int) -> Life:
    dice = random.Random(seed)
    known = []
    for number in range(SIZE):
        mode = dice.choice([one.value for one in Mode])
        facts = replace(random_facts(mode, dice), code=f"s{number}", is_optional=False)
        members = (Member(f"s{number}", 10), Member("partner", 3)) if mode == "parallel" else ()
        known.append(replace(facts, members=members))
    waits = [sorted(dice.sample(range(n), dice.randint(min(n, 1), min(n, 2)))) for n in range(SIZE)]
    return Life(dice, known, waits, [StepState(mode=one.mode) for one in known])


def lived(seed: int) -> Counter[str]:
    life, today = a_life(seed), START
    for _ in range(ROUNDS):
        today += timedelta(days=life.dice.choice([0, 1, 1, 2, 4, 9]))
        for number in range(SIZE):
            before = life.states[number]
            life.states[number] = system_events(TABLE, before, life.facts(number, today), today)[1]
            life.assert_decided_in_order(number, before)
            life.act(number, today)
    return life.seen


@pytest.mark.parametrize("part", range(4))
def test_no_permitted_sequence_skips_a_legal_prerequisite(part: int) -> None:
    size = LIVES // 4
    seen = sum((lived(part * size + number) for number in range(size)), Counter[str]())
    assert seen["begun"] > size and seen["converted"] > 20
    assert seen["guard.prerequisites_open"] > size
