"""Dates side by side and the clock as a bar of working days."""

from datetime import date

import pytest

from services.steps import StepView
from tests.factories_roadmaps import agent, steps, write
from tests.factories_steps import act, at_step, department, see

pytestmark = pytest.mark.usefixtures("db")
TUE, THU = date(2026, 9, 1), date(2026, 9, 3)
NEXT_TUE, LATE = date(2026, 9, 8), date(2026, 9, 21)


def parts(view: StepView) -> list[tuple[str, int]]:
    return [(part.kind, part.days) for part in view.clock]


def reviewing() -> tuple[int, object]:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by)
    department(step, "accept", TUE, by)
    return step, by


def test_a_running_limit_is_used_and_left() -> None:
    step, by = reviewing()
    view = see(step, by, NEXT_TUE)
    assert parts(view) == [("used", 5), ("left", 5)]
    rows = {row.kind: row for row in view.dates}
    assert (rows["promised"].end_on, rows["promised"].days) == (date(2026, 9, 15), 10)
    assert (rows["statutory"].start_on, rows["statutory"].end_on) == (TUE, date(2026, 9, 29))
    assert rows["promised"].is_pending and not rows["promised"].is_over
    assert (rows["actual"].start_on, rows["actual"].end_on, rows["actual"].days) == (TUE, None, 5)
    assert rows["forecast"].end_on and not rows["forecast"].is_provisional


def test_pauses_are_shown_where_they_were_and_days_over_after_them() -> None:
    step, by = reviewing()
    department(step, "pause", THU, by, reason="专家评审")
    assert parts(see(step, by, NEXT_TUE)) == [("used", 2), ("paused", 3), ("left", 8)]
    department(step, "resume", NEXT_TUE, by)
    assert parts(see(step, by, LATE)) == [("used", 2), ("paused", 3), ("used", 8), ("over", 2)]
    view = see(step, by, LATE)
    assert view.used_workdays == 12, "the days over count, the paused ones do not"
    assert {row.kind: row.is_over for row in view.dates}["promised"]
    done = department(step, "approve", LATE, by)
    assert parts(done)[-1] == ("over", 2), "the bar stays after the decision"
    assert "forecast" not in {row.kind for row in done.dates}


def test_a_day_in_an_unannounced_year_is_provisional() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    project_id = see(step, by).project_id
    write(project_id, energy_review={"baseline_finish_on": date(2027, 3, 1)})
    rows = {row.kind: row for row in see(step, by).dates}
    assert rows["baseline"].is_provisional and not see(step, by).clock
    assert steps(project_id)["energy_review"].accepted_on is None and "actual" not in rows
