"""All five modes from the first act to the result, entered by the project's agent alone (代录)."""

from datetime import date

import pytest

from domain.access import Actor
from domain.errors import BadInput, RuleBroken
from domain.vocabulary import MaterialState, Party
from services import materials
from tests.factories_roadmaps import agent, steps
from tests.factories_steps import (
    act,
    at_step,
    choice,
    department,
    duties,
    events,
    finish,
    scan,
    see,
    signed,
    tick,
)

TUE, WED, THU, FRI, MON = (date(2026, 9, day) for day in (1, 2, 3, 4, 7))
NEXT_TUE, NEXT_FRI = date(2026, 9, 8), date(2026, 9, 11)


@pytest.fixture(autouse=True)
def house(db, tmp_path, monkeypatch):
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    from services.settings import settings

    settings.cache_clear()
    yield
    settings.cache_clear()


def collect(step_id: int, by: Actor, *, but: tuple[str, ...] = ()) -> None:
    """Everything the step needs has arrived, except what is named."""
    for row in see(step_id, by).materials:
        if row.is_missing and row.name_zh not in but:
            materials.mark(material_id=row.id, state=MaterialState.RECEIVED, actor=by)


def test_standard() -> None:
    by = agent()
    step = at_step("company_registration", by)
    act(step, "submit", TUE, by)
    assert see(step, by).holder == "department"
    department(step, "request_correction", TUE, by)
    act(step, "file_correction", WED, by, document_no="bz-1")
    department(step, "accept", THU, by, document_no="sl-7")
    reviewing = see(step, by, THU)
    assert (reviewing.accepted_on, reviewing.due_on, reviewing.left_workdays) == (THU, FRI, 1)
    done = department(step, "approve", MON, by)
    assert (done.state, done.decided_on, done.done_late_days, done.light) == ("done", MON, 1, "blue")
    delivered = department(step, "deliver", NEXT_TUE, by)
    assert (delivered.delivered_on, delivered.state) == (NEXT_TUE, "done")
    assert [row.is_on_behalf for row in events(step)] == [False, True, True, True, True, True]


def test_an_own_task_of_the_enterprise() -> None:
    by = agent()
    step = at_step("construction_drawings", by)
    act(step, "begin_task", TUE, by, document_no="ht-1")
    assert see(step, by).holder == "enterprise"
    assert act(step, "finish_task", FRI, by, document_no="tz-1").state == "done"


def test_simulated() -> None:
    by = agent()
    step = at_step("design_scheme_review", by, template="standard_land_start_on_grant")
    act(step, "apply_simulated", TUE, by)
    department(step, "accept_simulated", WED, by)
    opinion = department(step, "issue_opinion", FRI, by, conclusion="agreed", valid_until=date(2027, 3, 1))
    assert (opinion.state, opinion.valid_until) == ("opinion_issued", date(2027, 3, 1))
    assert duties(step)["validity_end"].due_on == date(2027, 3, 1)
    finish(step, "land_contract", MON, by)
    converting = see(step, by, MON)
    assert converting.state == "converting"
    assert {"conversion_ready", "land_result land_contract"} <= duties(step).keys()
    act(step, "formal_submit", NEXT_TUE, by)
    done = department(step, "consistent", NEXT_FRI, by)
    assert (done.state, done.accepted_on, done.decided_on) == ("done", WED, NEXT_FRI)


def test_tolerance_result_after_the_supplement() -> None:
    by = agent()
    step = at_step("construction_planning_permit", by)
    blocked = choice(see(step, by), "apply").blocked
    assert blocked and "建设工程规划许可申请表" in blocked
    gap = ("日照分析报告",)
    collect(step, by, but=gap)
    act(step, "apply", TUE, by)
    gapped = signed(step, "sign_promise", TUE, by, missing={gap[0]: 3})
    assert gapped.owed_materials == gap
    assert duties(step)["supplement_due 日照分析报告"].due_on == FRI
    department(step, "review_done", THU, by)
    assert see(step, by, THU).holder == "enterprise"
    department(step, "supplement", FRI, by, materials=list(gap))
    assert "supplement_due 日照分析报告" not in duties(step)
    assert department(step, "approve", MON, by).state == "done"


