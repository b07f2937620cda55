"""Editing a roadmap: each edit, each refusal; preview equals save; nothing is half-saved."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import func, select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound
from domain.vocabulary import LinkKind, Mode, Role
from models import AuditRow, Project, RoadmapChange, StepMaterial
from services import words
from services.database import reading
from services.roadmaps import editing
from services.roadmaps.editing import (
    AddLink,
    AddStep,
    DropStep,
    NeedStep,
    RemoveLink,
    SetDepartment,
    SetDuration,
    SetGroup,
    SetMode,
    SetPin,
)
from tests import factories_steps
from tests.factories import TODAY
from tests.factories_roadmaps import agent, project, steps
from tests.factories_steps import person

pytestmark = pytest.mark.usefixtures("db")
FIRST, SECOND, THIRD = "planning_conditions", "land_auction", "land_contract"


@pytest.fixture
def owner() -> Actor:
    return agent()


def _version(project_id: int) -> int:
    with reading(SYSTEM) as session:
        return session.get_one(Project, project_id).version


def _save(project_id: int, by: Actor, *edits: editing.Edit, reason: str = "调整") -> editing.Saved:
    version = _version(project_id)
    return editing.save(project_id=project_id, edits=edits, version=version, reason=reason, actor=by)


def _refused(project_id: int, by: Actor, *edits: editing.Edit) -> DomainError:
    """The refusal of preview and of save, which is the same, with words; nothing is stored."""
    was = (steps(project_id), _version(project_id), _rows())
    with pytest.raises(DomainError) as seen:
        editing.preview(project_id=project_id, edits=edits, actor=by)
    with pytest.raises(DomainError) as found:
        _save(project_id, by, *edits)
    assert (found.value.code, found.value.params) == (seen.value.code, seen.value.params)
    assert (steps(project_id), _version(project_id), _rows()) == was
    for lang in words.LANGS:
        text = words.of_error(found.value, lang=lang)
        assert text != found.value.code and "{" not in text
    return found.value


def _rows() -> tuple[int, int]:
    with reading(SYSTEM) as session:
        counted = [select(func.count()).select_from(model) for model in (AuditRow, RoadmapChange)]
        return session.exec(counted[0]).one(), session.exec(counted[1]).one()


def _columns(project_id: int) -> dict[str, dict[str, Any]]:
    """Every column of every step but the version that counts writes."""
    return {code: step.model_dump(exclude={"version"}) for code, step in steps(project_id).items()}


# ---- each edit


def test_a_duration_moves_what_follows_and_is_remembered_as_local(owner: Actor) -> None:
    project_id = project(owner=owner)
    was = steps(project_id)
    saved = _save(project_id, owner, SetDuration(code=FIRST, days=30))
    now = steps(project_id)
    assert now[FIRST].plan_days == 30 and now[FIRST].local_edits == ["plan_days"]
    assert now[FIRST].version == was[FIRST].version + 1
    assert now[THIRD].plan_accept_on > was[THIRD].plan_accept_on
    assert saved.impact.finish_workdays > 0
    _save(project_id, owner, SetDuration(code=FIRST, days=None))
    assert steps(project_id)[FIRST].plan_finish_on == was[FIRST].plan_finish_on


@pytest.mark.parametrize("days", [-1, 2.5, float("nan"), float("inf"), 100_000])
def test_days_are_whole_and_not_negative(owner: Actor, days: float) -> None:
    project_id = project(owner=owner)
    assert _refused(project_id, owner, SetDuration(code=FIRST, days=days)).code == "edit.days"
    link = AddLink(code=THIRD, source="sign_agreement", lag=days)
    assert _refused(project_id, owner, link).code == "edit.lag"


def test_a_finished_step_and_a_running_limit_keep_their_days(owner: Actor) -> None:
    step_id = factories_steps.at_step("energy_review", owner, mode="standard")
    factories_steps.act(step_id, "submit", TODAY, owner)
    factories_steps.department(step_id, "accept", TODAY, owner)
    project_id = factories_steps.see(step_id, owner).project_id
    running = _refused(project_id, owner, SetDuration(code="energy_review", days=3))
    assert running.code == "edit.duration_running"
    done = next(code for code, step in steps(project_id).items() if step.state == "done")
    assert _refused(project_id, owner, SetDuration(code=done, days=3)).code == "edit.duration_finished"
    assert _refused(project_id, owner, SetMode(code=done, mode=Mode.STANDARD)).code == "edit.finished"
    begun = _refused(project_id, owner, SetPin(code="energy_review", on=date(2026, 9, 9)))
    assert begun.code == "edit.begun"
    department = SetDepartment(code="energy_review", department_code="natural_resources")
    assert _refused(project_id, owner, department).code == "edit.department_accepted"


def test_a_link_with_lag_holds_a_step_back(owner: Actor) -> None:
    project_id = project(owner=owner)
    was = steps(project_id)
    last = was[THIRD].plan_finish_on
    _save(project_id, owner, AddLink(code="project_filing", source=THIRD, lag=5))
    now = steps(project_id)["project_filing"]
    assert now.links == [{"source": THIRD, "kind": "FS", "lag": 5}]
    assert now.plan_accept_on > last > was["project_filing"].plan_accept_on
    _save(project_id, owner, AddLink(code="project_filing", source=THIRD, link_kind=LinkKind.SS))
    now = steps(project_id)["project_filing"]
    assert now.links == [{"source": THIRD, "kind": "SS", "lag": 0}]
    assert now.plan_accept_on == was[THIRD].plan_accept_on
    _save(project_id, owner, RemoveLink(code="project_filing", source=THIRD))
    assert steps(project_id)["project_filing"].plan_accept_on == was["project_filing"].plan_accept_on


def test_a_cycle_is_refused_with_its_steps_named_in_the_readers_language(owner: Actor) -> None:
    project_id = project(owner=owner)
    refused = _refused(project_id, owner, AddLink(code=FIRST, source=THIRD))
    assert refused.code == "roadmap.cycle"
    assert "规划条件" in words.of_error(refused, lang="zh_CN")
    assert "land_contract" not in words.of_error(refused, lang="zh_CN")
    english = Actor(owner.account_id, owner.name, owner.role, lang="en")
    said = words.of_error(_refused(project_id, english, AddLink(code=FIRST, source=THIRD)), lang="en")
    assert "land_contract" not in said and "→" in said


def test_links_that_make_no_sense(owner: Actor) -> None:
    project_id = project(owner=owner)
    refusals = {
        "edit.link_to_itself": AddLink(code=FIRST, source=FIRST),
        "edit.no_such_step": AddLink(code=FIRST, source="nonsense"),
        "edit.link_is_legal": AddLink(code=THIRD, source=SECOND),
        "edit.legal_prerequisite": RemoveLink(code=THIRD, source=SECOND),
        "edit.no_such_link": RemoveLink(code=FIRST, source=THIRD),
    }
    assert {code: _refused(project_id, owner, edit).code for code, edit in refusals.items()} == {
        code: code for code in refusals
    }


def test_an_item_of_the_catalogue_with_its_materials_and_prerequisites(owner: Actor) -> None:
    project_id = project("service_commerce", owner=owner)
    was = steps(project_id)
    assert "energy_review" not in was
    saved = _save(project_id, owner, AddStep(code="energy_review"))
    now = steps(project_id)
    added = now["energy_review"]
    assert added.prerequisites and added.limits_status and added.plan_accept_on
    assert not added.optional
    order = [step.seq for step in sorted(now.values(), key=lambda step: step.seq)]
    assert order == sorted(set(order))
    with reading(SYSTEM) as session:
        wanted = session.exec(select(StepMaterial).where(StepMaterial.step_id == added.id)).all()
    assert wanted
    assert [move.code for move in saved.impact.steps if move.is_added] == ["energy_review"]
    assert _refused(project_id, owner, AddStep(code="energy_review")).code == "edit.already_there"
    assert _refused(project_id, owner, AddStep(code="nonsense")).code == "edit.unknown_item"


def test_an_optional_step_is_chosen_and_dropped_with_a_reason(owner: Actor) -> None:
    project_id = project(owner=owner)
    assert steps(project_id)["energy_review"].plan_accept_on is None
    assert _refused(project_id, owner, AddStep(code="energy_review")).code == "edit.is_waiting"
    _save(project_id, owner, NeedStep(code="energy_review"))
    assert steps(project_id)["energy_review"].plan_accept_on is not None
    assert _refused(project_id, owner, NeedStep(code="energy_review")).code == "edit.already_needed"
    assert _refused(project_id, owner, DropStep(code="energy_review")).code == "edit.reason_missing"


def test_a_required_step_is_dropped_by_the_coordinator_alone_and_comes_back(owner: Actor) -> None:
    project_id, head = project(owner=owner), person("王协调", Role.COORDINATOR)
    drop = DropStep(code=FIRST, reason="已有规划条件")
    assert _refused(project_id, owner, drop).code == "edit.required_step"
    _save(project_id, head, drop)
    dropped = steps(project_id)[FIRST]
    assert (dropped.state, dropped.not_needed_reason) == ("not_needed", "已有规划条件")
    factories_steps.assert_replayed(project_id)
    assert _refused(project_id, owner, SetDuration(code=FIRST, days=3)).code == "edit.dropped"
    _save(project_id, owner, NeedStep(code=FIRST))
    back = steps(project_id)[FIRST]
    assert (back.state, back.not_needed_reason) == ("not_started", None)
    factories_steps.assert_replayed(project_id)


def test_only_permitted_modes_with_the_reason_otherwise(owner: Actor) -> None:
    project_id = project("standard_land_start_on_grant", owner=owner)
    refused = _refused(project_id, owner, SetMode(code=FIRST, mode=Mode.COMMITMENT))
    assert refused.code == "mode_refused.not_listed"
    simulated = "design_scheme_review"
    was = steps(project_id)[simulated]
    saved = _save(project_id, owner, SetMode(code=simulated, mode=Mode.STANDARD))
    now = steps(project_id)[simulated]
    assert (was.mode, now.mode) == ("simulated", "standard")
    assert now.plan_accept_on > was.plan_accept_on and saved.impact.finish_workdays >= 0
    move = next(move for move in saved.impact.steps if move.code == simulated)
    assert (move.mode_before, move.mode_after) == ("simulated", "standard")
    _save(project_id, owner, SetMode(code=simulated, mode=Mode.SIMULATED))
    assert steps(project_id)[simulated].conversion_requires == was.conversion_requires


def test_another_department_of_the_same_kind(owner: Actor) -> None:
    project_id = project(owner=owner)
    _save(project_id, owner, SetDepartment(code=FIRST, department_code="housing"))
    assert steps(project_id)[FIRST].department_code == "housing"
    unknown = SetDepartment(code=FIRST, department_code="nobody")
    assert _refused(project_id, owner, unknown).code == "edit.unknown_department"
    enterprise = SetDepartment(code=FIRST, department_code="project_owner")
    assert _refused(project_id, owner, enterprise).code == "edit.other_kind"


def test_a_step_leaves_its_joint_review_and_joins_again_under_one_lead(owner: Actor) -> None:
    project_id = project(owner=owner, include={"energy_review"})
    group = steps(project_id)["energy_review"].parallel_group
    _save(project_id, owner, SetGroup(code="energy_review"))
    alone = steps(project_id)["energy_review"]
    assert (alone.parallel_group, alone.mode) == (None, "standard")
    assert _refused(project_id, owner, SetGroup(code="energy_review")).code == "edit.no_group"
    join = SetGroup(code="energy_review", group=group, lead_department_code="housing")
    _save(project_id, owner, join)
    members = [step for step in steps(project_id).values() if step.parallel_group == group]
    assert {step.lead_department_code for step in members} == {"housing"} and len(members) > 1
    assert _refused(project_id, owner, SetGroup(code=SECOND, group=group)).code == "edit.not_parallel"
    new = SetGroup(code="energy_review", group="own-1")
    assert _refused(project_id, owner, new).code == "edit.no_lead"


def test_a_pin_holds_a_step_back_until_it_is_pulled_back(owner: Actor) -> None:
    project_id = project(owner=owner)
    was = steps(project_id)[SECOND]
    pinned = date(2026, 11, 2)
    _save(project_id, owner, SetPin(code=SECOND, on=pinned))
    assert steps(project_id)[SECOND].plan_accept_on == pinned
    _save(project_id, owner, SetPin(code=SECOND))
    assert steps(project_id)[SECOND].plan_accept_on == was.plan_accept_on
    assert _refused(project_id, owner, SetPin(code=SECOND)).code == "edit.no_pin"
    past = SetPin(code=SECOND, on=date(2026, 8, 31))
    assert _refused(project_id, owner, past).code == "edit.pin_in_past"
    early = _refused(project_id, owner, SetPin(code=THIRD, on=TODAY))
    assert (early.code, early.params["earliest"]) == (
        "edit.pin_too_early",
        words.say_date(steps(project_id)[THIRD].plan_accept_on),
    )


def test_a_pin_on_a_holiday_is_the_next_working_day(owner: Actor) -> None:
    project_id = project(owner=owner)
    _save(project_id, owner, SetPin(code=SECOND, on=date(2026, 10, 3)))
    assert steps(project_id)[SECOND].plan_accept_on == date(2026, 10, 8)


# ---- one transaction


def test_preview_equals_save_and_keeps_nothing(owner: Actor) -> None:
    project_id = project(owner=owner)
    edits = (
        SetDuration(code=FIRST, days=12),
        AddLink(code="project_filing", source=FIRST, link_kind=LinkKind.SS, lag=3),
        NeedStep(code="energy_review"),
    )
    was, rows = _columns(project_id), _rows()
    seen = editing.preview(project_id=project_id, edits=edits, actor=owner)
    assert (_columns(project_id), _rows()) == (was, rows)
    assert _save(project_id, owner, *edits).impact == seen
    assert seen.steps and not seen.is_empty


def test_one_bad_edit_among_good_ones_saves_nothing(owner: Actor) -> None:
    project_id = project(owner=owner)
    good, bad = SetDuration(code=FIRST, days=12), AddLink(code=FIRST, source=THIRD)
    assert _refused(project_id, owner, good, bad).code == "roadmap.cycle"
    assert _refused(project_id, owner).code == "edit.nothing"


def test_a_saved_change_is_one_row_and_audited(owner: Actor) -> None:
    project_id = project(owner=owner)
    saved = _save(
        project_id, owner, SetDuration(code=FIRST, days=9), SetPin(code=SECOND, on=date(2026, 12, 1))
    )
    with reading(SYSTEM) as session:
        change = session.get_one(RoadmapChange, saved.change_id)
        audited = session.exec(select(AuditRow).where(AuditRow.action == "roadmap.change")).one()
        session.expunge_all()
    assert (change.kind, change.reason, change.made_by) == ("several", "调整", owner.account_id)
    assert change.before["steps"][FIRST]["plan_days"] is None
    assert change.after["steps"][FIRST]["plan_days"] == 9
    assert audited.project_id == project_id and audited.reason == "调整"


def test_a_stale_version_and_a_missing_reason(owner: Actor) -> None:
    project_id = project(owner=owner)
    version, edit = _version(project_id), SetDuration(code=FIRST, days=9)
    _save(project_id, owner, edit)
    with pytest.raises(Conflict, match=r"access\.stale"):
        editing.save(project_id=project_id, edits=[edit], version=version, reason="x", actor=owner)
    with pytest.raises(BadInput, match=r"edit\.no_reason"):
        _save(project_id, owner, edit, reason="  ")


def test_who_may_edit(owner: Actor) -> None:
    project_id, edit = project(owner=owner), SetDuration(code=FIRST, days=9)
    for role in (Role.LIAISON, Role.LEADER, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(Forbidden):
            editing.preview(project_id=project_id, edits=[edit], actor=person(role.value, role))
    with pytest.raises(NotFound):
        editing.preview(project_id=project_id, edits=[edit], actor=agent("王芳"))
    assert editing.preview(project_id=project_id, edits=[edit], actor=person("协调", Role.COORDINATOR))


def test_an_open_form_of_an_edited_step_is_stale(owner: Actor) -> None:
    step_id = factories_steps.at_step("energy_review", owner, mode="standard")
    view = factories_steps.see(step_id, owner)
    _save(view.project_id, owner, SetDuration(code="energy_review", days=3))
    from services.steps import advance

    with pytest.raises(Conflict, match=r"access\.stale"):
        advance(step_id=step_id, event="submit", happened_on=TODAY, actor=owner, version=view.version)


def test_duties_follow_an_edit(owner: Actor) -> None:
    step_id = factories_steps.at_step("energy_review", owner, mode="standard")
    project_id = factories_steps.see(step_id, owner).project_id
    assert "ready" in factories_steps.duties(step_id)
    head = person("王协调", Role.COORDINATOR)
    saved = _save(project_id, head, DropStep(code="energy_review", reason="不涉及"))
    assert "ready" not in factories_steps.duties(step_id)
    gone = [duty for duty in saved.impact.duties if duty.after is None]
    assert [duty.anchor for duty in gone if duty.step == "节能审查"] == ["ready"]
    assert any(one.after is None for one in saved.impact.reminders)
