"""Performance of finished steps, and the plan as performed."""

from dataclasses import replace
from datetime import date
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forecast import FinishedStep, Performance, Ratio, performed, performed_days, performed_facts
from domain.network import StepSpec
from domain.plans import StepFact
from domain.roadmap import plan
from domain.timeline import AbstractTime
from domain.vocabulary import DayUnit
from tests.factories_plan import network, timeline

FINISHED = [
    FinishedStep("permit", "housing", 10, 5),
    FinishedStep("permit", "housing", 10, 20),
    FinishedStep("permit", "housing", 10, 8),
    FinishedStep("licence", "housing", 4, 4),
    FinishedStep("filing", "reform", 2, 3),
]


@pytest.mark.parametrize(
    ("item", "department", "ratio"),
    [
        ("permit", "housing", Ratio(0.8, 3, "item")),
        ("permit", "elsewhere", Ratio(0.8, 3, "item")),
        ("review", "housing", Ratio(0.9, 4, "department")),  # 0.5, 0.8, 1.0, 2.0
        ("review", "water", Ratio(1.0, 5, "all")),
    ],
)
def test_the_narrowest_basis_that_has_finished_steps(item: str, department: str, ratio: Ratio) -> None:
    assert Performance.of(FINISHED).ratio_for(item, department) == ratio


def test_nothing_finished_gives_no_ratio() -> None:
    nothing = Performance.of([])
    assert nothing.ratio_for("permit", "housing") is None
    assert nothing.p80("permit", "housing") is None


def test_a_promise_of_no_days_has_no_ratio() -> None:
    assert Performance.of([FinishedStep("permit", "housing", 0, 3)]).ratio_for("permit", "housing") is None


def test_p80_needs_thirty_observations() -> None:
    steps = [FinishedStep("permit", "housing", 10, days) for days in range(1, 31)]
    assert Performance.of(steps[:-1]).p80("permit", "housing") is None
    assert Performance.of(steps).p80("permit", "housing") == Ratio(2.4, 30, "item")


def test_p80_stands_on_the_basis_of_the_median() -> None:
    """One step of the item, thirty of others: their P80 beside its own median would mislead."""
    others = [FinishedStep("permit", "housing", 10, 10)] * 30
    mixed = Performance.of([*others, FinishedStep("licence", "housing", 10, 30)])
    assert mixed.ratio_for("licence", "housing") == Ratio(3.0, 1, "item")
    assert mixed.p80("licence", "housing") is None


@pytest.mark.parametrize(
    ("promised", "value", "days"),
    [(10, 0.8, 8), (1, 1.05, 1), (5, 1.1, 6), (5, 1.29, 6), (3, 0.0, 0), (0, 2.0, 0), (1, 0.49, 0)],
)
def test_performed_days_round_to_the_nearest(promised: int, value: float, days: int) -> None:
    assert performed_days(promised, Ratio(value, 1, "all")) == days


def test_without_a_ratio_the_promise_stands() -> None:
    assert performed_days(7, None) == 7


@given(st.integers(1, 400), st.integers(0, 400), st.integers(1, 40))
def test_a_promise_performed_by_its_own_ratio_is_what_it_took(promised: int, actual: int, n: int) -> None:
    performance = Performance.of([FinishedStep("i", "d", promised, actual)] * n)
    assert performed_days(promised, performance.ratio_for("i", "d")) == actual


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=40), st.randoms())
def test_the_order_of_finished_steps_does_not_matter(days: list[tuple[int, int]], random: object) -> None:
    steps = [FinishedStep("i", "d", *pair) for pair in days]
    shuffled = sorted(steps, key=lambda step: random.random())  # type: ignore[attr-defined]
    one, other = Performance.of(steps), Performance.of(shuffled)
    assert one.ratio_for("i", "d") == other.ratio_for("i", "d")
    assert one.p80("i", "d") == other.p80("i", "d")
    ratios = [actual / promised for promised, actual in days if promised]
    assert (one.ratio_for("i", "d") is None) == (not ratios)
    if ratios:
        assert one.ratio_for("i", "d") == Ratio(median(ratios), len(ratios), "item")
    if len(ratios) >= 30:
        assert sum(ratio <= one.p80("i", "d").value for ratio in ratios) >= 0.8 * len(ratios)  # type: ignore[union-attr]


# ---- the plan as performed

DEPARTMENTS = {"permit": "housing", "licence": "housing", "works": "builder"}
SPECS = [
    StepSpec("permit", promised_days=10),
    StepSpec("licence", promised_days=20, prerequisites=("permit",)),
    StepSpec("works", plan_days=90, prerequisites=("licence",), day_unit=DayUnit.CALENDAR),
]


def test_promises_are_scaled_and_own_estimates_stay() -> None:
    built = network(SPECS)
    kept = performed(built, Performance.of(FINISHED), departments=DEPARTMENTS)
    assert {code: spec.span.days for code, spec in kept.steps.items()} == {
        "permit": 8,
        "licence": 20,
        "works": 90,
    }
    assert plan(kept, timeline=AbstractTime(), start=0).steps["licence"].accept_on == 8
    assert performed(built, Performance.of([]), departments=DEPARTMENTS) == replace(kept, steps=built.steps)


@pytest.mark.parametrize(
    ("actual", "finish"),
    [
        (15, date(2026, 9, 18)),  # five working days more
        (7, date(2026, 9, 8)),  # three less
        (10, date(2026, 9, 11)),
    ],
)
def test_a_running_clock_is_expected_to_end_as_much_later(actual: int, finish: date) -> None:
    built = network(SPECS)
    performance = Performance.of([FinishedStep("permit", "housing", 10, actual)])
    kept = performed(built, performance, departments=DEPARTMENTS)
    facts = {"permit": StepFact(date(2026, 8, 28), due_on=date(2026, 9, 11))}
    expected = performed_facts(facts, built, kept, timeline())
    planned = plan(kept, timeline=timeline(), start=date(2026, 8, 28), facts=expected, today=date(2026, 9, 1))
    assert planned.steps["permit"].finish_on == finish


def test_what_has_ended_is_not_scaled() -> None:
    built = network(SPECS)
    kept = performed(built, Performance.of(FINISHED), departments=DEPARTMENTS)
    done = StepFact(date(2026, 8, 28), None, date(2026, 9, 2), is_done=True)
    waiting = StepFact(date(2026, 8, 28), date(2026, 9, 2), due_on=date(2026, 9, 30))
    facts = {"permit": done, "licence": waiting}
    assert performed_facts(facts, built, kept, timeline()) == facts
