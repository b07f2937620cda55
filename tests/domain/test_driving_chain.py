"""Whose days lead to a step: they add up to the whole, whoever they lie with."""

from datetime import date

import pytest

from domain.driving_chain import Owner, days_by_owner
from domain.network import StepSpec
from domain.plans import StepFact
from domain.roadmap import plan
from domain.timeline import AbstractTime
from domain.vocabulary import DepartmentKind
from tests.factories_plan import D, network, template_codes, template_network, timeline

ENDS = [
    (code, until)
    for code in template_codes()
    for until in ("construction_licence", "production_start")
    if until in template_network(code).steps
]


@pytest.mark.parametrize(("code", "until"), ENDS)
def test_the_stretches_of_a_package_add_up(code: str, until: str) -> None:
    made, start = template_network(code), D("2026-09-01")
    planned = plan(made, timeline=timeline(), start=start)
    days = days_by_owner(made, planned, until, timeline=timeline())
    finish = planned.steps[until].finish_on
    assert finish and sum(days.values()) == timeline().between(start, finish)
    assert not days[Owner.PAST] and not days[Owner.WAITING]


def test_days_go_to_whoever_works_on_the_driving_step() -> None:
    made = network(
        [
            StepSpec("permit", 1, promised_days=3),
            StepSpec("drawings", 2, promised_days=9, department_kind=DepartmentKind.ENTERPRISE),
            StepSpec("survey", 3, prerequisites=("drawings",), promised_days=2),
            StepSpec("end", 4, prerequisites=("permit", "survey"), promised_days=0),
        ]
    )
    planned = plan(made, timeline=AbstractTime(), start=0)
    days = days_by_owner(made, planned, "end", timeline=AbstractTime())
    assert (days[Owner.ENTERPRISE], days[Owner.DEPARTMENT]) == (9, 2)


def test_what_is_over_is_past_and_a_pin_is_waiting() -> None:
    made = network(
        [
            StepSpec("first", 1, promised_days=5),
            StepSpec("second", 2, prerequisites=("first",), promised_days=4),
        ]
    )
    start, today = D("2026-08-03"), D("2026-09-01")
    facts = {"first": StepFact(start, finished_on=D("2026-08-10"), is_done=True)}
    pins: dict[str, date] = {"second": D("2026-09-08")}
    planned = plan(made, timeline=timeline(), start=start, facts=facts, today=today, pins=pins)
    days = days_by_owner(made, planned, "second", timeline=timeline(), today=today)
    assert days[Owner.PAST] == timeline().between(start, today)
    assert days[Owner.WAITING] == timeline().between(today, D("2026-09-08"))
    assert days[Owner.DEPARTMENT] == 4
