"""What-if of a project: scenarios, the reasons of refusals, own scenarios, adopting and undoing."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound, RuleBroken
from domain.moments import Scenario
from domain.roadmap import plan
from domain.vocabulary import Mode, Role
from models import AuditRow, PlanScenario, Project, RoadmapChange
from services.database import reading
from services.roadmaps import editing, whatif
from services.roadmaps.whatif import FASTEST, PARALLEL, PLANNED, SERIAL, ScenarioDraft
from services.roadmaps.whatif.ground import ground_of
from services.words import LANGS, of_error
from tests.factories import TODAY
from tests.factories_plan import rows
from tests.factories_roadmaps import agent, project, steps, write
from tests.factories_steps import person

pytestmark = pytest.mark.usefixtures("db")
EXPECTED = {row["template_code"]: row for row in rows("expected_plans", "tests/data")}
DESIGN, CHECK = "design_scheme_review", "joint_acceptance"


@pytest.fixture
def owner() -> Iterator[Actor]:
    yield agent()


def modes_of(project_id: int) -> dict[str, str]:
    return {code: step.mode for code, step in steps(project_id).items()}


def version_of(project_id: int) -> int:
    with reading(SYSTEM) as session:
        return session.get_one(Project, project_id).version


@pytest.mark.parametrize("template", list(EXPECTED))
def test_the_packages_save_what_was_computed_for_them(template: str) -> None:
    view = whatif.scenarios(project_id=project(template), actor=SYSTEM)
    expected, planned = EXPECTED[template], view.row(PLANNED)
    assert planned is not None
    assert (planned.saving.b1, planned.saving.b2) == (
        int(expected["b1_serial_statutory"]),
        int(expected["b2_parallel_statutory"]),
    )
    assert planned.saving.n == int(expected["counted_items"])
    assert planned.saving.vs_b1_pct == pytest.approx(float(expected["saving_vs_b1_pct"]), abs=2)
    finishes = [view.row(code).finish_on for code in (SERIAL, PARALLEL, PLANNED, FASTEST)]  # type: ignore[union-attr]
    assert finishes == sorted(finishes, reverse=True) and view.is_proven
    for row in view.rows:
        assert sum(stretch.workdays for stretch in row.stretches) == row.bar_workdays


@pytest.mark.parametrize("template", list(EXPECTED))
def test_the_two_plain_scenarios_are_those_of_the_plan_engine(template: str) -> None:
    project_id = project(template)
    view = whatif.scenarios(project_id=project_id, actor=SYSTEM)
    with reading(SYSTEM) as session:
        ground = ground_of(session, session.get_one(Project, project_id), TODAY)
    for code, scenario in ((SERIAL, Scenario.SERIAL_STANDARD), (PARALLEL, Scenario.PARALLEL_ONLY)):
        timeline = ground.situation.timeline
        planned = plan(ground.network, timeline=timeline, start=TODAY, scenario=scenario, today=TODAY)
        assert view.row(code).finish_on == planned.finish_on  # type: ignore[union-attr]


def test_the_fastest_says_what_each_switch_brings_why_and_what_is_owed(owner: Actor) -> None:
    view = whatif.scenarios(project_id=project(owner=owner), actor=owner)
    best, now = view.row(FASTEST), view.row(PLANNED)
    assert best and now and best.workdays < now.workdays
    found = {switch.code: switch for switch in view.switches}
    assert found[DESIGN].after == Mode.SIMULATED and found[DESIGN].alone == 20
    assert "土地出让合同" in found[DESIGN].why and "无法律效力" in found[DESIGN].bears[0]
    assert sum(switch.in_turn for switch in view.switches) == now.workdays - best.workdays
    assert {risk.code for risk in best.risks} >= {DESIGN, CHECK}


def test_a_begun_step_keeps_its_mode_in_every_scenario(owner: Actor) -> None:
    project_id = project("standard_land_start_on_grant", owner=owner)
    write(project_id, **{DESIGN: {"state": "reviewing", "state_kind": "running"}})
    view = whatif.scenarios(project_id=project_id, actor=owner)
    assert DESIGN not in {choice.code for choice in view.choices} and view.kept == 1
    assert all(DESIGN not in row.modes for row in view.rows)


def test_a_refused_mode_cannot_be_chosen_and_the_reason_is_said(owner: Actor) -> None:
    project_id = project(owner=owner)
    tried = whatif.try_out(project_id=project_id, modes={"land_auction": "commitment"}, actor=owner)
    assert "事项目录未允许" in tried.row.refusal
    with pytest.raises(RuleBroken) as refused:
        whatif.preview_adoption(project_id=project_id, modes={"land_auction": "commitment"}, actor=owner)
    assert refused.value.code == "mode_refused.not_listed"
    choice = next(
        one for one in whatif.scenarios(project_id=project_id, actor=owner).choices if one.code == CHECK
    )
    reasons = {option.mode: option.refusal for option in choice.options}
    assert reasons["commitment"] == "" and "目录" in reasons["simulated"]


def test_adopting_is_one_audited_change_that_can_be_undone(owner: Actor) -> None:
    project_id = project(owner=owner)
    view, before = whatif.scenarios(project_id=project_id, actor=owner), modes_of(project_id)
    best = view.row(FASTEST)
    assert best is not None
    seen = whatif.preview_adoption(project_id=project_id, modes=best.modes, actor=owner)
    assert modes_of(project_id) == before and seen.finish_after == best.finish_on
    saved = whatif.adopt(
        project_id=project_id,
        scenario=FASTEST,
        modes=best.modes,
        version=view.version,
        reason="抢工期",
        actor=owner,
    )
    assert saved.impact == seen
    assert {code: mode for code, mode in modes_of(project_id).items() if mode != before[code]} == best.modes
    assert steps(project_id)[DESIGN].conversion_requires == ["land_contract"]
    again = whatif.scenarios(project_id=project_id, actor=owner)
    assert again.row(PLANNED).finish_on == best.finish_on and not again.row(FASTEST).changed  # type: ignore[union-attr]
    with reading(SYSTEM) as session:
        change = session.get_one(RoadmapChange, saved.change_id)
        assert change.summary["scenario"] == FASTEST and change.reason == "抢工期"
        actions = set(session.exec(select(AuditRow.action)))
    assert {"scenario.adopt", "roadmap.change"} <= actions
    editing.undo(change_id=saved.change_id, actor=owner)
    assert modes_of(project_id) == before and steps(project_id)[DESIGN].conversion_requires == []


def test_adopting_wants_a_reason_a_change_and_the_version_that_was_read(owner: Actor) -> None:
    project_id = project(owner=owner)
    now, modes = version_of(project_id), {CHECK: "commitment"}

    def adopt(**changes: Any) -> str:
        wanted = {"scenario": "own", "modes": modes, "version": now, "reason": "已商定", **changes}
        with pytest.raises(DomainError) as refused:
            whatif.adopt(project_id=project_id, actor=owner, **wanted)
        assert all(of_error(refused.value, lang=lang) != refused.value.code for lang in LANGS)
        return refused.value.code

    assert adopt(reason=" ") == "edit.no_reason"
    assert adopt(modes={}) == "whatif.nothing_changed"
    with pytest.raises(Conflict):
        whatif.adopt(
            project_id=project_id, scenario="own", modes=modes, version=now - 1, reason="商定", actor=owner
        )


def test_own_scenarios_are_kept_renamed_and_deleted(owner: Actor) -> None:
    project_id = project(owner=owner)
    draft = ScenarioDraft(name=" 先承诺  ", modes={CHECK: Mode.COMMITMENT})
    own_id = whatif.save(project_id=project_id, draft=draft, actor=owner)
    row = whatif.scenarios(project_id=project_id, actor=owner).row(f"own-{own_id}")
    assert row and row.name == "先承诺" and row.modes == {CHECK: "commitment"}
    assert whatif.save(project_id=project_id, draft=draft, actor=owner) == own_id
    other = whatif.save(
        project_id=project_id, draft=ScenarioDraft(name="另一个", modes={CHECK: Mode.COMMITMENT}), actor=owner
    )
    with pytest.raises(RuleBroken):
        whatif.rename(project_id=project_id, own_id=other, name="先承诺", actor=owner)
    whatif.rename(project_id=project_id, own_id=other, name="备用", actor=owner)
    whatif.adopt(
        project_id=project_id,
        scenario=f"own-{own_id}",
        modes=row.modes,
        version=version_of(project_id),
        reason="商定",
        actor=owner,
    )
    with reading(SYSTEM) as session:
        assert session.get_one(PlanScenario, own_id).adopted_at is not None
    whatif.delete(project_id=project_id, own_id=other, actor=owner)
    with pytest.raises(NotFound):
        whatif.delete(project_id=project_id, own_id=other, actor=owner)


def test_bad_names_and_choices_are_refused_and_nothing_is_kept(owner: Actor) -> None:
    project_id = project(owner=owner)
    for name, modes, code in (
        (" ", {CHECK: Mode.COMMITMENT}, "whatif.no_name"),
        ("长" * 41, {CHECK: Mode.COMMITMENT}, "whatif.name_too_long"),
        ("空", {}, "whatif.nothing_changed"),
        ("错", {"no_such_item": Mode.COMMITMENT}, "whatif.unknown_step"),
    ):
        with pytest.raises(BadInput) as refused:
            whatif.save(project_id=project_id, draft=ScenarioDraft(name=name, modes=modes), actor=owner)
        assert refused.value.code == code
    with pytest.raises(ValidationError):
        ScenarioDraft.model_validate({"name": "错", "modes": {CHECK: "hurry"}})
    with reading(SYSTEM) as session:
        assert session.exec(select(PlanScenario)).all() == []


def test_strangers_see_nothing_liaisons_and_leaders_change_nothing(owner: Actor) -> None:
    project_id = project(owner=owner)
    with pytest.raises(NotFound):
        whatif.scenarios(project_id=project_id, actor=agent("王外人"))
    with pytest.raises(Forbidden):
        whatif.scenarios(project_id=project_id, actor=person("联络员", Role.LIAISON))
    leader = person("领导", Role.LEADER)
    assert not whatif.scenarios(project_id=project_id, actor=leader).may_change
    with pytest.raises(Forbidden):
        whatif.preview_adoption(project_id=project_id, modes={CHECK: "commitment"}, actor=leader)
