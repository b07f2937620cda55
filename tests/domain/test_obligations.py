"""Each anchor of a step: when it is owed, by when, by whom, and what discharges it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.modes.facts import Member, Requirement
from domain.modes.log import StepState
from domain.modes.obligations import Obligation, obligations
from domain.modes.replay import apply
from domain.modes.system import system_events
from domain.vocabulary import DayUnit, DepartmentKind
from tests.lifecycles import ANCHORS, CALENDAR, TABLE, act, facts, walk

D = date(2026, 9, 1)
CODES = ["energy_review", "soil_water_plan"]


def day(n: int) -> date:
    return CALENDAR.add_workdays(D, n)


def owed(state: StepState, known) -> dict[tuple[str, str], Obligation]:
    return {(duty.anchor, duty.key): duty for duty in obligations(TABLE, ANCHORS, state, known)}


def anchors_of(state: StepState, known) -> set[str]:
    return {anchor for anchor, _ in owed(state, known)}


def test_every_step_anchor_is_in_the_reference():
    from domain.modes.obligations import DATES

    assert set(DATES) | {"ready", "land_result"} <= set(ANCHORS)


def test_ready_until_filed():
    known = facts(ready_on=D)
    fresh = StepState(mode="standard")
    assert owed(fresh, known)["ready", ""].due_on == D
    assert anchors_of(walk(fresh, known, act("submit", D, "agent")), known) == set()
    assert anchors_of(fresh, facts()) == set()


def test_step_due_from_acceptance_to_decision_then_delivery_and_survey():
    known = facts(is_milestone=True)
    state = walk(StepState(mode="standard"), known, act("submit", D, "agent"), act("accept", day(1)))
    duty = owed(state, known)["step_due", ""]
    assert (duty.due_on, duty.granted_workdays, duty.party, duty.is_paused) == (
        day(11),
        10,
        "department",
        False,
    )
    done = walk(state, known, act("approve", day(4)))
    assert {(a, d.due_on) for (a, _), d in owed(done, known).items()} == {
        ("decided", day(4)),
        ("milestone_done", day(4)),
    }
    assert anchors_of(walk(done, known, act("deliver", day(5))), known) == {"milestone_done"}


def test_own_task_is_owed_by_the_enterprise_and_without_a_limit_not_at_all():
    known = facts(department_kind=DepartmentKind.ENTERPRISE)
    state = walk(StepState(mode="standard"), known, act("begin_task", D, "enterprise"))
    assert owed(state, known)["step_due", ""].party == "enterprise"
    assert anchors_of(state, replace(known, promised_days=None, statutory_days=None)) == set()


def test_pause_holds_the_due_date_and_asks_for_a_signature():
    known = facts()
    state = walk(
        StepState(mode="standard"),
        known,
        act("submit", D, "agent"),
        act("accept", D),
        act("pause", day(2), reason="hearing", document_no="1"),
    )
    assert anchors_of(state, known) == {"step_due", "paused", "pause_unsigned"}
    assert owed(state, known)["step_due", ""].is_paused
    signed = apply(TABLE, state, act("sign_off_pause", day(3), "coordinator"))
    assert anchors_of(signed, known) == {"step_due", "paused"}
    resumed = walk(state, known, act("resume", day(4)))
    assert owed(resumed, known)["step_due", ""].due_on == day(12)
    withdrawn = walk(state, known, act("withdraw", day(3), "enterprise", reason="x"))
    assert owed(withdrawn, known) == {}


def simulated(on: date | None = None, **changes):
    return facts("simulated", requirements=(Requirement("land_contract", on, True),), **changes)


def test_simulated_chain_of_duties():
    known = simulated()
    state = walk(StepState(mode="simulated"), known, act("apply_simulated", D, "agent"))
    assert anchors_of(state, known) == {"sim_applied"}
    state = walk(state, known, act("accept_simulated", day(1)))
    assert owed(state, known)["review_due", ""].due_on == day(11)
    correcting = walk(state, known, act("request_correction", day(2)))
    assert anchors_of(correcting, known) == set()
    state = walk(state, known, act("issue_opinion", day(5)))
    assert anchors_of(state, known) == {"validity_end"}
    _, converting = system_events(TABLE, state, simulated(day(8)), day(8))
    found = owed(converting, simulated(day(8)))
    assert set(found) == {("conversion_ready", ""), ("land_result", "land_contract")}
    formal = walk(converting, simulated(day(8)), act("formal_submit", day(9), "agent"))
    assert owed(formal, simulated(day(8)))["step_due", ""].due_on == day(12)
    changed = walk(state, known, act("content_changed", day(6), "agent"))
    assert anchors_of(changed, known) == {"content_changed"}


def test_each_deferred_material_is_owed_by_itself():
    known = facts("tolerance")
    promise = act(
        "sign_promise",
        D,
        "enterprise",
        acted_by_name="Wang",
        has_file=True,
        payload={"missing": {"survey": 5, "renderings": 8}},
    )
    state = walk(StepState(mode="tolerance"), known, act("apply", D, "agent"), promise)
    assert {key: d.due_on for key, d in owed(state, known).items()} == {
        ("step_due", ""): day(10),
        ("supplement_due", "survey"): day(5),
        ("supplement_due", "renderings"): day(8),
    }
    state = walk(state, known, act("review_done", day(2)))
    state = walk(state, known, act("supplement", day(3), "enterprise", payload={"materials": ["survey"]}))
    assert set(owed(state, known)) == {("supplement_due", "renderings")}
    _, late = system_events(TABLE, state, known, day(9))
    assert set(owed(late, known)) == {("supplement_due", "renderings")}
    assert owed(walk(late, known, act("terminate", day(12))), known) == {}


def test_formal_time_does_not_chase_while_the_enterprise_is_late():
    known = facts("tolerance")
    promise = act(
        "sign_promise",
        D,
        "enterprise",
        acted_by_name="Wang",
        has_file=True,
        payload={"missing": {"survey": 3}},
    )
    state = walk(StepState(mode="tolerance"), known, act("apply", D, "agent"), promise)
    _, late = system_events(TABLE, state, known, day(4))
    assert late.state == "overdue_gap"
    assert owed(late, known)["step_due", ""].is_paused


def test_commitment_is_fulfilled_checked_and_rectified():
    known = facts("commitment")
    sign = act("sign_commitment", D, "enterprise", acted_by_name="Wang", has_file=True)
    state = walk(StepState(mode="commitment"), known, act("inform", D), sign, act("decide_now", day(1)))
    found = owed(state, known)
    assert found["commit_due", ""].due_on == day(31)
    assert found["check_due", ""].due_on == day(51)
    assert ("decided", "") in found and ("step_due", "") not in found
    fulfilled = walk(state, known, act("fulfil", day(3), "enterprise"))
    assert ("commit_due", "") not in owed(fulfilled, known)
    assert owed(fulfilled, known)["check_due", ""].due_on == day(23)
    minor = walk(fulfilled, known, act("check_minor", day(5)))
    assert owed(minor, known)["rectify_due", ""].due_on == day(20)
    again = walk(minor, known, act("rectified", day(7), "enterprise"))
    assert owed(again, known)["check_due", ""].due_on == day(27)
    passed = walk(again, known, act("check_pass", day(8), acted_by_name="Zhao"))
    assert anchors_of(passed, known) == {"decided"}


def test_group_duties_are_owed_once_and_opinions_by_each_member():
    lead, other = facts("parallel"), facts("parallel", code="soil_water_plan", is_group_lead=False)
    state = walk(
        StepState(mode="parallel"), lead, act("joint_open", D, "lead_department", payload={"members": CODES})
    )
    assert (anchors_of(state, lead), anchors_of(state, other)) == ({"joint_opened"}, set())
    state = walk(state, lead, act("complete", day(1), "lead_department"))
    assert set(owed(state, lead)) == {("dept_due", "energy_review")}
    assert owed(state, other)["dept_due", "soil_water_plan"].due_on == day(4)
    state = walk(state, lead, act("dept_opinion", day(2), member="soil_water_plan"))
    assert owed(state, other) == {}
    state = walk(state, lead, act("dept_opinion", day(3), member="energy_review"))
    assert (anchors_of(state, lead), anchors_of(state, other)) == ({"all_received"}, set())
    assert anchors_of(walk(state, lead, act("issue", day(4), "lead_department")), other) == {"decided"}


def test_pause_of_a_member_is_its_own():
    lead, other = facts("parallel"), facts("parallel", code="soil_water_plan", is_group_lead=False)
    state = walk(
        StepState(mode="parallel"),
        lead,
        act("joint_open", D, "lead_department", payload={"members": CODES}),
        act("complete", D, "lead_department"),
        act("pause", day(1), member="soil_water_plan", reason="x", document_no="1"),
    )
    assert anchors_of(state, lead) == {"dept_due"}
    assert anchors_of(state, other) == {"dept_due", "paused", "pause_unsigned"}
    assert owed(state, other)["dept_due", "soil_water_plan"].is_paused
    assert not owed(state, lead)["dept_due", "energy_review"].is_paused


def test_each_pause_of_a_member_asks_for_its_own_signature():
    other = facts("parallel", code="soil_water_plan", is_group_lead=False)

    def of_member(name: str, n: int, by: str = "department", **more: str):
        return act(name, day(n), by, member="soil_water_plan", **more)

    opened = act("joint_open", D, "lead_department", payload={"members": CODES})
    paused = walk(
        StepState(mode="parallel"),
        other,
        opened,
        act("complete", D, "lead_department"),
        of_member("pause", 1, reason="x", document_no="1"),
    )
    of_group = apply(TABLE, paused, act("sign_off_pause", day(2), "coordinator"))
    assert "pause_unsigned" in anchors_of(of_group, other)
    signed = apply(TABLE, paused, of_member("sign_off_pause", 2, "coordinator"))
    assert anchors_of(signed, other) == {"dept_due", "paused"}
    again = walk(signed, other, of_member("resume", 3), of_member("pause", 4, reason="x", document_no="2"))
    assert owed(again, other)["pause_unsigned", "soil_water_plan"].due_on == day(4)


def test_half_of_a_members_term_counts_working_days_and_its_extension():
    lead = facts("parallel", members=(Member("energy_review", 10, DayUnit.CALENDAR),))
    state = walk(
        StepState(mode="parallel"),
        lead,
        act("joint_open", D, "lead_department", payload={"members": CODES[:1]}),
        act("complete", D, "lead_department"),
    )
    found = owed(state, lead)["dept_due", "energy_review"]
    assert (found.due_on, found.granted_workdays) == (date(2026, 9, 11), 8)
    named = {"approved_by": "Sun", "days": 5}
    extend = act("extend", day(1), "lead_department", reason="x", document_no="1", payload=named)
    longer = walk(state, lead, extend)
    assert owed(longer, lead)["dept_due", "energy_review"].granted_workdays == 13


@pytest.mark.parametrize("how", ["done", "not_needed"])
def test_nothing_is_owed_for_what_was_done_before_or_dropped(how):
    name = "place" if how == "done" else "not_needed"
    event = act(name, D, "agent", mode="standard", reason="x", payload={"how": how})
    assert owed(apply(TABLE, StepState(mode="standard"), event), facts(ready_on=D)) == {}
