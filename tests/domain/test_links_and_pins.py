"""Links with lag and pins in a plan: what they hold back, and what is offered back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.moments import Scenario
from domain.network import Link, StepSpec
from domain.plans import Plan, StepFact
from domain.roadmap import plan
from domain.timeline import AbstractTime
from domain.vocabulary import LinkKind, Mode
from tests.factories_plan import network, timeline


def abstract(specs: list[StepSpec], **options: Any) -> Plan[int]:
    return plan(network(specs), timeline=AbstractTime(), start=0, **options)


def dated(specs: list[StepSpec], **options: Any) -> Plan[date]:
    return plan(network(specs), timeline=timeline(), start=date(2026, 9, 1), **options)


def pair(link: Link) -> list[StepSpec]:
    return [StepSpec("a", promised_days=4), StepSpec("b", promised_days=1, links=(link,))]


@pytest.mark.parametrize(
    ("link", "accepted"),
    [
        (Link("a"), 4),
        (Link("a", LinkKind.FS, 3), 7),
        (Link("a", LinkKind.SS), 0),
        (Link("a", LinkKind.SS, 3), 3),
    ],
)
def test_a_link_holds_the_step_back_by_its_lag(link: Link, accepted: int) -> None:
    assert abstract(pair(link)).steps["b"].accept_on == accepted


def test_a_lag_is_counted_in_working_days() -> None:
    steps = dated(pair(Link("a", LinkKind.FS, 15))).steps
    assert steps["a"].finish_on == date(2026, 9, 7)
    assert steps["b"].accept_on == date(2026, 9, 28)  # 20 September is worked, 25 to 27 are off


def test_slack_runs_back_through_a_lag() -> None:
    planned = abstract([*pair(Link("a", LinkKind.SS, 3)), StepSpec("c", promised_days=6)])
    assert (planned.steps["a"].slack_workdays, planned.steps["b"].slack_workdays) == (2, 2)


def test_a_link_waits_for_the_formal_finish_where_a_prerequisite_would_take_the_opinion() -> None:
    opinion = StepSpec("o", mode=Mode.SIMULATED, promised_days=2, conversion_requires=("land",))
    land = StepSpec("land", promised_days=10)
    after = StepSpec("s", mode=Mode.SIMULATED, promised_days=1, prerequisites=("o",))
    assert abstract([land, opinion, after]).steps["s"].accept_on == 2
    assert abstract([land, opinion, replace(after, links=(Link("o"),))]).steps["s"].accept_on == 11


def test_a_link_to_one_member_holds_the_whole_group() -> None:
    joint = {"mode": Mode.PARALLEL, "group": "G", "promised_days": 2}
    member = StepSpec("y", links=(Link("a", LinkKind.SS, 1),), **joint)
    steps = abstract([StepSpec("a", promised_days=4), StepSpec("x", **joint), member]).steps
    assert (steps["x"].accept_on, steps["y"].accept_on) == (1, 1)


def test_the_statutory_baseline_leaves_links_out() -> None:
    specs = [replace(spec, statutory_days=spec.promised_days) for spec in pair(Link("a", lag=30))]
    assert abstract(specs, scenario=Scenario.PARALLEL_STATUTORY).finish_on == 4


# ---- pins

LINE = [StepSpec("a", promised_days=4), StepSpec("b", promised_days=1, prerequisites=("a",))]


def test_a_pin_holds_a_step_back_and_the_earlier_day_is_offered() -> None:
    planned = abstract(LINE, pins={"b": 9})
    b = planned.steps["b"]
    assert (b.accept_on, b.pull_back_on, b.pull_back_workdays) == (9, 4, 5)
    assert (planned.steps["a"].accept_on, planned.steps["a"].slack_workdays) == (0, 5)
    assert (planned.finish_on, planned.critical_path) == (10, ("b",))


def test_a_later_predecessor_moves_a_pinned_step_only_as_far_as_it_must() -> None:
    b = abstract(LINE, pins={"b": 2}).steps["b"]
    assert (b.accept_on, b.pull_back_on, b.pull_back_workdays) == (4, None, 0)


def test_a_pin_on_a_day_off_rolls_forward() -> None:
    assert dated(LINE, pins={"b": date(2026, 10, 1)}).steps["b"].accept_on == date(2026, 10, 8)


def test_an_accepted_step_has_left_its_pin_behind() -> None:
    fact = StepFact(accepted_on=date(2026, 9, 1), due_on=date(2026, 9, 4))
    a = dated(LINE, pins={"a": date(2026, 12, 1)}, facts={"a": fact}, today=date(2026, 9, 2)).steps["a"]
    assert (a.accept_on, a.finish_on, a.pull_back_on) == (date(2026, 9, 1), date(2026, 9, 4), None)


def test_a_pin_that_has_passed_holds_nothing_back() -> None:
    a = dated(LINE, pins={"a": date(2026, 9, 3)}, today=date(2026, 9, 10)).steps["a"]
    assert (a.accept_on, a.pull_back_on) == (date(2026, 9, 10), None)


def test_a_group_waits_for_the_pins_of_all_members() -> None:
    joint = {"mode": Mode.PARALLEL, "group": "G", "promised_days": 2}
    steps = abstract([StepSpec("x", **joint), StepSpec("y", **joint)], pins={"x": 3, "y": 5}).steps
    assert [steps[code].accept_on for code in "xy"] == [5, 5]
    assert [(steps[code].pull_back_on, steps[code].pull_back_workdays) for code in "xy"] == [
        (None, 0),
        (3, 2),
    ]


def test_a_pin_of_a_step_not_on_the_roadmap_is_nothing() -> None:
    assert abstract(LINE, pins={"z": 50}) == abstract(LINE)
