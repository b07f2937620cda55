"""Undoing a saved change: every column as it was, or a sentence that says what stands in the way."""

from typing import Any

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError, Forbidden
from domain.vocabulary import LinkKind, Mode, Role
from models import AuditRow, Project, RoadmapChange, StepMaterial
from services import clock, words
from services.audit_chain import first_bad
from services.database import reading, unit_of_work
from services.roadmaps import editing
from services.roadmaps.editing import (
    AddLink,
    AddStep,
    DropStep,
    NeedStep,
    SetDuration,
    SetGroup,
    SetMode,
    SetPin,
)
from services.steps import settle_project
from tests import factories_steps
from tests.factories import TODAY
from tests.factories_roadmaps import agent, project, steps
from tests.factories_steps import person

pytestmark = pytest.mark.usefixtures("db")
FIRST, SECOND, THIRD = "planning_conditions", "land_auction", "land_contract"


@pytest.fixture
def owner() -> Actor:
    return agent()


def _project(owner: Actor, template: str = "industrial_new_grant") -> int:
    """A settled project: lights and counters stand."""
    project_id = project(template, owner=owner)
    with unit_of_work(SYSTEM) as work:
        settle_project(work, project=work.session.get_one(Project, project_id), today=TODAY)
    return project_id


def _save(project_id: int, by: Actor, *edits: editing.Edit) -> int:
    with reading(SYSTEM) as session:
        version = session.get_one(Project, project_id).version
    saved = editing.save(project_id=project_id, edits=edits, version=version, reason="调整", actor=by)
    return saved.change_id


def _everything(project_id: int) -> dict[str, Any]:
    """Every column of the project's roadmap but the versions that count writes."""
    with reading(SYSTEM) as session:
        one = session.get_one(Project, project_id)
        kept = {"version", "changed_at", "last_follow_up_on"}
        materials = session.exec(
            select(StepMaterial).where(StepMaterial.project_id == project_id).order_by(StepMaterial.id)
        ).all()
        return {
            "project": one.model_dump(exclude=kept),
            "steps": {code: step.model_dump(exclude={"version"}) for code, step in steps(project_id).items()},
            "materials": [row.model_dump(exclude={"version"}) for row in materials],
        }


def _refused(change_id: int, by: Actor) -> str:
    with pytest.raises(DomainError) as found:
        editing.undo(change_id=change_id, actor=by)
    text = words.of_error(found.value, lang="zh_CN")
    assert text != found.value.code and "{" not in text
    with reading(SYSTEM) as session:
        assert session.get_one(RoadmapChange, change_id).undone_at is None
    return found.value.code


@pytest.mark.parametrize(
    "edits",
    [
        (SetDuration(code=FIRST, days=12),),
        (AddLink(code="project_filing", source=THIRD, link_kind=LinkKind.SS, lag=2),),
        (SetPin(code=SECOND, on=TODAY.replace(month=12)),),
        (NeedStep(code="energy_review"), SetGroup(code="energy_review")),
        (AddStep(code="land_preexam"), SetDuration(code="land_preexam", days=4)),
        (AddStep(code="land_preexam"), AddStep(code="gov_feasibility"), SetDuration(code=FIRST, days=1)),
        (DropStep(code=SECOND, reason="划拨用地"), DropStep(code=THIRD, reason="划拨用地")),
    ],
)
def test_every_column_is_as_it_was(owner: Actor, edits: tuple[editing.Edit, ...]) -> None:
    project_id, head = _project(owner), person("王协调", Role.COORDINATOR)
    was = _everything(project_id)
    change = _save(project_id, head, *edits)
    changed = _everything(project_id)
    assert changed != was
    seen = editing.preview_undo(change_id=change, actor=head)
    assert _everything(project_id) == changed
    assert editing.undo(change_id=change, actor=head) == seen
    assert _everything(project_id) == was
    factories_steps.assert_replayed(project_id)
    with reading(SYSTEM) as session:
        assert first_bad(session)[1] is None
        assert session.exec(select(AuditRow).where(AuditRow.action == "roadmap.undo")).one()


