"""Every way an accelerated approval can fail, to its end, and what the failure leaves behind."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden, NotFound, RuleBroken
from domain.vocabulary import MaterialState, Party, Role
from models import AuditRow, Project
from services import clock, credit, materials
from services import steps as step_services
from services.credit import RepairDraft
from services.database import reading, unit_of_work
from tests.factories_roadmaps import agent, steps
from tests.factories_steps import (
    act,
    at_step,
    choice,
    department,
    desk_of,
    duties,
    events,
    finish,
    person,
    see,
    signed,
    tick,
)

TUE, WED, THU, FRI, MON = (date(2026, 9, day) for day in (1, 2, 3, 4, 7))
NEXT_TUE, NEXT_FRI = date(2026, 9, 8), date(2026, 9, 11)
LATER = date(2026, 10, 20)
GAP = "日照分析报告"
LAND = "standard_land_start_on_grant"


@pytest.fixture(autouse=True)
def house(db, tmp_path, monkeypatch):
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    from services.settings import settings

    settings.cache_clear()
    yield
    settings.cache_clear()


def coordinator() -> Actor:
    return person("陈协调", Role.COORDINATOR)


def with_gap(by: Actor, code: str = "construction_planning_permit", gap: str = GAP, **values: object) -> int:
    """A tolerance step whose other materials have arrived."""
    step = at_step(code, by, **values)
    for row in see(step, by).materials:
        if row.is_missing and row.name_zh != gap:
            materials.mark(material_id=row.id, state=MaterialState.RECEIVED, actor=by)
    return step


def same_enterprise(first: int, second: int) -> None:
    """The second step's project belongs to the enterprise of the first one's."""
    with unit_of_work(SYSTEM) as work:
        one, other = (work.session.get_one(Project, see(step, SYSTEM).project_id) for step in (first, second))
        other.enterprise_id = one.enterprise_id


def terminated_tolerance(by: Actor) -> int:
    step = with_gap(by)
    act(step, "apply", TUE, by)
    signed(step, "sign_promise", TUE, by, missing={GAP: 3})
    tick(MON, see(step, by).project_id)
    department(step, "terminate", NEXT_FRI, by)
    return step


def decided_commitment(by: Actor) -> int:
    step = at_step("project_filing", by, template=LAND)
    department(step, "inform", TUE, by)
    signed(step, "sign_commitment", TUE, by, fulfil_days=10)
    department(step, "decide_now", WED, by)
    return step


# ---- simulated


def opined(by: Actor, valid_until: date = date(2027, 3, 1)) -> int:
    step = at_step("design_scheme_review", by, template=LAND)
    act(step, "apply_simulated", TUE, by)
    department(step, "accept_simulated", WED, by)
    department(step, "issue_opinion", FRI, by, conclusion="agreed", valid_until=valid_until)
    return step


def test_simulated_outside_the_scope_is_taken_over_as_standard() -> None:
    by = agent()
    step = at_step("design_scheme_review", by, template=LAND)
    act(step, "apply_simulated", TUE, by)
    assert department(step, "reject_scope", WED, by).state == "terminated"
    again = act(step, "take_over_standard", THU, by)
    assert (again.attempt, again.mode, again.state) == (2, "standard", "not_started")
    with pytest.raises(RuleBroken, match=r"guard.prerequisites_open"):
        act(step, "submit", THU, by)


def test_simulated_correction_lapses_by_itself_after_ten_working_days() -> None:
    by = agent()
    step = at_step("design_scheme_review", by, template=LAND)
    project_id = see(step, by).project_id
    act(step, "apply_simulated", TUE, by)
    department(step, "accept_simulated", WED, by)
    department(step, "request_correction", THU, by)
    assert tick(date(2026, 9, 17), project_id) == 0, "the tenth working day is still in time"
    assert tick(date(2026, 9, 18), project_id) == 1
    assert see(step, by, date(2026, 9, 18)).state == "terminated"


def test_a_changed_content_voids_the_opinion() -> None:
    by = agent()
    step = opined(by)
    back = act(step, "content_changed", MON, by, reason="规模变化")
    assert (back.state, back.opinion_on) == ("reviewing", None)
    assert "validity_end" not in duties(step)
    department(step, "issue_opinion", NEXT_FRI, by, conclusion="agreed", valid_until=date(2027, 3, 1))
    assert see(step, by, NEXT_FRI).opinion_on == NEXT_FRI


def test_an_opinion_expires_and_is_renewed_or_abandoned() -> None:
    by, chief = agent(), coordinator()
    step = opined(by, valid_until=date(2026, 9, 30))
    project_id = see(step, by).project_id
    assert tick(date(2026, 9, 30), project_id) == 0
    assert tick(date(2026, 10, 8), project_id) == 1
    assert see(step, by, date(2026, 10, 8)).state == "expired"
    act(step, "renew", date(2026, 10, 9), by)
    department(
        step, "issue_opinion", date(2026, 10, 9), by, conclusion="agreed", valid_until=date(2026, 10, 10)
    )
    tick(date(2026, 10, 12), project_id)
    ended = act(step, "abandon", date(2026, 10, 12), chief, reason="地块流拍")
    assert (ended.state, ended.light) == ("terminated", "yellow")


def test_an_expired_opinion_sends_the_steps_that_used_it_back() -> None:
    by = agent()
    step = opined(by, valid_until=date(2026, 9, 30))
    project_id = see(step, by).project_id
    permit = steps(project_id)["construction_planning_permit"].id or 0
    assert steps(project_id)["construction_planning_permit"].mode == "simulated"
    act(permit, "apply_simulated", MON, by)
    department(permit, "accept_simulated", MON, by)
    department(permit, "issue_opinion", NEXT_TUE, by, conclusion="agreed", valid_until=date(2027, 3, 1))
    assert tick(date(2026, 10, 8), project_id) == 2, "the expiry, and the step that rested on it"
    assert see(permit, by, date(2026, 10, 8)).state == "reviewing"
    assert "upstream_expired" in {row.event for row in events(permit)}
    assert tick(date(2026, 10, 9), project_id) == 0, "once"


def test_a_land_result_that_differs_sends_the_review_back() -> None:
    by = agent()
    step = opined(by)
    finish(step, "land_contract", MON, by)
    assert see(step, by, MON).state == "converting", "opened the day the last prerequisite is done"
    act(step, "formal_submit", MON, by)
    back = department(step, "inconsistent", NEXT_TUE, by)
    assert (back.state, back.opinion_on) == ("reviewing", None)
    assert "step_due" not in duties(step), "the formal clock is taken back"


# ---- tolerance


def test_tolerance_not_eligible_or_refused_ends_without_a_credit_note() -> None:
    by = agent()
    first = with_gap(by)
    act(first, "apply", TUE, by)
    assert department(first, "not_eligible", WED, by).state == "terminated"
    second = with_gap(agent("王代办"))
    other = agent("赵代办")
    third = with_gap(other)
    act(third, "apply", TUE, other)
    signed(third, "sign_promise", TUE, other, missing={GAP: 3})
    assert department(third, "reject", WED, other).state == "terminated"
    for step in (first, second, third):
        assert credit.standing_notes(project_id=see(step, SYSTEM).project_id, actor=SYSTEM) == ()


def test_the_supplement_term_is_lengthened_once() -> None:
    by = agent()
    step = with_gap(by)
    act(step, "apply", TUE, by)
    signed(step, "sign_promise", TUE, by, missing={GAP: 3})
    department(step, "review_done", WED, by)
    act(step, "request_extension", WED, by, days=2, document_no="同意-1", acted_by_name="刘法人")
    assert duties(step)[f"supplement_due {GAP}"].due_on == NEXT_TUE
    with pytest.raises(RuleBroken, match=r"guard.extended_once"):
        act(step, "request_extension", THU, by, days=1, document_no="同意-2", acted_by_name="刘法人")


def test_an_issued_result_is_revoked_when_the_supplement_never_comes() -> None:
    by = agent()
    step = with_gap(by, "design_scheme_review", "立面效果图", mode="tolerance")
    project_id = see(step, by).project_id
    act(step, "apply", TUE, by)
    signed(step, "sign_promise", TUE, by, missing={"立面效果图": 3})
    department(step, "issue_with_gap", WED, by)
    tick(MON, project_id)
    assert see(step, by, MON).state == "overdue_issued"
    with pytest.raises(RuleBroken, match=r"guard.grace_runs"):
        department(step, "revoke", MON, by)
    revoked = department(step, "revoke", NEXT_FRI, by)
    assert (revoked.state, revoked.state_kind) == ("revoked", "ended")
    with clock.frozen(NEXT_FRI):
        (note,) = credit.standing_notes(project_id=project_id, actor=by)
    assert (note.mode, note.noted_on, note.until) == ("tolerance", NEXT_FRI, None)


def test_a_failed_tolerance_closes_the_mode_to_the_enterprise_until_repaired() -> None:
    by, chief = agent(), coordinator()
    failed = terminated_tolerance(by)
    other = with_gap(agent("王代办"))
    same_enterprise(failed, other)
    said = choice(see(other, SYSTEM, NEXT_FRI), "apply").blocked
    assert said and "容缺失信" in said
    with pytest.raises(RuleBroken, match=r"guard.credit_tolerance"):
        act(other, "apply", NEXT_FRI, SYSTEM, acted_by=Party.AGENT)
    with clock.frozen(NEXT_FRI):
        (note,) = credit.standing_notes(project_id=see(other, SYSTEM).project_id, actor=chief)
    draft = RepairDraft(repaired_on=LATER, document_no="修复-1")
    with pytest.raises(Forbidden):
        credit.repair(event_id=note.event_id, draft=draft, actor=by)
    with pytest.raises(BadInput, match=r"credit.repair_date"):
        credit.repair(event_id=note.event_id, draft=draft, actor=chief)
    with clock.frozen(LATER):
        credit.repair(event_id=note.event_id, draft=draft, actor=chief)
        with pytest.raises(RuleBroken, match=r"credit.already_repaired"):
            credit.repair(event_id=note.event_id, draft=draft, actor=chief)
        with pytest.raises(NotFound):
            credit.repair(event_id=note.event_id + 999, draft=draft, actor=chief)
        assert credit.standing_notes(project_id=see(other, SYSTEM).project_id, actor=chief) == ()
    with pytest.raises(RuleBroken, match=r"guard.credit_tolerance"):
        act(
            other,
            "apply",
            date(2026, 10, 19),
            SYSTEM,
            acted_by=Party.AGENT,
            entered_on=LATER,
        )
    assert act(other, "apply", LATER, SYSTEM, acted_by=Party.AGENT).state == "precheck"
    with reading(SYSTEM) as session:
        assert session.exec(select(AuditRow).where(AuditRow.action == "credit.repair")).one()


def test_a_corrected_entry_takes_its_credit_note_back() -> None:
    by = agent()
    step = terminated_tolerance(by)
    wrong = next(row for row in events(step) if row.event == "terminate")
    with clock.frozen(NEXT_FRI):
        step_services.correct(event_id=wrong.id or 0, reason="录错项目", actor=by)
    with clock.frozen(NEXT_FRI):
        assert credit.standing_notes(project_id=see(step, by).project_id, actor=by) == ()


# ---- commitment


def test_commitment_declined_or_ineligible_goes_on_as_standard() -> None:
    for event, given in (("decline", {"acted_by_name": "刘法人"}), ("ineligible", {})):
        by = agent(f"代办{event}")
        step = at_step("project_filing", by, template=LAND)
        department(step, "inform", TUE, by)
        assert department(step, event, WED, by, **given).state == "terminated"
        act(step, "take_over_standard", WED, by)
        act(step, "submit", WED, by)
        assert see(step, by, WED).state == "received"


def test_a_broken_commitment_ends_in_revocation_and_six_months_without_the_mode() -> None:
    by, chief = agent(), coordinator()
    step = decided_commitment(by)
    project_id = see(step, by).project_id
    department(step, "check_minor", NEXT_TUE, by)
    with pytest.raises(RuleBroken, match=r"guard.deadline_not_passed"):
        department(step, "not_rectified", NEXT_FRI, by)
    rectify_by = duties(step)["rectify_due"].due_on
    late = date(2026, 10, 9)
    assert rectify_by < late
    department(step, "not_rectified", late, by)
    assert see(step, by, late).state == "revoking"
    revoked = department(step, "revoke", date(2026, 10, 12), by)
    assert (revoked.state, revoked.state_kind, revoked.light) == ("revoked", "ended", "yellow")
    other = at_step("project_filing", agent("王代办"), template=LAND)
    same_enterprise(step, other)
    with pytest.raises(RuleBroken, match=r"guard.credit_commitment"):
        department(other, "inform", date(2027, 4, 9), SYSTEM)
    with clock.frozen(date(2026, 10, 12)):
        (note,) = credit.standing_notes(project_id=project_id, actor=by)
        assert note.until == date(2027, 4, 12)
        with pytest.raises(RuleBroken, match=r"credit.not_repairable"):
            credit.repair(
                event_id=note.event_id,
                draft=RepairDraft(repaired_on=date(2026, 10, 12), document_no="1"),
                actor=chief,
            )
    assert department(other, "inform", date(2027, 4, 12), SYSTEM).state == "informed"


def test_a_revocation_flags_what_was_built_on_it_and_undoes_nothing() -> None:
    by = agent()
    step = decided_commitment(by)
    rows = steps(see(step, by).project_id)
    after = next(
        row for row in rows.values() if "project_filing" in row.prerequisites and row.mode != "simulated"
    )
    with unit_of_work(SYSTEM) as work:
        desk = desk_of(work.session, see(step, by).project_id)
        step_services.place(
            work, step=desk.by_code[after.item_code], how="done", on=WED, today=WED, desk=desk
        )
        step_services.settle_project(work, project=desk.project, today=WED)
    assert see(after.id or 0, by, WED).light == "blue"
    department(step, "check_false", THU, by)
    department(step, "revoke", FRI, by)
    flagged = see(after.id or 0, by, FRI)
    assert (flagged.light, flagged.state) == ("yellow", "done")
    assert "撤销" in flagged.light_reason
    act(step, "take_over_standard", FRI, by)
    assert see(after.id or 0, by, FRI).light == "yellow"
    act(step, "submit", FRI, by)
    department(step, "accept", FRI, by)
    department(step, "approve", FRI, by)
    assert see(after.id or 0, by, FRI).light == "blue"


def test_a_hearing_can_stop_a_revocation() -> None:
    by = agent()
    step = decided_commitment(by)
    department(step, "check_false", THU, by)
    assert see(step, by, THU).state == "revoking"
    back = department(step, "withdraw_revocation", FRI, by)
    assert (back.state, back.decided_on) == ("decided_pending_check", WED)
    assert credit.standing_notes(project_id=back.project_id, actor=by) == ()


# ---- parallel


def joint(by: Actor) -> tuple[int, int]:
    permit = at_step("land_use_planning_permit", by, also=["land_title"])
    title = steps(see(permit, by).project_id)["land_title"].id or 0
    department(permit, "joint_open", TUE, by)
    department(permit, "complete", TUE, by)
    return permit, title


def test_a_late_department_is_escalated_and_the_meeting_settles_it() -> None:
    by, chief = agent(), coordinator()
    permit, title = joint(by)
    project_id = see(permit, by).project_id
    assert tick(date(2026, 9, 15), project_id) >= 1
    late = see(permit, by, date(2026, 9, 15))
    assert (late.state, late.holder) == ("escalated", "coordinator")
    act(permit, "resolve", date(2026, 9, 15), chief, document_no="纪要-1")
    assert see(title, by, date(2026, 9, 15)).state == "co_reviewing"


def test_conflicting_opinions_meet_and_a_joint_refusal_ends_every_member() -> None:
    by, chief = agent(), coordinator()
    permit, title = joint(by)
    department(permit, "conflict", TUE, by)
    assert see(title, by).state == "joint_meeting"
    act(permit, "resolve", WED, chief, document_no="纪要-1")
    department(permit, "dept_opinion", WED, by, member_code="land_use_planning_permit")
    department(title, "dept_opinion", WED, by, member_code="land_title")
    department(permit, "reject", THU, by)
    assert {see(step, by, THU).state for step in (permit, title)} == {"terminated"}
    act(permit, "take_over_standard", THU, by)
    assert see(title, by, THU).state == "terminated", "each member is taken over by itself"


def test_a_group_corrects_before_it_is_complete() -> None:
    by = agent()
    permit = at_step("land_use_planning_permit", by, also=["land_title"])
    department(permit, "joint_open", TUE, by)
    department(permit, "request_correction", WED, by)
    act(permit, "file_correction", THU, by, document_no="bz-1")
    assert see(permit, by, THU).state == "collecting"
    department(permit, "complete", THU, by)
    assert see(permit, by, THU).state == "co_reviewing"