def test_tolerance_result_before_the_supplement() -> None:
    by = agent()
    step = at_step("design_scheme_review", by, mode="tolerance")
    collect(step, by, but=("立面效果图",))
    act(step, "apply", TUE, by)
    signed(step, "sign_promise", TUE, by, missing={"立面效果图": 20})
    assert "review_done" not in {one.event for one in see(step, by).permitted}, "the other flavour"
    issued = department(step, "issue_with_gap", WED, by)
    assert (issued.state, issued.state_kind, issued.decided_on) == ("issued_with_gap", "decided", WED)
    assert department(step, "supplement", MON, by, materials=["立面效果图"]).state == "done"


def test_tolerance_grace_and_the_end_of_the_attempt() -> None:
    by = agent()
    step = at_step("construction_planning_permit", by)
    project_id = see(step, by).project_id
    collect(step, by, but=("日照分析报告",))
    act(step, "apply", TUE, by)
    signed(step, "sign_promise", TUE, by, missing={"日照分析报告": 3})
    assert tick(FRI, project_id) == 0
    assert tick(MON, project_id) == 1
    assert see(step, by, MON).state == "overdue_gap"
    with pytest.raises(RuleBroken, match=r"guard.grace_runs"):
        department(step, "terminate", MON, by)
    ended = department(step, "terminate", NEXT_FRI, by)
    assert (ended.state, ended.light) == ("terminated", "yellow")
    act(step, "take_over_standard", NEXT_FRI, by)
    again = see(step, by, NEXT_FRI)
    assert (again.attempt, again.mode, again.state) == (2, "standard", "not_started")
    (first,) = again.attempts
    assert (first.number, first.mode, first.accepted_on, first.ended_on) == (1, "tolerance", TUE, NEXT_FRI)
    act(step, "submit", NEXT_FRI, by)
    department(step, "accept", NEXT_FRI, by)
    assert department(step, "approve", NEXT_FRI, by).state == "done"
    assert [view.attempt for view in see(step, by, NEXT_FRI).history][:3] == [2, 2, 2]


def test_a_late_entry_of_a_timely_supplement_undoes_the_overdue_event() -> None:
    by = agent()
    step = at_step("construction_planning_permit", by)
    collect(step, by, but=("日照分析报告",))
    act(step, "apply", TUE, by)
    signed(step, "sign_promise", TUE, by, missing={"日照分析报告": 3})
    tick(MON, see(step, by).project_id)
    view = department(step, "grace_supplement", FRI, by, materials=["日照分析报告"], entered_on=MON)
    assert view.state == "reviewing_full"
    overdue = next(row for row in events(step) if row.event == "supplement_overdue")
    assert overdue.corrected_by_event_id is not None


def test_commitment() -> None:
    by = agent()
    step = at_step("project_filing", by, template="standard_land_start_on_grant")
    department(step, "inform", TUE, by)
    signed(step, "sign_commitment", TUE, by, fulfil_days=10)
    decided = department(step, "decide_now", WED, by)
    assert (decided.state_kind, decided.due_on) == ("decided", date(2026, 9, 16))
    owed = duties(step)
    assert owed["commit_due"].due_on == date(2026, 9, 16)
    assert (owed["check_due"].party, owed["commit_due"].party) == (Party.DEPARTMENT, Party.ENTERPRISE)
    act(step, "fulfil", MON, by, document_no="ly-1", acted_by_name="刘法人")
    with pytest.raises(RuleBroken, match=r"guard.checker_filed"):
        department(step, "check_pass", NEXT_TUE, by, acted_by_name="刘法人")
    department(step, "check_minor", NEXT_TUE, by)
    assert "rectify_due" in duties(step)
    act(step, "rectified", NEXT_FRI, by, document_no="zg-1")
    assert department(step, "check_pass", NEXT_FRI, by, acted_by_name="李核查").state == "done"
    assert "check_due" not in duties(step)


