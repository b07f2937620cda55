"""A project's roadmap: made from a package, planned from its facts, shown."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden, NotFound, RuleBroken
from domain.vocabulary import Role, StateKind
from models import Project, StepMaterial
from services import calendar, catalogue, clock, roadmaps
from services.database import engine, reading, unit_of_work
from services.steps import tick_system
from tests.factories import TODAY
from tests.factories_plan import rows
from tests.factories_roadmaps import agent, project, steps, write

pytestmark = pytest.mark.usefixtures("db")
EXPECTED = {row["template_code"]: row for row in rows("expected_plans", "tests/data")}
DONE = {"state": "done", "state_kind": StateKind.DECIDED.value}
RUNNING = {"state": "reviewing", "state_kind": StateKind.RUNNING.value}


def stored(project_id: int) -> Project:
    with reading(SYSTEM) as session:
        row = session.get_one(Project, project_id)
        session.expunge_all()
        return row


@pytest.mark.parametrize("code", EXPECTED)
def test_every_package_becomes_a_planned_roadmap(code: str) -> None:
    project_id = project(code)
    made, expected = steps(project_id), EXPECTED[code]
    planned = [step for step in made.values() if step.plan_finish_on]
    assert len(planned) == int(expected["steps"])
    view = roadmaps.roadmap_view(project_id=project_id, actor=SYSTEM)
    assert (view.saving.n, view.saving.b1) == (
        int(expected["counted_items"]),
        int(expected["b1_serial_statutory"]),
    )
    assert view.saving.b2 == int(expected["b2_parallel_statutory"])
    assert (
        view.finish_on
        == max(step.plan_finish_on for step in planned)
        == stored(project_id).forecast_finish_on
    )
    assert view.critical and all(made[item].is_critical for item in view.critical)


def test_optional_items_wait_until_chosen() -> None:
    plain, chosen = steps(project()), steps(project(include={"energy_review"}))
    assert plain["energy_review"].plan_accept_on is None and plain["energy_review"].optional
    assert chosen["energy_review"].plan_accept_on is not None and not chosen["energy_review"].optional
    assert chosen["soil_water_plan"].plan_accept_on is None


def test_limits_and_materials_are_a_snapshot_of_the_catalogue() -> None:
    project_id = project()
    with reading(SYSTEM) as session:
        items, wanted = catalogue.items(session), catalogue.materials(session)
        found = session.exec(select(StepMaterial).where(StepMaterial.project_id == project_id)).all()
        assert len(found) == sum(len(wanted.get(code, ())) for code in steps(project_id))
        licence = next(row for row in found if row.name_zh == "用地批准手续(不动产权证)")
        assert (licence.state, licence.produced_by) == ("owed", "land_title")
        shared = next(row for row in found if row.name_zh == "地形图(1:500)")
        assert (shared.state, shared.produced_by) == ("archived", None)
    for code, step in steps(project_id).items():
        assert (step.promised_days, step.statutory_days) == (
            items[code].promised_days,
            items[code].statutory_days,
        )


def test_a_roadmap_is_made_once_and_only_from_a_known_package() -> None:
    project_id = project()
    with pytest.raises(RuleBroken, match=r"roadmap\.exists"), unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        roadmaps.create(work, project=row, template_code="service_commerce", today=TODAY)
    with pytest.raises(NotFound, match=r"roadmap\.unknown_template"), unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        roadmaps.create(work, project=row, template_code="nothing", today=TODAY)


def test_actual_dates_never_move_and_nothing_open_lies_before_today() -> None:
    project_id = project(signed_on=date(2026, 6, 1))
    write(
        project_id,
        sign_agreement={**DONE, "accepted_on": date(2026, 6, 1), "decided_on": date(2026, 6, 3)},
        agency_entrust={**DONE, "is_date_unknown": True},
        company_registration={**RUNNING, "accepted_on": date(2026, 8, 3), "due_on": date(2026, 8, 4)},
        planning_conditions={**RUNNING, "accepted_on": date(2026, 8, 31), "due_on": date(2026, 9, 7)},
    )
    made = steps(project_id)
    signed, entrusted = made["sign_agreement"], made["agency_entrust"]
    assert (signed.plan_accept_on, signed.plan_finish_on) == (date(2026, 6, 1), date(2026, 6, 3))
    assert (entrusted.plan_accept_on, entrusted.plan_finish_on) == (None, None)
    assert made["company_registration"].plan_finish_on == date(2026, 9, 2)  # overdue: the next working day
    assert made["planning_conditions"].plan_finish_on == date(2026, 9, 7)
    assert made["land_auction"].plan_accept_on == date(2026, 9, 7)
    waiting = [step for step in made.values() if step.state_kind == "open" and step.plan_accept_on]
    assert min(step.plan_accept_on for step in waiting) >= TODAY


def test_the_baseline_stays_when_the_forecast_moves() -> None:
    project_id = project()
    before = stored(project_id)
    assert before.baseline_finish_on == before.forecast_finish_on
    write(project_id, today=date(2026, 10, 20))
    after = stored(project_id)
    assert after.baseline_finish_on == before.baseline_finish_on < after.forecast_finish_on
    with unit_of_work(SYSTEM) as work:
        roadmaps.publish(work, project=work.session.get_one(Project, project_id), today=date(2026, 10, 20))
    assert stored(project_id).baseline_finish_on == after.forecast_finish_on


def test_a_paused_step_is_forecast_as_if_resumed_today() -> None:
    project_id = project(signed_on=date(2026, 8, 3))
    write(
        project_id,
        planning_conditions={
            "state": "paused",
            "state_kind": StateKind.PAUSED.value,
            "accepted_on": date(2026, 8, 20),
            "paused_on": date(2026, 8, 24),
            "pauses": [["2026-08-24", None]],
        },
    )
    assert steps(project_id)["planning_conditions"].plan_finish_on == date(2026, 9, 4)
    row = next(
        step
        for step in roadmaps.roadmap_view(project_id=project_id, actor=SYSTEM).steps
        if step.code == "planning_conditions"
    )
    assert (row.left_workdays, row.pauses) == (3, ((date(2026, 8, 24), None),))


def test_saved_time_reaches_the_row_only_when_all_is_decided() -> None:
    project_id = project("service_commerce", signed_on=date(2026, 6, 1))
    done = {**DONE, "accepted_on": date(2026, 6, 1), "decided_on": date(2026, 6, 2)}
    needed = [code for code, step in steps(project_id).items() if not step.optional]
    write(project_id, **dict.fromkeys(needed[1:], done))
    assert stored(project_id).saving_used is None
    write(project_id, **{needed[0]: done})
    row = stored(project_id)
    assert (row.saving_used, row.saving_serial, row.saving_parallel) == (1, 33, 23)


def test_recalculating_an_unchanged_plan_writes_nothing() -> None:
    project_id, written = project(), []

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("UPDATE step"):
            written.append(statement)

    event.listen(engine(), "before_cursor_execute", listen)
    write(project_id)
    assert written == []
    write(project_id, today=date(2026, 9, 10))
    event.remove(engine(), "before_cursor_execute", listen)
    assert written


def test_the_view_speaks_the_language_and_knows_its_limits() -> None:
    owner = agent()
    project_id = project(owner=owner)
    view = roadmaps.roadmap_view(project_id=project_id, actor=owner)
    title = next(step for step in view.steps if step.code == "land_title")
    assert title.name == "国有建设用地使用权首次登记(含契税)"
    assert "land_contract" in title.predecessors
    assert (date(2026, 10, 1), "国庆节") in view.off_days and (date(2026, 9, 5), "") in view.off_days
    assert view.provisional_from is None or view.provisional_from == date(2027, 1, 1)
    english = roadmaps.roadmap_view(
        project_id=project_id, actor=Actor(owner.account_id, owner.name, owner.role, lang="en")
    )
    assert next(s for s in english.steps if s.code == "land_title").name.startswith("Land-use right")


def test_a_plan_into_a_year_without_a_notice_is_provisional() -> None:
    project_id = project()
    write(project_id, today=date(2026, 12, 1))
    step = steps(project_id)["production_start"]
    assert step.plan_finish_on.year == 2027
    with reading(SYSTEM) as session:
        assert calendar.current(session).is_provisional(step.plan_finish_on)


def test_who_may_see_a_roadmap() -> None:
    project_id = project(owner=agent())
    with pytest.raises(NotFound):
        roadmaps.roadmap_view(project_id=project_id, actor=agent("王芳"))
    with pytest.raises(Forbidden):
        roadmaps.roadmap_view(project_id=project_id, actor=Actor(9, "审计", Role.AUDITOR))
    liaison = Actor(8, "张华", Role.LIAISON, department_code="ecology")
    seen = roadmaps.roadmap_view(project_id=project_id, actor=liaison).steps
    assert {step.department_code for step in seen} == {"ecology"}


def test_a_day_that_passed_moves_what_has_not_begun(db: str) -> None:
    """The stored forecast is what the page computes, also on a day on which nobody entered anything."""
    owner = agent()
    project_id = project(owner=owner)
    later = date(2026, 9, 15)
    before = stored(project_id).forecast_finish_on
    with clock.frozen(later), unit_of_work(SYSTEM) as work:
        tick_system(work, project_ids=[project_id], today=later)
    with clock.frozen(later):
        seen = roadmaps.roadmap_view(project_id=project_id, actor=owner).finish_on
    assert before and seen > before
    assert stored(project_id).forecast_finish_on == seen
