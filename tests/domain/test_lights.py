"""Lights: each rule of scheduling.md §5, and all thirty projects of the sample pool on their fixture day."""

from dataclasses import replace
from datetime import date

import pytest

from domain.lights import LightVerdict, Measure, ProjectFigures, StepFigures, project_light, step_light
from domain.modes.deadlines import Deadline, DeadlineKind
from domain.vocabulary import Light, StateKind
from tests.lifecycles import CALENDAR, NUMBERS, rows

TODAY = date(2026, 9, 1)
MEASURE = Measure(TODAY, CALENDAR, NUMBERS)
EARLY_STAGES = {"signing", "land_planning", "construction_permit", "building_permit"}
PROMISE = {"tolerance": DeadlineKind.SUPPLEMENT, "commitment": DeadlineKind.FULFILMENT}


def on(days: int) -> date:
    return CALENDAR.add_workdays(TODAY, days) if days >= 0 else CALENDAR.subtract_workdays(TODAY, -days)


def running(kind: DeadlineKind, days: int, **changes: object) -> StepFigures:
    return StepFigures(StateKind.RUNNING, "reviewing", deadlines=(Deadline(kind, on(days)),), **changes)


L, S, F = DeadlineKind.LIMIT, DeadlineKind.SUPPLEMENT, DeadlineKind.FULFILMENT


@pytest.mark.parametrize(
    ("figures", "light", "reason"),
    [
        (running(L, 4), Light.GREEN, "on_track"),
        (running(L, 3), Light.YELLOW, "limit_soon"),
        (running(L, 0), Light.YELLOW, "limit_today"),
        (running(L, -1), Light.YELLOW, "limit_over_pending"),
        (running(L, -1, limits_confirmed=True), Light.RED, "limit_over"),
        (running(S, 6), Light.GREEN, "on_track"),
        (running(S, 5), Light.YELLOW, "supplement_soon"),
        (running(S, -3), Light.YELLOW, "grace_runs"),
        (running(S, -4), Light.RED, "supplement_beyond_grace"),
        (running(DeadlineKind.GRACE, 1), Light.YELLOW, "grace_runs"),
        (running(DeadlineKind.GRACE, -1), Light.RED, "supplement_beyond_grace"),
        (running(F, 5), Light.YELLOW, "fulfilment_soon"),
        (running(F, -1), Light.RED, "fulfilment_over"),
        (running(DeadlineKind.RECTIFICATION, -1), Light.RED, "rectification_over"),
        (running(DeadlineKind.CHECK, -1), Light.YELLOW, "check_over"),
        (StepFigures(StateKind.OPEN, "not_started"), Light.NONE, "not_started"),
        (StepFigures(StateKind.DROPPED, "not_needed"), Light.NONE, "not_needed"),
        (StepFigures(StateKind.ENDED, "terminated"), Light.YELLOW, "attempt_ended"),
        (StepFigures(StateKind.DECIDED, "done"), Light.BLUE, "done"),
        (replace(running(L, -5), kind=StateKind.PAUSED), Light.GREY, "paused"),
        (running(L, -5, is_contested=True, limits_confirmed=True), Light.GREY, "contested"),
    ],
)
def test_step_light(figures, light, reason):
    verdict = step_light(figures, MEASURE)
    assert (verdict.light, verdict.reason_code) == (light, reason)


def test_the_worse_of_two_deadlines_counts():
    both = StepFigures(StateKind.RUNNING, "x", deadlines=(Deadline(L, on(2)), Deadline(F, on(-2))))
    assert step_light(both, MEASURE) == LightVerdict(Light.RED, "fulfilment_over", {"days": 2})


GREEN, BLUE = LightVerdict(Light.GREEN, "on_track"), LightVerdict(Light.BLUE, "done")
GREY, OPEN = LightVerdict(Light.GREY, "paused"), LightVerdict(Light.NONE, "not_started")
YELLOW = LightVerdict(Light.YELLOW, "limit_soon", {"days": 1})


def project(*steps: LightVerdict, **changes: object) -> ProjectFigures:
    return ProjectFigures(steps=[(f"item_{n}", v) for n, v in enumerate(steps)], **changes)


@pytest.mark.parametrize(
    ("figures", "light", "reason"),
    [
        (project(GREEN, OPEN), Light.GREEN, "on_track"),
        (project(BLUE, OPEN), Light.GREEN, "on_track"),
        (project(BLUE, BLUE), Light.BLUE, "project_done"),
        (project(GREEN, GREY), Light.GREY, "paused"),
        (project(GREY, YELLOW), Light.YELLOW, "limit_soon"),
        (project(YELLOW, problems_overdue=1), Light.RED, "problem_overdue"),
        (project(GREEN, gap_points=9.9), Light.GREEN, "on_track"),
        (project(GREEN, gap_points=10), Light.YELLOW, "schedule_gap"),
        (project(GREEN, gap_points=30), Light.YELLOW, "schedule_gap"),
        (project(GREEN, gap_points=31), Light.RED, "schedule_gap"),
        (project(GREEN, planned_start="2026-08"), Light.GREEN, "on_track"),
        (project(GREEN, planned_start="2026-07"), Light.YELLOW, "start_late"),
        (project(GREEN, planned_start="2026-05"), Light.RED, "start_late"),
        (project(GREEN, planned_start="2026-05", is_started=True), Light.GREEN, "on_track"),
        (project(GREEN, planned_production="2026-05"), Light.RED, "production_late"),
        (project(BLUE, GREEN, late_done="land_title"), Light.YELLOW, "late_done"),
        (project(GREEN, last_verified_on=on(-5)), Light.GREEN, "on_track"),
        (project(GREEN, last_verified_on=on(-6)), Light.YELLOW, "not_verified"),
        (project(GREY, last_verified_on=on(-6)), Light.YELLOW, "not_verified"),
        (project(YELLOW, is_closed=True, problems_overdue=2, late_done="x"), Light.BLUE, "project_done"),
        (project(GREEN, is_paused=True), Light.GREY, "project_paused"),
    ],
)
def test_project_light(figures, light, reason):
    verdict = project_light(figures, MEASURE)
    assert (verdict.light, verdict.reason_code) == (light, reason)


def test_reason_of_a_step_names_it():
    assert project_light(project(GREEN, YELLOW), MEASURE).params == {"item": "item_1", "days": 1}


def figures_of(row: dict[str, str]) -> ProjectFigures:
    kind = (
        StateKind.PAUSED if row["paused_on"] else StateKind.RUNNING if row["accepted_on"] else StateKind.OPEN
    )
    due = PROMISE.get(row["mode_focus"], DeadlineKind.LIMIT)
    deadlines = (Deadline(due, date.fromisoformat(row["due_on"])),) if row["due_on"] else ()
    step = step_light(StepFigures(kind, "reviewing", deadlines=deadlines), MEASURE)
    return ProjectFigures(
        steps=[(row["current_item"], step)],
        is_closed=bool(row["done_on"]),
        problems_overdue=int(row["overdue_problems"]),
        planned_start=row["planned_start"],
        is_started=row["stage"] not in EARLY_STAGES or bool(row["paused_on"]),
        planned_production=row["planned_production"],
        last_verified_on=date.fromisoformat(row["last_verified_on"]),
    )


@pytest.mark.parametrize("row", rows("sample_pool.csv"), ids=lambda row: row["seq"])
def test_lights_of_the_sample_pool(row):
    assert project_light(figures_of(row), MEASURE).light == row["light"]
