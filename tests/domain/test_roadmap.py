"""The plan engine: the six packages, the worked example, facts of running projects, slack."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import RuleBroken
from domain.moments import Scenario
from domain.network import MaterialSpec, Network, StepSpec
from domain.plans import Plan, StepFact
from domain.roadmap import plan
from domain.timeline import AbstractTime
from domain.vocabulary import DayUnit, DepartmentKind, Mode
from tests.factories_plan import (
    catalogue,
    network,
    rows,
    template,
    template_codes,
    template_network,
    timeline,
)

ABSTRACT = AbstractTime()
SCENARIOS = {
    "serial": Scenario.SERIAL_STANDARD,
    "parallel": Scenario.PARALLEL_ONLY,
    "template": Scenario.AS_TEMPLATE,
}


def abstract(built: Network, scenario: Scenario = Scenario.AS_TEMPLATE, **options: Any) -> Plan[int]:
    return plan(built, timeline=ABSTRACT, start=0, scenario=scenario, **options)


@pytest.mark.parametrize("row", rows("expected_plans", "tests/data"), ids=lambda row: row["template_code"])
def test_the_six_packages(row: dict[str, str]) -> None:
    built = template_network(row["template_code"], optional=False)
    plans = {name: abstract(built, scenario).require_permitted() for name, scenario in SCENARIOS.items()}
    assert len(built.steps) == int(row["steps"])
    assert plans["serial"].finish_on == int(row["serial_standard"])
    assert plans["parallel"].finish_on == int(row["parallel_only"])
    assert plans["template"].finish_on == int(row["as_template"])
    assert abstract(built, Scenario.PARALLEL_STATUTORY).finish_on == int(row["b2_parallel_statutory"])
    for name, planned in plans.items():
        if row["span_from"]:
            finishes = {code: planned.steps[code].finish_on for code in built.steps}
            span = finishes["construction_licence"] - finishes[row["span_from"]]
            assert span == int(row[f"span_{name}"])


def test_all_six_packages_are_there() -> None:
    assert {row["template_code"] for row in rows("expected_plans", "tests/data")} == set(template_codes())
    assert len(template_codes()) == 6


# ---- scheduling.md §7

TARGET = date(2026, 10, 30)
WORKED = [
    StepSpec("W1", promised_days=5),
    StepSpec("W2", prerequisites=("W1",), promised_days=30, day_unit=DayUnit.CALENDAR),
    StepSpec("W3", prerequisites=("W2",), promised_days=2),
    StepSpec(
        "W4",
        mode=Mode.SIMULATED,
        prerequisites=("W1", "W3"),
        conversion_requires=("W3",),
        promised_days=5,
    ),
    StepSpec("W5", prerequisites=("W4",), promised_days=20, department_kind=DepartmentKind.ENTERPRISE),
]


def worked(specs: list[StepSpec] = WORKED, **options: Any) -> Plan[date]:
    return plan(network(specs), timeline=timeline(), start=date(2026, 8, 25), **options)


@pytest.mark.parametrize(
    ("code", "accept", "opinion", "finish", "latest"),
    [
        ("W1", (8, 25), None, (9, 1), (9, 14)),
        ("W2", (9, 1), None, (10, 8), (9, 24)),
        ("W3", (10, 8), None, (10, 10), (10, 27)),
        ("W4", (9, 1), (9, 8), (10, 12), (9, 20)),
        ("W5", (9, 8), None, (10, 12), (9, 28)),
    ],
)
def test_the_worked_example(code: str, accept: Any, opinion: Any, finish: Any, latest: Any) -> None:
    step = worked(target=TARGET).steps[code]
    assert step.accept_on == date(2026, *accept)
    assert step.opinion_on == (date(2026, *opinion) if opinion else None)
    assert step.finish_on == date(2026, *finish)
    assert step.latest_accept_on == date(2026, *latest)
    assert step.slack_workdays == timeline().between(step.accept_on, step.latest_accept_on)


def test_the_worked_example_without_simulation() -> None:
    plain = worked([*WORKED[:3], replace(WORKED[3], mode=Mode.STANDARD, conversion_requires=()), WORKED[4]])
    assert plain.steps["W4"].finish_on == date(2026, 10, 16)
    assert plain.steps["W5"].finish_on == date(2026, 11, 13)


# ---- modes

OWED = (MaterialSpec("paper", "item:p", "deferrable", 5),)


def tolerant(flavour: str, producer_days: int, days: int = 4) -> Network:
    user = StepSpec(
        "u",
        mode=Mode.TOLERANCE,
        tolerance_flavour=flavour,
        promised_days=days,
        materials=OWED,
        prerequisites=("s",),
    )
    return network([StepSpec("s"), StepSpec("p", promised_days=producer_days, prerequisites=("s",)), user])


def test_flavour_a_finishes_the_day_after_the_supplement() -> None:
    assert abstract(tolerant("A", 5)).steps["u"].finish_on == 6
    assert abstract(tolerant("A", 1)).steps["u"].finish_on == 4


def test_flavour_b_does_not_wait() -> None:
    assert abstract(tolerant("B", 9)).steps["u"].finish_on == 4


def test_a_supplement_later_than_its_deferral_is_refused() -> None:
    assert not abstract(tolerant("A", 5)).late_supplements
    planned = abstract(tolerant("A", 6))
    with pytest.raises(RuleBroken, match=r"roadmap\.supplement_too_late") as refusal:
        planned.require_permitted()
    assert refusal.value.params == {"step": "u", "item": "p", "days": 5}


def test_a_commitment_takes_at_most_a_day_and_drops_deferrable_edges() -> None:
    signed = StepSpec("u", mode=Mode.COMMITMENT, promised_days=7, materials=OWED)
    assert abstract(network([StepSpec("p", promised_days=9), signed])).steps["u"].finish_on == 1


def test_a_group_starts_and_finishes_together_one_day_after_the_longest() -> None:
    joint: dict[str, Any] = {"mode": Mode.PARALLEL, "group": "G1"}
    built = network(
        [
            StepSpec("a", promised_days=3),
            StepSpec("b", promised_days=2, prerequisites=("a",), **joint),
            StepSpec("c", promised_days=5, **joint),
            StepSpec("d", promised_days=1, prerequisites=("b",)),
        ]
    )
    steps = abstract(built).steps
    assert [(steps[c].accept_on, steps[c].work_ends_on, steps[c].finish_on) for c in "bc"] == [
        (3, 5, 9),
        (3, 8, 9),
    ]
    assert steps["d"].accept_on == 9
    assert [c for c in steps if steps[c].is_critical] == ["a", "c", "d"]
    assert steps["b"].slack_workdays == 3


def test_formal_approvals_wait_where_simulated_ones_do_not() -> None:
    sim = StepSpec("s", mode=Mode.SIMULATED, promised_days=2, conversion_requires=("land",))
    after = StepSpec("n", mode=Mode.SIMULATED, promised_days=1, prerequisites=("s",))
    formal = StepSpec("f", promised_days=1, prerequisites=("s",))
    steps = abstract(network([StepSpec("land", promised_days=10), sim, after, formal])).steps
    assert (steps["s"].work_ends_on, steps["s"].opened_on, steps["s"].finish_on) == (2, 10, 11)
    assert (steps["n"].accept_on, steps["n"].work_ends_on, steps["n"].finish_on) == (2, 3, 12)
    assert steps["f"].accept_on == 11
    assert steps["s"].slack_workdays == 0  # its conversion drives the end though its review may begin later


def test_an_enterprise_task_ends_formally_no_earlier_than_what_it_built_on() -> None:
    sim = StepSpec("s", mode=Mode.SIMULATED, promised_days=2, conversion_requires=("land",))
    task = StepSpec("t", promised_days=3, prerequisites=("s",), department_kind=DepartmentKind.ENTERPRISE)
    built = network([StepSpec("land", promised_days=10), sim, task, StepSpec("f", prerequisites=("t",))])
    steps = abstract(built).steps
    assert (steps["t"].accept_on, steps["t"].work_ends_on, steps["t"].finish_on) == (2, 5, 11)
    assert (steps["t"].slack_workdays, steps["f"].accept_on) == (6, 11)


# ---- critical path and slack


def line_of_standards(draw: st.DrawFn) -> list[StepSpec]:
    count = draw(st.integers(2, 7))
    return [
        StepSpec(
            f"n{n}",
            promised_days=draw(st.integers(0, 6)),
            prerequisites=tuple(f"n{m}" for m in range(n) if draw(st.booleans())),
        )
        for n in range(count)
    ]


@settings(max_examples=60)
@given(st.composite(line_of_standards)())
def test_exactly_the_critical_steps_move_the_end(specs: list[StepSpec]) -> None:
    planned = abstract(network(specs))
    for spec in specs:
        longer = [replace(s, promised_days=(s.promised_days or 0) + 1) if s is spec else s for s in specs]
        moves = abstract(network(longer)).finish_on > planned.finish_on
        assert moves == planned.steps[spec.code].is_critical == (planned.steps[spec.code].slack_workdays == 0)


@pytest.mark.parametrize("code", template_codes())
def test_latest_acceptances_keep_the_end(code: str) -> None:
    planned = plan(template_network(code), timeline=timeline(), start=date(2026, 9, 1))
    slacks = [step.slack_workdays for step in planned.steps.values()]
    assert min(slacks) == 0  # type: ignore[type-var]
    assert planned.critical_path == tuple(dict.fromkeys(planned.critical_path))
    assert {c for c, step in planned.steps.items() if step.is_critical} == set(planned.critical_path)
    assert planned.critical_path[-1] == "production_start"


@pytest.mark.parametrize("code", template_codes())
def test_the_order_of_rows_does_not_matter(code: str) -> None:
    shuffled = network(template(code)[::-1], catalogue=catalogue())
    assert abstract(shuffled) == abstract(template_network(code))


# ---- running projects

TODAY = date(2026, 9, 14)


def running(**facts: StepFact[date]) -> Plan[date]:
    return worked(facts=facts, today=TODAY)


def test_actual_dates_stay_and_the_rest_follows() -> None:
    done = StepFact(date(2026, 8, 25), None, date(2026, 8, 27), is_done=True)
    planned = running(W1=done)
    first, second = planned.steps["W1"], planned.steps["W2"]
    assert (first.finish_on, first.slack_workdays, first.latest_accept_on) == (date(2026, 8, 27), None, None)
    assert second.accept_on == TODAY


def test_a_step_done_on_an_unknown_day_contributes_nothing() -> None:
    planned = running(W1=StepFact(is_done=True))
    assert (planned.steps["W1"].accept_on, planned.steps["W1"].finish_on) == (None, None)
    assert planned.steps["W2"].accept_on == TODAY


def test_a_running_step_ends_on_its_due_date_or_the_next_working_day() -> None:
    due = StepFact(accepted_on=date(2026, 9, 8), due_on=date(2026, 9, 17))
    over = StepFact(accepted_on=date(2026, 9, 1), due_on=date(2026, 9, 8))
    assert running(W1=due).steps["W1"].finish_on == date(2026, 9, 17)
    assert running(W1=over).steps["W1"].finish_on == date(2026, 9, 15)
    assert running(W1=replace(due, due_on=TODAY)).steps["W1"].finish_on == TODAY


def test_a_conversion_that_should_have_happened_is_forecast_next() -> None:
    past = StepFact(date(2026, 8, 1), None, date(2026, 8, 5), is_done=True)
    opinion = StepFact(accepted_on=date(2026, 8, 25), work_ended_on=date(2026, 9, 1))
    planned = running(W1=past, W2=past, W3=past, W4=opinion)
    assert planned.steps["W4"].finish_on == date(2026, 9, 15)
    assert planned.steps["W4"].opinion_on == date(2026, 9, 1)


def test_nothing_open_starts_on_a_day_off() -> None:
    planned = worked(today=date(2026, 10, 3))
    assert planned.steps["W1"].accept_on == date(2026, 10, 8)


def test_a_target_too_early_shows_as_negative_slack() -> None:
    planned = worked(target=date(2026, 9, 30))
    assert planned.steps["W1"].slack_workdays < 0
    assert planned.critical_path == worked().critical_path
