"""1,000 random permitted sequences per mode: no undefined state, no exception, the log rebuilds the state."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.modes.checks import check
from domain.modes.deadlines import current
from domain.modes.facts import Material, Requirement, StepFacts, Voided
from domain.modes.log import StepEvent, StepState
from domain.modes.obligations import obligations
from domain.modes.permitted import PermittedEvent, permitted
from domain.modes.replay import apply, replay
from domain.modes.system import system_events
from domain.vocabulary import DepartmentKind, StateKind
from tests.lifecycles import ANCHORS, TABLE, facts

STEPS = 24
START = date(2026, 9, 1)


def random_facts(mode: str, dice: random.Random) -> StepFacts:
    changes: dict[str, object] = {"is_optional": dice.random() < 0.5, "is_milestone": dice.random() < 0.5}
    if mode == "tolerance":
        changes["flavour"] = dice.choice("AB")
        changes["materials"] = tuple(Material(name, True, dice.randint(1, 10)) for name in ("a", "b", "c"))
    if mode == "standard" and dice.random() < 0.4:
        changes["department_kind"] = dice.choice(list(DepartmentKind))
        changes["statutory_days"] = None
    return facts(mode, **changes)


def later_facts(known: StepFacts, state: StepState, today: date, dice: random.Random) -> StepFacts:
    """The world moves on: a land contract is signed, an upstream opinion is lost."""
    if state.mode != "simulated":
        return known
    if dice.random() < 0.1:
        known = replace(known, requirements=(Requirement("land_contract", today, True),))
    if dice.random() < 0.05:
        known = replace(known, voided_upstream=(*known.voided_upstream, Voided("planning", today)))
    return known


def an_act(
    choice: PermittedEvent, state: StepState, known: StepFacts, on: date, dice: random.Random
) -> StepEvent:
    owed = [gap.material for gap in state.missing]
    first = max((gap.days for gap in state.missing), default=1)
    payload = {
        "missing": {m.name: min(m.defer_days, known.limit) for m in known.missing},
        "materials": dice.sample(owed, dice.randint(1, len(owed))) if owed else [],
        "days": 10 if choice.event == "extend" else dice.randint(1, first),
        "approved_by": "Li",
        "members": [member.code for member in known.members],
        "fulfil_days": dice.choice([None, 5, 40]),
    }
    return StepEvent(
        name=choice.event,
        happened_on=on,
        acted_by=dice.choice(choice.acted_by),
        mode=state.mode,
        acted_by_name=f"person {dice.randint(1, 9)}" if choice.event != "check_pass" else "the checker",
        member=dice.choice(choice.members) if choice.members else None,
        reason="because",
        document_no="1",
        has_file=True,
        payload=payload,
    )


def assert_sound(state: StepState, known: StepFacts) -> None:
    row = TABLE.state(state.mode, state.state)
    if row.kind is StateKind.DECIDED:
        assert state.accepted_on is not None, "decided without acceptance"
        assert state.decided_on >= state.accepted_on
    if state.state == "done" and state.mode == "simulated":
        assert all(need.decided_on for need in known.requirements), "a legal prerequisite was skipped"
    if state.state == "done" and state.mode == "tolerance":
        assert not state.missing, "done with a material owed"
    if state.state in ("consolidating", "done") and state.mode == "parallel":
        assert all(member.opinion_on for member in state.members), "an opinion was skipped"
    for earlier, later in zip(state.segments, state.segments[1:], strict=False):
        assert earlier.to_on is not None and earlier.to_on <= later.from_on
    current(TABLE, state, known)
    for duty in obligations(TABLE, ANCHORS, state, known):
        assert isinstance(duty.due_on, date)


def run_once(mode: str, seed: int) -> tuple[StepState, set[str]]:
    dice = random.Random(f"{mode} {seed}")
    known, state, today = random_facts(mode, dice), StepState(mode=mode), START
    log: list[StepEvent] = []
    for _ in range(STEPS):
        today += timedelta(days=dice.choice([0, 0, 0, 1, 1, 1, 2, 2, 4, 4, 9, 30, 200]))
        known = later_facts(known, state, today, dice)
        fired, state = system_events(TABLE, state, known, today)
        log += fired
        choices = [c for c in permitted(TABLE, state, known, today) if c.blocked is None]
        if choices:
            event = an_act(dice.choice(choices), state, known, today, dice)
            check(TABLE, state, known, event, today)
            state = apply(TABLE, state, event)
            fired, state = system_events(TABLE, state, known, today)
            log += [event, *fired]
        assert_sound(state, known)
    assert replay(TABLE, log, state.mode) == state
    return state, {event.name for event in log if event.mode == mode}


@pytest.mark.parametrize("mode", TABLE.modes)
def test_random_walks(mode):
    """1,000 of them end in many ways, done among them, and use every transition the mode has."""
    walks = [run_once(mode, seed) for seed in range(1000)]
    assert "done" in {state.state for state, _ in walks}
    own = {row.event for row in TABLE.transitions if row.mode == mode}
    assert own <= set().union(*(events for _, events in walks))
