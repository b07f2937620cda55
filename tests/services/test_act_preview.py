"""The preview of an act says what entering it then moves, and keeps nothing."""

from datetime import date

import pytest

from domain.errors import RuleBroken
from services import steps
from services.roadmaps.impact import Impact
from tests.factories_roadmaps import agent
from tests.factories_roadmaps import steps as rows
from tests.factories_steps import act, at_step, see

pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 9, 1)


def looked(step: int, event: str, by) -> Impact:  # type: ignore[no-untyped-def]
    return steps.preview_act(step_id=step, event=event, happened_on=TODAY, actor=by)


def test_a_preview_equals_what_follows_and_keeps_nothing() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    project_id = see(step, by).project_id
    before = rows(project_id)
    found = looked(step, "submit", by)
    assert rows(project_id) == before and see(step, by).history == ()
    act(step, "submit", TODAY, by)
    after = rows(project_id)
    for move in found.steps:
        assert after[move.code].plan_finish_on == move.finish_after
    moved = {code for code in after if after[code].plan_finish_on != before[code].plan_finish_on}
    assert moved <= {move.code for move in found.steps}


def test_an_act_on_behalf_is_previewed_without_its_proof() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TODAY, by)
    assert looked(step, "accept", by).finish_after


def test_what_is_not_permitted_is_refused_like_the_act() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    with pytest.raises(RuleBroken) as seen:
        looked(step, "deliver", by)
    with pytest.raises(RuleBroken) as found:
        act(step, "deliver", TODAY, by)
    assert (seen.value.code, seen.value.params) == (found.value.code, found.value.params)
