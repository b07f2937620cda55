"""What a project adds to its roadmap moves the plan that is stored: a link with its lag, a pinned day."""

from datetime import date

import pytest

from domain.access import SYSTEM
from models import Project
from services import calendar
from services.database import reading, unit_of_work
from services.roadmaps import planning
from tests.factories import TODAY
from tests.factories_roadmaps import project, steps

pytestmark = pytest.mark.usefixtures("db")
FIRST, LATER = "project_filing", "energy_review"
PINNED = date(2026, 10, 20)


def planned_again(project_id: int, item: str, **values: object) -> None:
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        step = next(s for s in planning.steps_of(work.session, row) if s.item_code == item)
        for name, value in values.items():
            setattr(step, name, value)
        planning.recalculate(work, project=row, today=TODAY)


def test_a_link_holds_the_stored_plan_back_by_its_lag() -> None:
    project_id = project(include={LATER})
    before = steps(project_id)
    planned_again(project_id, LATER, links=[{"source": FIRST, "kind": "FS", "lag": 30}])
    source, after = steps(project_id)[FIRST], steps(project_id)[LATER]
    alone = before[LATER].plan_accept_on
    assert alone and source.plan_finish_on and after.plan_accept_on
    with reading(SYSTEM) as session:
        days = calendar.current(session).workdays_between(source.plan_finish_on, after.plan_accept_on)
    assert days == 30 and after.plan_accept_on > alone


def test_a_pin_holds_the_stored_plan_back_to_its_day() -> None:
    project_id = project()
    before = steps(project_id)[FIRST]
    assert before.plan_accept_on and before.plan_accept_on < PINNED
    planned_again(project_id, FIRST, pinned_on=PINNED)
    assert steps(project_id)[FIRST].plan_accept_on == PINNED
    planned_again(project_id, FIRST, pinned_on=None)
    assert steps(project_id)[FIRST].plan_accept_on == before.plan_accept_on
