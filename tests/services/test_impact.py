"""What a change moves, measured by doing it; a preview leaves nothing behind."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from models import AuditRow, Obligation, Project, Step
from services.database import UnitOfWork, reading, unit_of_work
from services.roadmaps.impact import Impact, measured, previewed
from tests import factories_roadmaps, factories_steps
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("db")


def _slower(work: UnitOfWork, project_id: int, code: str = "planning_conditions", days: int = 60) -> Impact:
    project = work.session.get_one(Project, project_id)
    step = work.session.exec(select(Step).where(Step.project_id == project_id, Step.item_code == code)).one()

    def change() -> None:
        step.plan_days = days

    return measured(work, project=project, change=change, today=TODAY)


def test_a_longer_step_moves_its_successors_and_the_finish() -> None:
    project_id = factories_roadmaps.project()
    was = factories_roadmaps.steps(project_id)
    with unit_of_work(SYSTEM) as work:
        found = _slower(work, project_id)
    now = factories_roadmaps.steps(project_id)
    moves = {move.code: move for move in found.steps}
    assert moves["planning_conditions"].finish_before == was["planning_conditions"].plan_finish_on
    assert moves["planning_conditions"].finish_after == now["planning_conditions"].plan_finish_on
    assert moves["planning_conditions"].becomes_late and moves["planning_conditions"] in found.late
    assert moves.keys() == {
        code
        for code, step in was.items()
        if (step.plan_accept_on, step.plan_finish_on) != (now[code].plan_accept_on, now[code].plan_finish_on)
    }
    assert found.finish_workdays > 0 and not found.is_empty and not found.breaks_target


def test_a_missed_target_is_named() -> None:
    project_id = factories_roadmaps.project(target_kind="production", target_on=date(2026, 12, 1))
    with unit_of_work(SYSTEM) as work:
        found = _slower(work, project_id, days=200)
    assert found.breaks_target and found.target_on == date(2026, 12, 1)
    assert found.target_ready_on == found.finish_after


def test_a_preview_says_the_same_and_keeps_nothing() -> None:
    project_id = factories_roadmaps.project()
    was = factories_roadmaps.steps(project_id)
    seen = previewed(lambda work: _slower(work, project_id), actor=SYSTEM)
    assert factories_roadmaps.steps(project_id) == was
    with reading(SYSTEM) as session:
        rows = len(session.exec(select(AuditRow)).all())
    with unit_of_work(SYSTEM) as work:
        assert _slower(work, project_id) == seen
    with reading(SYSTEM) as session:
        assert len(session.exec(select(AuditRow)).all()) == rows


def test_no_change_no_impact() -> None:
    project_id = factories_roadmaps.project()
    with unit_of_work(SYSTEM) as work:
        project = work.session.get_one(Project, project_id)
        assert measured(work, project=project, change=lambda: None, today=TODAY).is_empty


def test_duties_and_reminders_follow_the_step(db: str) -> None:
    agent = factories_roadmaps.agent()
    step_id = factories_steps.at_step("energy_review", agent, mode="standard")
    factories_steps.act(step_id, "submit", TODAY, agent)
    factories_steps.department(step_id, "accept", TODAY, agent)
    with unit_of_work(SYSTEM) as work:
        step = work.session.get_one(Step, step_id)
        project = work.session.get_one(Project, step.project_id)
        due_on = step.due_on

        def change() -> None:
            step.promised_days = 12

        found = measured(work, project=project, change=change, today=TODAY)
        open_ones = work.session.exec(
            select(Obligation).where(Obligation.step_id == step_id, Obligation.is_open)
        ).all()
        duty = next(one for one in found.duties if one.anchor == "step_due")
        assert duty.before == due_on
        assert duty.after in {one.due_on for one in open_ones if one.anchor == "step_due"}
        told = [one for one in found.reminders if one.before and one.after]
        assert told and all(one.before != one.after and one.sentence for one in told)


def test_names_are_in_the_language_of_the_actor() -> None:
    project_id = factories_roadmaps.project()
    english = Actor(0, "system", None, lang="en")
    zh = {move.code: move.name for move in previewed(lambda w: _slower(w, project_id), actor=SYSTEM).steps}
    en = {move.code: move.name for move in previewed(lambda w: _slower(w, project_id), actor=english).steps}
    assert zh.keys() == en.keys() and all(zh[code] != en[code] for code in zh)
