"""A new version of a package beside running roadmaps: what is offered, taken over, declined, undone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import Conflict, Forbidden, NotFound, RuleBroken
from domain.network import Link
from domain.templates import TemplateRow, added, changed, removed
from domain.vocabulary import Role
from models import AuditRow, Project, Step, StepMaterial
from services import templates
from services.database import reading, unit_of_work
from services.roadmaps.editing import undo
from services.steps import EventDraft, advance, place, settle_project
from services.templates import OfferRow
from tests.factories import TODAY
from tests.factories_reports import agent
from tests.factories_roadmaps import project, steps, write
from tests.factories_steps import at_step
from tests.factories_templates import (
    PACKAGE,
    body,
    changes_of,
    coordinator,
    publish,
    revised,
    stored,
    with_mode,
)

pytestmark = pytest.mark.usefixtures("db")
ALL = {
    "soil_water_plan:added",
    "completion_survey:dropped",
    "power_connection:work",
    "planning_verification:work",
    "quality_archive_acceptance:work",
    "realty_registration:optional",
    "env_self_acceptance:order",
}


def offered(project_id: int, actor: Actor = SYSTEM) -> dict[str, OfferRow]:
    view = templates.open_offer(project_id=project_id, actor=actor)
    return {row.key: row for row in view.rows} if view else {}


def taken(project_id: int, keys: Iterable[str], actor: Actor = SYSTEM) -> Any:
    view = templates.open_offer(project_id=project_id, actor=actor)
    assert view
    return templates.apply(
        project_id=project_id,
        to_version=view.to_version,
        taken=set(keys),
        version=view.project_version,
        actor=actor,
    )


def picture(project_id: int) -> dict[str, tuple[object, ...]]:
    """Everything of the steps that an offer may change, in roadmap order."""
    made = sorted(steps(project_id).values(), key=lambda step: step.seq)
    return {
        step.item_code: (
            step.mode,
            step.parallel_group,
            step.lead_department_code,
            step.optional,
            step.conversion_requires,
            step.state_kind,
            step.local_edits,
            step.plan_finish_on,
        )
        for step in made
    }


def test_an_untouched_roadmap_takes_everything_by_default() -> None:
    project_id = project(PACKAGE)
    assert offered(project_id) == {}
    publish(revised(body()))
    rows = offered(project_id)
    assert rows.keys() == ALL
    assert all(row.is_taken and not row.is_fixed and not row.kept_because for row in rows.values())


def test_what_is_taken_over_is_what_was_previewed() -> None:
    project_id = project(PACKAGE)
    publish(revised(body()))
    before = picture(project_id)
    seen = templates.preview(project_id=project_id, to_version=2, taken=ALL, actor=SYSTEM)
    assert picture(project_id) == before and stored(project_id).template_version == 1
    assert taken(project_id, ALL) == seen
    assert {move.code for move in seen.steps if move.is_added} >= {"soil_water_plan"}
    assert {move.code for move in seen.steps if move.is_removed} == {"completion_survey"}
    after = steps(project_id)
    assert after["soil_water_plan"].mode == "tolerance" and after["soil_water_plan"].plan_finish_on
    survey = after["completion_survey"]
    assert (survey.state, survey.not_needed_reason) == ("not_needed", "套餐第2版不再包含")
    assert after["power_connection"].mode == "commitment"
    assert after["planning_verification"].parallel_group == "G9"
    assert after["planning_verification"].lead_department_code == "ecology"
    assert after["realty_registration"].optional is False
    order = list(picture(project_id))
    assert order.index("env_self_acceptance") == order.index("works_completed") + 1
    assert order.index("soil_water_plan") == order.index("energy_review") + 1
    assert stored(project_id).template_version == 2
    with reading(SYSTEM) as session:
        materials = session.exec(
            select(StepMaterial).where(StepMaterial.step_id == after["soil_water_plan"].id)
        )
        assert materials.all()
        assert session.exec(select(AuditRow).where(AuditRow.action == "template.take_over")).one()


def test_a_roadmap_that_took_everything_equals_a_fresh_one() -> None:
    old = project(PACKAGE)
    publish(revised(body()))
    taken(old, ALL)
    fresh = picture(project(PACKAGE))
    followed = {code: row for code, row in picture(old).items() if code != "completion_survey"}
    assert list(followed) == list(fresh) and followed == fresh


def test_local_edits_are_kept_unless_chosen() -> None:
    project_id = project(PACKAGE)
    write(
        project_id,
        power_connection={"mode": "tolerance", "local_edits": ["mode"]},
        completion_survey={"plan_days": 9, "local_edits": ["plan_days"]},
        realty_registration={"local_edits": ["optional"]},
    )
    publish(revised(body()))
    rows = offered(project_id)
    kept = {key for key, row in rows.items() if not row.is_taken}
    assert kept == {"power_connection:work", "completion_survey:dropped", "realty_registration:optional"}
    assert {rows[key].kept_because for key in kept} == {"local_edit"}
    assert rows["power_connection:work"].mine == "容缺受理"
    taken(project_id, {key for key, row in rows.items() if row.is_taken})
    made = steps(project_id)
    assert made["power_connection"].mode == "tolerance" and made["completion_survey"].state_kind == "open"
    assert made["realty_registration"].optional is True


def test_a_local_edit_may_be_given_up() -> None:
    project_id = project(PACKAGE)
    write(project_id, power_connection={"mode": "tolerance", "local_edits": ["mode", "plan_days"]})
    publish(revised(body()))
    taken(project_id, {"power_connection:work"})
    step = steps(project_id)["power_connection"]
    assert (step.mode, step.local_edits) == ("commitment", ["plan_days"])


def test_an_option_that_somebody_chose_is_their_own() -> None:
    project_id = project("industrial_new_grant", include={"energy_review"})
    publish(removed(body("industrial_new_grant"), "energy_review"), "industrial_new_grant")
    assert offered(project_id)["energy_review:dropped"].is_taken  # nothing was edited on the step itself
    same = project(PACKAGE, include={"realty_registration"})
    publish(revised(body()))
    assert "realty_registration:optional" not in offered(same)  # needed here already


def test_work_that_has_begun_is_never_changed() -> None:
    project_id = project(PACKAGE)
    begun = {"state": "reviewing", "state_kind": "running", "accepted_on": TODAY}
    done = {"state": "done", "state_kind": "decided", "decided_on": TODAY}
    write(project_id, power_connection=begun, completion_survey=done, planning_verification=begun)
    publish(revised(body()))
    rows = offered(project_id)
    fixed = {key: row.kept_because for key, row in rows.items() if row.is_fixed}
    assert fixed == {
        "power_connection:work": "begun",
        "completion_survey:dropped": "finished",
        "planning_verification:work": "begun",
        "quality_archive_acceptance:work": "group_begun",
    }
    for key in fixed:
        with pytest.raises(RuleBroken, match=r"templates\.begun"):
            taken(project_id, {key})
    assert stored(project_id).template_version == 1


def test_an_item_of_a_group_that_has_begun_is_added_by_itself() -> None:
    step_id = at_step("eia_approval", agent(), template=PACKAGE)
    with unit_of_work(SYSTEM) as work:
        step = work.session.get_one(Step, step_id)
        project_id = step.project_id
        place(work, step=step, how="running", on=TODAY, today=TODAY)
        settle_project(work, project=work.session.get_one(Project, project_id), today=TODAY)
    group = body().group("G1")
    row = TemplateRow("soil_water_plan", 0, "parallel", "G1")
    publish(added(body(), row, after="eia_approval", group=group))
    taken(project_id, {"soil_water_plan:added"})
    step = steps(project_id)["soil_water_plan"]
    assert (step.mode, step.parallel_group) == ("standard", None)


def test_what_was_declined_is_not_offered_again() -> None:
    project_id = project(PACKAGE)
    publish(revised(body()))
    taken(project_id, {"power_connection:work"})
    assert offered(project_id) == {}
    with pytest.raises(RuleBroken, match=r"templates\.nothing_offered"):
        templates.apply(project_id=project_id, to_version=2, taken=set(), actor=SYSTEM)
    publish(with_mode(body(), "fire_acceptance", "tolerance"))
    assert offered(project_id).keys() == {"fire_acceptance:work"}


def test_steps_are_matched_by_code_and_what_is_there_already_is_no_offer() -> None:
    project_id = project(PACKAGE)
    write(project_id, power_connection={"mode": "commitment", "local_edits": ["mode"]})
    publish(revised(body()))
    assert "power_connection:work" not in offered(project_id)


def test_taking_over_is_undone_as_one_change() -> None:
    agent_a = agent()
    project_id = project(PACKAGE, owner=agent_a)
    write(project_id, power_connection={"mode": "tolerance", "local_edits": ["mode"]})
    before = picture(project_id)
    publish(revised(body()))
    taken(project_id, ALL, agent_a)
    (change,) = changes_of(project_id)
    assert change.kind == "template" and change.summary["to"] == 2
    undo(change_id=change.id or 0, actor=agent_a)
    assert picture(project_id) == before
    assert stored(project_id).template_version == 1
    assert offered(project_id).keys() == ALL


def test_an_undo_waits_for_the_later_version_to_be_undone_first() -> None:
    agent_a = agent()
    project_id = project(PACKAGE, owner=agent_a)
    publish(revised(body()))
    taken(project_id, set(), agent_a)
    publish(with_mode(body(), "fire_acceptance", "tolerance"))
    taken(project_id, {"fire_acceptance:work"}, agent_a)
    first, _second = changes_of(project_id)
    with pytest.raises(RuleBroken, match=r"edit\.undo_later_first"):
        undo(change_id=first.id or 0, actor=agent_a)


def test_two_tabs_or_a_newer_version_are_noticed() -> None:
    project_id = project(PACKAGE)
    publish(revised(body()))
    view = templates.open_offer(project_id=project_id, actor=SYSTEM)
    assert view
    publish(with_mode(body(), "fire_acceptance", "tolerance"))
    with pytest.raises(Conflict, match=r"access\.stale"):
        templates.apply(project_id=project_id, to_version=view.to_version, taken=set(), actor=SYSTEM)
    with pytest.raises(Conflict, match=r"access\.stale"):
        templates.apply(project_id=project_id, to_version=3, taken=set(), version=99, actor=SYSTEM)
    with pytest.raises(NotFound, match=r"templates\.no_such_offer"):
        templates.apply(project_id=project_id, to_version=3, taken={"nothing:added"}, actor=SYSTEM)


def test_coordinators_see_which_roadmaps_have_not_followed() -> None:
    lead, agent_a = coordinator(), agent()
    behind, other = project(PACKAGE, owner=agent_a), project("service_commerce", owner=agent_a)
    publish(revised(body()))
    (line,) = templates.list_offers(actor=lead)
    assert (line.project_id, line.count, line.agent) == (behind, len(ALL), "李代办")
    assert (line.from_version, line.to_version) == (1, 2)
    package = next(one for one in templates.list_packages(actor=lead) if one.code == PACKAGE)
    assert (package.projects, package.behind) == (1, 1)
    taken(behind, set(), lead)
    assert templates.list_offers(actor=lead) == () and offered(other) == {}


def test_only_those_who_work_on_a_project_decide() -> None:
    agent_a, stranger = agent(), agent("冯代办", "agent0199")
    project_id = project(PACKAGE, owner=agent_a)
    publish(revised(body()))
    with pytest.raises(NotFound):
        templates.open_offer(project_id=project_id, actor=stranger)
    with pytest.raises(NotFound):
        templates.apply(project_id=project_id, to_version=2, taken=set(), actor=stranger)
    for role in (Role.LEADER, Role.LIAISON, Role.ADMIN):
        with pytest.raises(Forbidden):
            templates.open_offer(project_id=project_id, actor=Actor(99, "某人", role))
    with pytest.raises(Forbidden):
        templates.list_offers(actor=agent_a)


def test_a_dropped_item_can_be_restored_by_hand() -> None:
    agent_a = agent()
    project_id = project(PACKAGE, owner=agent_a)
    publish(revised(body()))
    taken(project_id, {"completion_survey:dropped"}, agent_a)
    step = steps(project_id)["completion_survey"]
    advance(step_id=step.id or 0, event="restore", happened_on=TODAY, actor=agent_a, draft=EventDraft())
    assert steps(project_id)["completion_survey"].plan_finish_on


def test_a_closed_project_is_offered_nothing() -> None:
    project_id = project(PACKAGE)
    with unit_of_work(SYSTEM) as work:
        from models import Project

        work.session.get_one(Project, project_id).status = "withdrawn"
    publish(revised(body()))
    assert offered(project_id) == {}
    assert date(2026, 9, 1) == TODAY


def test_a_new_link_is_offered_and_an_own_one_stays() -> None:
    project_id, other = project(PACKAGE), project(PACKAGE)
    own = [{"source": "sign_agreement", "kind": "SS", "lag": 2}]
    write(other, power_connection={"links": own, "local_edits": ["links"]})
    row = body().row("power_connection")
    publish(changed(body(), replace(row, links=(Link("works_completed", lag=3),))))
    assert offered(project_id)["power_connection:links"].is_taken
    mine = offered(other)["power_connection:links"]
    assert (mine.is_taken, mine.kept_because) == (False, "local_edit") and "隔2个工作日" in mine.mine
    moved = taken(project_id, {"power_connection:links"})
    assert "power_connection" in {step.code for step in moved.steps}
    assert steps(project_id)["power_connection"].links == [
        {"source": "works_completed", "kind": "FS", "lag": 3}
    ]
    taken(other, ())
    assert steps(other)["power_connection"].links == own


def test_a_link_from_an_item_that_is_not_taken_over_is_left_out() -> None:
    project_id = project(PACKAGE)
    one = added(body(), TemplateRow("soil_water_plan", 0, "tolerance"), after="energy_review")
    publish(changed(one, replace(one.row("power_connection"), links=(Link("soil_water_plan"),))))
    taken(project_id, {"power_connection:links"})
    assert steps(project_id)["power_connection"].links == []