def test_parallel() -> None:
    by = agent()
    permit = at_step("land_use_planning_permit", by, also=["land_title"])
    title = steps(see(permit, by).project_id)["land_title"].id
    department(permit, "joint_open", TUE, by)
    department(permit, "complete", TUE, by)
    assert see(title, by).state == "co_reviewing", "members share the state of their group"
    assert duties(permit).keys() >= {"dept_due land_use_planning_permit"}
    assert duties(title).keys() >= {"dept_due land_title"}
    department(title, "dept_opinion", WED, by)
    mine, other = see(permit, by), see(title, by)
    assert (mine.holder, other.holder, other.opinion_on) == ("department", "lead_department", WED)
    assert [member.code for member in choice(mine, "dept_opinion").members] == ["land_use_planning_permit"]
    department(permit, "dept_opinion", WED, by, member_code="land_use_planning_permit")
    assert see(permit, by).state == "consolidating", "the system saw the last opinion"
    department(permit, "issue", THU, by)
    assert {see(step, by, THU).state for step in (permit, title)} == {"done"}


def test_parallel_member_paused_by_itself_and_late_opinion() -> None:
    by = agent()
    permit = at_step("land_use_planning_permit", by, also=["land_title"])
    project_id = see(permit, by).project_id
    title = steps(project_id)["land_title"].id
    department(permit, "joint_open", TUE, by)
    department(permit, "complete", TUE, by)
    department(title, "pause", TUE, by, member_code="land_title", reason="缴税核对")
    assert see(title, by).light == "grey" and see(permit, by).state == "co_reviewing"
    assert tick(THU, project_id) == 1, "the other member is late, the paused one is not"
    assert see(permit, by, THU).state == "escalated"
    department(permit, "dept_opinion", THU, by, member_code="land_use_planning_permit")
    with pytest.raises(RuleBroken, match=r"steps.member_paused"):
        department(title, "dept_opinion", THU, by, member_code="land_title")
    department(title, "resume", THU, by, member_code="land_title")
    department(title, "dept_opinion", FRI, by, member_code="land_title")
    assert department(permit, "issue", FRI, by).state == "done"


@pytest.mark.parametrize("event", ["sign_promise", "sign_commitment"])
def test_the_agent_never_signs_for_the_enterprise(event: str) -> None:
    by = agent()
    if event == "sign_promise":
        step, missing = at_step("construction_planning_permit", by), {"日照分析报告": 3}
        collect(step, by, but=tuple(missing))
        act(step, "apply", TUE, by)
    else:
        step, missing = at_step("project_filing", by, template="standard_land_start_on_grant"), {}
        department(step, "inform", TUE, by)
    paper = scan(step, by)
    with pytest.raises(RuleBroken, match=r"guard.signed_by_recorder"):
        act(step, event, TUE, by, file_id=paper, acted_by_name=by.name, missing=missing)
    with pytest.raises(RuleBroken, match=r"steps.wrong_party"):
        act(step, event, TUE, by, acted_by=Party.AGENT, file_id=paper, missing=missing)
    with pytest.raises(RuleBroken, match=r"guard.signatory_missing"):
        act(step, event, TUE, by, file_id=paper, missing=missing)
    with pytest.raises(RuleBroken, match=r"guard.signature_missing"):
        act(step, event, TUE, by, document_no="cn-1", acted_by_name="刘法人", missing=missing)
    assert signed(step, event, TUE, by, missing=missing).history[0].acted_by_name == "刘法人"


def test_a_promise_names_only_what_may_be_deferred_and_for_how_long() -> None:
    by = agent()
    step = at_step("construction_planning_permit", by)
    collect(step, by, but=("日照分析报告",))
    act(step, "apply", TUE, by)
    with pytest.raises(RuleBroken, match=r"guard.deferral_too_long"):
        signed(step, "sign_promise", TUE, by, missing={"日照分析报告": 4})
    with pytest.raises(RuleBroken, match=r"guard.not_deferrable"):
        signed(step, "sign_promise", TUE, by, missing={"建设工程规划许可申请表": 1})
    with pytest.raises(BadInput, match=r"steps.unreadable_payload"):
        signed(step, "sign_promise", TUE, by, missing={"日照分析报告": "soon"})
