"""Corners random networks seldom reach: a clock behind its opinion, days of a conversion, an early stop."""

from collections.abc import Mapping
from datetime import date

import pytest

from domain.backwards import hangs_on
from domain.driving_chain import Owner, days_by_owner
from domain.fastest import fastest
from domain.finish_bound import FinishBound
from domain.network import StepSpec
from domain.plans import StepFact
from domain.quick_finish import QuickFinish, Situation
from domain.roadmap import plan
from domain.switching import modes_of
from domain.timeline import AbstractTime
from domain.vocabulary import DepartmentKind, Mode
from tests.factories_plan import D, network, timeline

START, TODAY, DUE = D("2026-08-03"), D("2026-09-01"), D("2026-09-15")


def test_after_the_opinion_a_running_clock_still_holds_the_finish_in_every_engine() -> None:
    made = network([StepSpec("review", mode=Mode.SIMULATED, promised_days=5)])
    facts = {"review": StepFact(START, work_ended_on=D("2026-08-10"), due_on=DUE)}
    found = plan(made, timeline=timeline(), start=START, facts=facts, today=TODAY)
    assert (found.steps["review"].opinion_on, found.finish_on) == (D("2026-08-10"), DUE)
    quick = QuickFinish(Situation(made, timeline(), START, facts, TODAY))
    reached = quick.reach(modes_of(made))
    options = {"review": (Mode.SIMULATED,)}
    assert reached is not None and reached.finish == DUE
    assert FinishBound(quick, options).of(options) == DUE


def test_the_bound_knows_a_finish_that_is_known() -> None:
    made = network([StepSpec("done", promised_days=5)])
    facts = {"done": StepFact(START, finished_on=D("2026-08-05"), is_done=True)}
    options = {"done": (Mode.STANDARD,)}
    bound = FinishBound(QuickFinish(Situation(made, timeline(), START, facts, TODAY)), options)
    assert bound.of(options) == D("2026-08-05")


def test_a_search_that_stops_early_says_so_and_keeps_what_is_permitted() -> None:
    made = network(
        [
            StepSpec("a", 1, promised_days=9),
            StepSpec("b", 2, prerequisites=("a",), promised_days=9),
        ]
    )
    situation = Situation(made, AbstractTime(), 0, {})
    options = dict.fromkeys(made.steps, (Mode.STANDARD, Mode.COMMITMENT))
    stopped, whole = fastest(situation, options, most_plans=1), fastest(situation, options)
    assert (stopped.is_proven, stopped.modes, stopped.plan.finish_on) == (False, modes_of(made), 18)
    assert (whole.is_proven, whole.plan.finish_on) == (True, 2)


CONVERTED = [
    StepSpec("contract", 1, promised_days=10, department_kind=DepartmentKind.UTILITY),
    StepSpec("scheme", 2, Mode.SIMULATED, conversion_requires=("contract",), promised_days=3),
    StepSpec(
        "drawings",
        3,
        prerequisites=("scheme",),
        promised_days=2,
        department_kind=DepartmentKind.ENTERPRISE,
    ),
]


@pytest.mark.parametrize("until", ["scheme", "drawings"])
def test_a_conversion_takes_its_day_and_the_rest_lies_with_what_it_waited_for(until: str) -> None:
    """Drawings made on an opinion are ready before it is formal: none of the days lies with them."""
    made = network(CONVERTED)
    found = plan(made, timeline=AbstractTime(), start=0)
    assert found.steps[until].finish_on == 11
    days = days_by_owner(made, found, until, timeline=AbstractTime())
    assert {owner: n for owner, n in days.items() if n} == {Owner.OTHERS: 10, Owner.DEPARTMENT: 1}


def test_a_clock_that_outlasts_the_requirement_waits_up_to_its_last_day() -> None:
    made, due = network(CONVERTED), D("2026-09-30")
    facts = {"scheme": StepFact(START, work_ended_on=D("2026-08-10"), due_on=due)}
    found = plan(made, timeline=timeline(), start=START, facts=facts, today=TODAY)
    ready = found.steps["contract"].finish_on
    assert ready and found.steps["scheme"].finish_on == due
    days = days_by_owner(made, found, "scheme", timeline=timeline(), today=TODAY)
    assert (days[Owner.DEPARTMENT], days[Owner.OTHERS]) == (1, 10)
    assert days[Owner.WAITING] == timeline().between(ready, due) - 1 > 0


def holder(facts: Mapping[str, StepFact[date]], step: str = "drawings") -> str | None:
    made = network(CONVERTED)
    found = plan(made, timeline=timeline(), start=START, facts=facts, today=TODAY)
    return hangs_on(made, found, facts, step)


DONE = StepFact(START, finished_on=D("2026-08-10"), is_done=True)


@pytest.mark.parametrize(
    ("facts", "step", "found"),
    [
        ({}, "drawings", "contract"),
        ({"contract": DONE}, "drawings", "scheme"),
        ({"contract": DONE, "scheme": DONE}, "drawings", None),
        ({"drawings": StepFact(TODAY, due_on=TODAY)}, "drawings", "contract"),
        ({}, "scheme", "contract"),
        ({}, "contract", None),
    ],
)
def test_who_holds_up_a_step_is_found_at_the_root(
    facts: Mapping[str, StepFact[date]], step: str, found: str | None
) -> None:
    """A step begun on an opinion still hangs on what its formal finish waits for."""
    assert holder(facts, step) == found
