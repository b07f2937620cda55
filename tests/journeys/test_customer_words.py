"""One journey for each phrase of the customer's text that the product fills by now, named in its words.

The phrases that later work fills stand in docs/roadmap.md; a test holds both together.
"""

from datetime import date
from pathlib import Path

import pytest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden, RuleBroken
from domain.vocabulary import MaterialState, ProblemKind, Role, VisitKind
from services import agency, dashboard, materials, problems, projects, roadmaps, steps, visits
from services.problems import AssignDraft, Proof, RaiseDraft
from services.settings import ROOT, settings
from services.visits import VisitDraft
from tests.factories import TODAY
from tests.factories_roadmaps import steps as stored_steps
from tests.factories_steps import act, at_step, department, finish, person, see, signed

TUE, WED, FRI = date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 4)
JOURNEYS = {
    "动态项目代办库": "test_dynamic_agency_pool",
    "实时掌握项目审批服务进程": "test_approval_progress_in_real_time",
    "从项目签约环节便提前介入": "test_stepping_in_at_signing",
    "全程代办审批事项": "test_agency_through_the_whole_course",
    "1名专职代办员主动对接1-2家企业": "test_one_agent_for_one_or_two_enterprises",
    "收集梳理问题清单": "test_problem_list",
    "精准破解难点和堵点": "test_clearing_what_blocks",
    "“点对点”指导": "test_point_to_point_guidance",
    "服务套餐": "test_service_packages",
    "代办协调专员": "test_agency_coordinator",
    "“一对一”全流程报批图": "test_one_to_one_roadmap",
    "模拟审批": "test_simulated_approval",
    "容缺审批": "test_tolerance_approval",
    "并联审批": "test_parallel_approval",
    "承诺审批": "test_commitment_approval",
    "节约审批时间70%以上": "test_saving_seventy_percent",
    "一次录入，多元共享": "test_entered_once_and_shared",
}
LATER = ("定制服务联络卡", "组团", "企业满意率", "云档案", "权责清单", "办事攻略")

pytestmark = pytest.mark.usefixtures("sqlite_db")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def agent() -> Actor:
    return person("李代办", Role.AGENT)


@pytest.fixture
def coordinator() -> Actor:
    return person("陈协调", Role.COORDINATOR)


def _intake(actor: Actor, name: str = "雪原储能示例项目", **values: object) -> int:
    given = {
        "enterprise_name": f"哈尔滨{name}有限公司",
        "project_name": name,
        "template_code": "standard_land_start_on_grant",
        "signed_on": date(2026, 8, 25),
        "primary_agent_id": actor.account_id if actor.role is Role.AGENT else None,
    }
    return projects.intake(draft=projects.IntakeDraft(**(given | values)), actor=actor)


def _pool(actor: Actor, **filters: object) -> list[str]:
    page = projects.list_pool(filters=projects.PoolFilters(**filters), actor=actor)
    return [row.name for row in page.rows]


def test_every_phrase_is_somewhere() -> None:
    here = globals()
    assert all(callable(here[name]) for name in JOURNEYS.values())
    open_ones = (ROOT / "docs" / "roadmap.md").read_text(encoding="utf-8")
    assert [phrase for phrase in LATER if phrase not in open_ones] == []


def test_dynamic_agency_pool(agent: Actor, coordinator: Actor) -> None:
    _intake(agent)
    _intake(agent, "松岭复材示例项目", template_code="leased_light_asset")
    assert set(_pool(coordinator)) == {"雪原储能示例项目", "松岭复材示例项目"}
    assert _pool(coordinator, q="slfc") == ["松岭复材示例项目"]
    assert _pool(agent, q="哈尔滨雪原") == ["雪原储能示例项目"]


def test_approval_progress_in_real_time(agent: Actor) -> None:
    step = at_step("company_registration", agent)
    leader = person("林领导", Role.LEADER)
    act(step, "submit", TUE, agent)
    department(step, "accept", TUE, agent)
    project_id = see(step, agent).project_id
    seen = projects.project_view(project_id=project_id, actor=leader)
    assert seen.current is not None
    assert (seen.current.id, seen.current.due_on) == (step, WED)
    assert dashboard.dashboard_view(actor=leader).total == 1


def test_stepping_in_at_signing(agent: Actor) -> None:
    project_id = _intake(agent)
    seen = projects.project_view(project_id=project_id, actor=agent)
    assert (seen.code, seen.signed_on, seen.stage) == (None, date(2026, 8, 25), "signing")
    waiting = [step for step in stored_steps(project_id).values() if step.plan_accept_on]
    assert min(step.plan_accept_on for step in waiting) <= TODAY


def test_agency_through_the_whole_course(agent: Actor) -> None:
    step = at_step("production_start", agent, template="leased_light_asset")
    project_id = see(step, agent).project_id
    act(step, "begin_task", TUE, agent, document_no="tc-1")
    act(step, "finish_task", WED, agent, document_no="tc-2")
    seen = projects.project_view(project_id=project_id, actor=agent)
    assert (seen.steps_done, seen.light) == (seen.steps_needed, "blue")


def test_one_agent_for_one_or_two_enterprises(agent: Actor, coordinator: Actor) -> None:
    _intake(agent, "甲示例项目")
    _intake(agent, "乙示例项目")
    with pytest.raises(RuleBroken) as refused:
        _intake(agent, "丙示例项目")
    assert refused.value.code == "agency.too_many_enterprises"
    _intake(coordinator, "丙示例项目", primary_agent_id=agent.account_id, override_reason="同一园区，已商定")
    assert len(_pool(agent)) == 3