def test_a_mode_and_what_it_moved_come_back(owner: Actor) -> None:
    project_id = _project(owner, "standard_land_start_on_grant")
    was = _everything(project_id)
    change = _save(project_id, owner, SetMode(code="design_scheme_review", mode=Mode.STANDARD))
    editing.undo(change_id=change, actor=owner)
    assert _everything(project_id) == was


def test_a_restored_step_is_dropped_again_by_the_undo_of_an_agent(owner: Actor) -> None:
    project_id, head = _project(owner), person("王协调", Role.COORDINATOR)
    _save(project_id, head, DropStep(code=FIRST, reason="已有"))
    was = _everything(project_id)
    change = _save(project_id, owner, NeedStep(code=FIRST))
    editing.undo(change_id=change, actor=owner)
    assert _everything(project_id) == was
    assert steps(project_id)[FIRST].state == "not_needed"


def test_twice_is_once(owner: Actor) -> None:
    change = _save(_project(owner), owner, SetDuration(code=FIRST, days=12))
    editing.undo(change_id=change, actor=owner)
    with pytest.raises(DomainError, match=r"edit\.undone_already"):
        editing.undo(change_id=change, actor=owner)


def test_a_later_change_of_the_same_column_stands_in_the_way(owner: Actor) -> None:
    project_id = _project(owner)
    first = _save(project_id, owner, SetDuration(code=FIRST, days=12))
    second = _save(project_id, owner, SetDuration(code=FIRST, days=20))
    assert _refused(first, owner) == "edit.undo_changed_since"
    editing.undo(change_id=second, actor=owner)
    editing.undo(change_id=first, actor=owner)
    assert steps(project_id)[FIRST].plan_days is None


def test_a_later_change_of_another_column_does_not(owner: Actor) -> None:
    project_id = _project(owner)
    first = _save(project_id, owner, SetDuration(code=SECOND, days=12))
    _save(project_id, owner, SetPin(code=SECOND, on=TODAY.replace(month=12)))
    editing.undo(change_id=first, actor=owner)
    step = steps(project_id)[SECOND]
    assert (step.plan_days, step.local_edits) == (None, ["pinned_on"])


def test_a_step_worked_on_since_keeps_its_edit(owner: Actor) -> None:
    step_id = factories_steps.at_step("energy_review", owner, mode="standard")
    project_id = factories_steps.see(step_id, owner).project_id
    change = _save(project_id, owner, SetDuration(code="energy_review", days=3))
    factories_steps.act(step_id, "submit", TODAY, owner)
    assert _refused(change, owner) == "edit.undo_step_moved"


def test_an_added_step_that_is_accepted_or_used_stays(owner: Actor) -> None:
    project_id = _project(owner)
    change = _save(project_id, owner, AddStep(code="land_preexam"))
    link = _save(project_id, owner, AddLink(code=THIRD, source="land_preexam", lag=3))
    assert _refused(change, owner) == "edit.undo_in_use"
    editing.undo(change_id=link, actor=owner)
    editing.undo(change_id=change, actor=owner)
    assert "land_preexam" not in steps(project_id)
    again = _save(project_id, owner, AddStep(code="tech_upgrade_filing"))
    step_id = steps(project_id)["tech_upgrade_filing"].id
    factories_steps.act(step_id, "not_needed", TODAY, person("协调", Role.COORDINATOR), reason="不办")
    assert _refused(again, owner) == "edit.undo_step_moved"


def test_who_may_undo(owner: Actor) -> None:
    change = _save(_project(owner), owner, SetDuration(code=FIRST, days=12))
    with pytest.raises(Forbidden):
        editing.undo(change_id=change, actor=person("领导", Role.LEADER))
    with pytest.raises(DomainError, match=r"access\.not_found"):
        editing.undo(change_id=change, actor=agent("王芳"))


def test_an_undo_days_later_still_restores_what_was_edited(owner: Actor) -> None:
    project_id = _project(owner)
    change = _save(project_id, owner, SetDuration(code=FIRST, days=12))
    with clock.frozen(TODAY.replace(day=20)):
        editing.undo(change_id=change, actor=owner)
    assert steps(project_id)[FIRST].plan_days is None
