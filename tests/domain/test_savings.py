"""Saved time: two baselines, clock days as a union, pauses and unknown dates out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.network import StepSpec
from domain.plans import StepFact
from domain.roadmap import plan
from domain.savings import Savings, savings
from domain.timeline import AbstractTime
from domain.vocabulary import DepartmentKind, Mode
from domain.workdays import Pause
from tests.factories_plan import network, rows, template_network, timeline

ABSTRACT = AbstractTime()


def saved(*specs: StepSpec, **facts: StepFact[date]) -> Savings:
    built, start = network(specs), date(2026, 9, 1)
    planned = plan(built, timeline=timeline(), start=start, facts=facts)
    return savings(built, planned, timeline=timeline(), facts=facts)


@pytest.mark.parametrize("row", rows("expected_plans", "tests/data"), ids=lambda row: row["template_code"])
def test_the_six_packages(row: dict[str, str]) -> None:
    built = template_network(row["template_code"], optional=False)
    found = savings(built, plan(built, timeline=ABSTRACT, start=0), timeline=ABSTRACT)
    assert found.counted_items == int(row["counted_items"])
    assert found.b1_serial == int(row["b1_serial_statutory"])
    assert found.b2_parallel == int(row["b2_parallel_statutory"])
    assert found.used == int(row["a_as_template"])
    assert found.pre_service == int(row["pre_service_days"])
    assert f"{100 * found.saving_vs_serial:.1f}" == row["saving_vs_b1_pct"]
    assert f"{100 * found.saving_vs_parallel:.1f}" == row["saving_vs_b2_pct"]
    assert found.elapsed == int(row["as_template"])


def item(code: str, days: int = 5, **changes: Any) -> StepSpec:
    return replace(StepSpec(code, statutory_days=20, promised_days=days), **changes)


def test_clock_days_are_a_union_never_a_sum() -> None:
    assert saved(item("a", 5), item("b", 3)).used == 5
    assert saved(item("a", 5), item("b", 3, prerequisites=("a",))).used == 8


def test_only_government_items_with_a_statutory_limit_count() -> None:
    others = [
        item(kind, department_kind=kind) for kind in DepartmentKind if kind != DepartmentKind.GOVERNMENT
    ]
    found = saved(item("a"), *others, item("b", 9, statutory_days=None))
    assert (found.counted_items, found.b1_serial, found.used) == (1, 20, 5)
    assert found.enterprise == 5


def test_pauses_are_out() -> None:
    done = StepFact(date(2026, 9, 1), None, date(2026, 9, 15), is_done=True)
    paused = replace(done, pauses=(Pause(date(2026, 9, 3), date(2026, 9, 9)),))
    assert saved(item("a"), a=done).used == 10
    assert saved(item("a"), a=paused).used == 6
    assert saved(item("a"), a=replace(done, pauses=(Pause(date(2026, 9, 3)),))).used == 2


def test_a_step_with_unknown_dates_is_out_on_both_sides() -> None:
    found = saved(item("a"), item("b", prerequisites=("a",)), a=StepFact(is_done=True))
    assert (found.counted_items, found.b1_serial, found.b2_parallel, found.used) == (1, 20, 20, 5)


def test_simulated_days_before_the_last_requirement_are_service() -> None:
    land = item("land", 8, department_kind=DepartmentKind.PUBLIC_SERVICE)
    found = saved(land, item("s", 5, mode=Mode.SIMULATED, conversion_requires=("land",)))
    assert (found.pre_service, found.used) == (5, 1)


def test_waiting_for_a_supplement_is_not_clock_time() -> None:
    from domain.network import MaterialSpec

    owed = (MaterialSpec("paper", "item:p", "deferrable", 9),)
    producer = item("p", 8, statutory_days=None)
    found = saved(producer, item("u", 3, mode=Mode.TOLERANCE, tolerance_flavour="A", materials=owed))
    assert found.used == 3 + 1


def test_without_counted_items_there_is_no_rate() -> None:
    found = saved(item("a", statutory_days=None))
    assert (found.saving_vs_serial, found.saving_vs_parallel, found.counted_items) == (None, None, 0)