def _problem(agent: Actor, project_id: int, **values: object) -> int:
    draft = RaiseDraft(
        **({"project_id": project_id, "text": "外线路由未定", "kind": ProblemKind.UTILITIES} | values)
    )
    return problems.raise_problem(draft=draft, actor=agent)


def test_problem_list(agent: Actor) -> None:
    project_id = _intake(agent)
    _problem(agent, project_id)
    page = problems.list_problems(filters=problems.ProblemFilters(), actor=agent)
    assert (page.open, [row.text for row in page.rows]) == (1, ["外线路由未定"])


def test_clearing_what_blocks(agent: Actor, coordinator: Actor) -> None:
    step = at_step("company_registration", agent)
    project_id = see(step, agent).project_id
    problem = _problem(agent, project_id, step_id=step)
    owner = person("供电联络", Role.LIAISON, "power_grid")
    draft = AssignDraft(department_code="power_grid", owner_account_id=owner.account_id, due_on=FRI)
    problems.assign(problem_id=problem, draft=draft, actor=coordinator)
    problems.report_resolved(problem_id=problem, text="改走北侧管廊", actor=owner)
    confirmed = {"problem_id": problem, "confirmed_by_name": "刘厂长", "proof": Proof(document_no="QR-1")}
    with pytest.raises(Forbidden):
        problems.confirm_close(actor=owner, **confirmed)
    problems.confirm_close(actor=agent, **confirmed)
    assert problems.problem_view(problem_id=problem, actor=agent).row.state == "closed"


def test_point_to_point_guidance(agent: Actor) -> None:
    project_id = _intake(agent)
    draft = VisitDraft(
        project_id=project_id,
        kind=VisitKind.TALK,
        what="讲解模拟审批材料",
        next_step="陪同递交",
        next_on=FRI,
    )
    visits.log_visit(draft=draft, actor=agent)
    assert [one.text for one in visits.next_actions(actor=agent)] == ["陪同递交"]


def test_service_packages(agent: Actor) -> None:
    offered = projects.package_choices(actor=agent)
    assert len(offered) == 6


def test_agency_coordinator(coordinator: Actor, agent: Actor) -> None:
    project_id = _intake(coordinator)
    assert projects.project_view(project_id=project_id, actor=coordinator).status == "unassigned"
    draft = agency.AssignDraft(project_ids=(project_id,), primary_id=agent.account_id)
    agency.assign(draft=draft, actor=coordinator)
    assert _pool(agent) == ["雪原储能示例项目"]


def test_one_to_one_roadmap(agent: Actor) -> None:
    view = roadmaps.roadmap_view(project_id=_intake(agent), actor=agent)
    assert view.critical and view.finish_on > TODAY
    assert {row.stage for row in view.steps} >= {"land_planning", "building_permit", "completion"}


def test_simulated_approval(agent: Actor) -> None:
    step = at_step("design_scheme_review", agent, template="standard_land_start_on_grant")
    act(step, "apply_simulated", TUE, agent)
    department(step, "accept_simulated", TUE, agent)
    department(step, "issue_opinion", WED, agent, conclusion="agreed", valid_until=date(2027, 3, 1))
    finish(step, "land_contract", WED, agent)
    act(step, "formal_submit", WED, agent)
    assert department(step, "consistent", FRI, agent).state == "done"


def _collect(step: int, by: Actor, but: str = "") -> None:
    for row in see(step, by).materials:
        if row.is_missing and row.name_zh != but:
            materials.mark(material_id=row.id, state=MaterialState.RECEIVED, actor=by)


def test_tolerance_approval(agent: Actor) -> None:
    step = at_step("construction_planning_permit", agent)
    _collect(step, agent, but="日照分析报告")
    act(step, "apply", TUE, agent)
    signed(step, "sign_promise", TUE, agent, missing={"日照分析报告": 3})
    department(step, "review_done", WED, agent)
    department(step, "supplement", FRI, agent, materials=["日照分析报告"])
    assert department(step, "approve", FRI, agent).state == "done"


def test_parallel_approval(agent: Actor) -> None:
    permit = at_step("land_use_planning_permit", agent, also=["land_title"])
    title = stored_steps(see(permit, agent).project_id)["land_title"].id
    department(permit, "joint_open", TUE, agent)
    department(permit, "complete", TUE, agent)
    department(title, "dept_opinion", WED, agent)
    department(permit, "dept_opinion", WED, agent, member_code="land_use_planning_permit")
    department(permit, "issue", FRI, agent)
    assert {see(step, agent).state for step in (permit, title)} == {"done"}


def test_commitment_approval(agent: Actor) -> None:
    step = at_step("project_filing", agent, template="standard_land_start_on_grant")
    department(step, "inform", TUE, agent)
    signed(step, "sign_commitment", TUE, agent, fulfil_days=10)
    decided = department(step, "decide_now", WED, agent)
    assert (decided.state_kind, decided.due_on) == ("decided", date(2026, 9, 16))
    act(step, "fulfil", FRI, agent, document_no="ly-1", acted_by_name="刘法人")
    assert department(step, "check_pass", FRI, agent, acted_by_name="李核查").state == "done"


def test_saving_seventy_percent(agent: Actor) -> None:
    saving = roadmaps.roadmap_view(project_id=_intake(agent), actor=agent).saving
    assert saving.vs_b1_pct is not None and saving.vs_b1_pct >= 70
    assert saving.n > 0 and saving.vs_b2_pct is not None


def test_entered_once_and_shared(agent: Actor) -> None:
    step = at_step("construction_planning_permit", agent)
    rows = see(step, agent).materials
    spared = [row for row in rows if row.state in (MaterialState.ARCHIVED, MaterialState.PRODUCED)]
    assert spared and len(spared) < len(rows)
    assert steps.step_view(step_id=step, actor=SYSTEM).code == "construction_planning_permit"
