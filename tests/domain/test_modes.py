"""The five lifecycles: a way to done and a way to failure of each, and every guard red once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import BadInput, DomainError, RuleBroken
from domain.modes import deadlines, table
from domain.modes.facts import Material, Requirement, Voided
from domain.modes.guards import GUARDS
from domain.modes.log import StepState
from domain.modes.permitted import permitted
from domain.modes.replay import apply, replay
from domain.modes.system import overtaken, system_events
from domain.vocabulary import ClockKind, DepartmentKind, Party
from tests.lifecycles import CALENDAR, TABLE, act, facts, rows, walk

D = date(2026, 9, 1)


def day(n: int) -> date:
    return CALENDAR.add_workdays(D, n)


def start(mode: str) -> StepState:
    return StepState(mode=mode)


def refused(state, known, event, today=None) -> str:
    with pytest.raises(DomainError) as caught:
        walk(state, known, event, today=today)
    return caught.value.code


def signed(name: str, on: date, **payload: object):
    return act(name, on, "enterprise", acted_by_name="Wang", has_file=True, payload=payload)


def with_gap(known, **payload):
    missing = payload.get("missing", {"survey": 5, "renderings": 8})
    return walk(
        start("tolerance"), known, act("apply", D, "agent"), signed("sign_promise", D, missing=missing)
    )


# ---- the table


def test_whole_table_is_loaded():
    assert len(TABLE.transitions) == 83
    assert len(TABLE.states) == 37
    assert set(TABLE.modes) == {"standard", "simulated", "tolerance", "commitment", "parallel"}


def test_every_predicate_is_used_by_the_table():
    assert {row.guard for row in TABLE.transitions if row.guard} == set(GUARDS)


def test_table_with_an_unknown_guard_does_not_load():
    changed = [{**row, "guard": "the moon is full"} for row in rows("mode_lifecycle.csv")[:1]]
    with pytest.raises(BadInput) as caught:
        table.load(changed, rows("lifecycle_states.csv"), GUARDS)
    assert caught.value.code == "steps.unknown_guard"


def test_table_with_an_unknown_state_or_a_double_row_does_not_load():
    first = rows("mode_lifecycle.csv")[0]
    with pytest.raises(BadInput) as caught:
        table.load([{**first, "next_state": "nowhere"}], rows("lifecycle_states.csv"), GUARDS)
    assert caught.value.code == "steps.unknown_state"
    with pytest.raises(BadInput) as caught:
        table.load([first, first], rows("lifecycle_states.csv"), GUARDS)
    assert caught.value.code == "steps.repeated_transition"


# ---- standard


def test_standard_runs_to_done_and_is_delivered():
    state = walk(
        start("standard"),
        facts(),
        act("submit", D, "agent"),
        act("request_correction", day(1)),
        act("file_correction", day(3), "enterprise"),
        act("accept", day(4)),
        act("approve", day(9)),
        act("deliver", day(10)),
    )
    assert (state.state, state.accepted_on, state.decided_on) == ("done", day(4), day(9))
    assert state.delivered_on == day(10)
    formal = [s for s in state.segments if s.clock is ClockKind.FORMAL]
    assert [(s.from_on, s.to_on) for s in formal] == [(day(4), day(9))]


def test_standard_refused_then_taken_over_as_a_second_attempt():
    state = walk(start("standard"), facts(), act("submit", D, "agent"), act("not_accept", day(2)))
    assert state.state == "terminated"
    again = walk(state, facts(), act("take_over_standard", day(3), "agent"))
    assert (again.state, again.attempt, again.mode) == ("not_started", 2, "standard")
    assert [(a.number, a.state, a.ended_on) for a in again.attempts] == [(1, "terminated", day(2))]


def test_own_task_is_begun_and_finished_by_the_enterprise():
    known = facts(department_kind=DepartmentKind.ENTERPRISE, statutory_days=None)
    state = walk(start("standard"), known, act("begin_task", D, "enterprise"))
    assert refused(state, known, act("finish_task", day(1), "department")) == "steps.wrong_party"
    assert walk(state, known, act("finish_task", day(5), "enterprise")).state == "done"
    assert "submit" not in [p.event for p in permitted(TABLE, start("standard"), known, D)]


def test_a_formal_review_is_not_begun_like_a_task():
    assert refused(start("standard"), facts(), act("begin_task", D, "department")) == "guard.not_a_task"
    working = replace(start("standard"), state="working", changed_on=D)
    assert refused(working, facts(), act("finish_task", D, "department")) == "guard.not_a_task"


def test_open_prerequisites_hold_the_filing_back():
    known = facts(open_prerequisites=("land_title",))
    assert refused(start("standard"), known, act("submit", D, "agent")) == "guard.prerequisites_open"


# ---- dates


def reviewing() -> StepState:
    return walk(start("standard"), facts(), act("submit", D, "agent"), act("accept", day(2)))


def test_an_act_is_neither_in_the_future_nor_before_the_one_before():
    assert refused(reviewing(), facts(), act("approve", day(3)), today=day(2)) == "steps.date_in_future"
    assert refused(reviewing(), facts(), act("approve", day(1)), today=day(3)) == "steps.date_too_early"


def test_backdating_beyond_the_objection_days_needs_a_reason():
    late = act("approve", day(3))
    assert refused(reviewing(), facts(), late, today=day(6)) == "steps.backdating_needs_reason"
    assert walk(reviewing(), facts(), late, today=day(5)).state == "done"
    assert walk(reviewing(), facts(), replace(late, reason="paper came late"), today=day(6)).state == "done"


def test_nobody_enters_a_system_event():
    state = walk(start("simulated"), facts("simulated"), act("apply_simulated", D, "agent"))
    state = walk(state, facts("simulated"), act("accept_simulated", D), act("request_correction", day(1)))
    assert refused(state, facts("simulated"), act("lapse", day(2), "system")) == "steps.only_system"


# ---- pause, extend, withdraw, not needed


def paused() -> StepState:
    return walk(reviewing(), facts(), act("pause", day(4), reason="expert review", document_no="7"))


def test_pause_stops_the_limit_and_resume_moves_the_due_date():
    before = deadlines.limit_due(reviewing(), facts())
    state = walk(paused(), facts(), act("resume", day(7)))
    assert state.state == "reviewing"
    assert CALENDAR.workdays_between(before, deadlines.limit_due(state, facts())) == 3
    assert deadlines.limit_due(paused(), facts()) == before


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (act("pause", day(3), document_no="7"), "guard.reason_missing"),
        (act("pause", day(3), reason="hearing"), "guard.document_missing"),
        (act("pause", day(3), "enterprise", reason="x", document_no="7"), "steps.wrong_party"),
        (act("extend", day(3), reason="x", payload={"days": 10}), "guard.head_missing"),
        (act("extend", day(3), payload={"days": 10, "approved_by": "Li"}), "guard.reason_missing"),
        (act("withdraw", day(3), "enterprise"), "guard.reason_missing"),
    ],
)
def test_common_events_need_their_papers(event, code):
    assert refused(reviewing(), facts(), event) == code


def test_extension_once_and_by_its_days():
    event = act("extend", day(3), reason="complex", payload={"days": 10, "approved_by": "Li"})
    state = walk(reviewing(), facts(), event)
    assert CALENDAR.workdays_between(day(2), deadlines.limit_due(state, facts())) == 20
    assert refused(state, facts(), replace(event, happened_on=day(4))) == "guard.extended_once"


def test_withdraw_while_paused_ends_the_attempt():
    state = walk(paused(), facts(), act("withdraw", day(5), "enterprise", reason="site changed"))
    assert (state.state, state.ended_on) == ("withdrawn", day(5))
    assert state.pauses[-1].to_on == day(5)


def test_required_step_is_dropped_by_the_coordinator_only():
    event = act("not_needed", D, "agent", reason="leased hall")
    assert refused(start("standard"), facts(), event) == "steps.wrong_party"
    assert refused(start("standard"), facts(), act("not_needed", D, "coordinator")) == "guard.reason_missing"
    dropped = walk(start("standard"), facts(is_optional=True), event)
    assert dropped.state == "not_needed"
    assert walk(dropped, facts(), act("restore", D, "agent")).state == "not_started"


# ---- tolerance


def test_tolerance_a_waits_for_the_supplement_before_the_result():
    known = facts("tolerance")
    state = walk(with_gap(known), known, act("review_done", day(2)))
    assert state.state == "awaiting_supplement"
    one = walk(state, known, act("supplement", day(3), "enterprise", payload={"materials": ["survey"]}))
    assert one.state == "awaiting_supplement"
    assert [gap.material for gap in one.missing] == ["renderings"]
    two = walk(one, known, act("supplement", day(4), "enterprise", payload={"materials": ["renderings"]}))
    assert two.state == "deciding"
    assert walk(two, known, act("approve", day(5))).state == "done"


def test_tolerance_a_not_supplemented_is_terminated_after_grace():
    known = facts("tolerance")
    state = walk(with_gap(known), known, act("review_done", day(2)))
    fired, state = system_events(TABLE, state, known, day(6))
    assert [(e.name, e.happened_on) for e in fired] == [("supplement_overdue", day(5))]
    assert refused(state, known, act("terminate", day(8))) == "guard.grace_runs"
    late = act("grace_supplement", day(9), "enterprise", payload={"materials": ["survey"]})
    assert refused(state, known, late) == "guard.grace_over"
    assert walk(state, known, act("terminate", day(9))).state == "terminated"


def test_tolerance_b_issues_first_and_revokes_after_grace():
    known = facts("tolerance", flavour="B")
    state = walk(with_gap(known), known, act("issue_with_gap", day(2)))
    assert (state.state, state.decided_on) == ("issued_with_gap", day(2))
    assert (
        walk(
            state,
            known,
            act("supplement", day(3), "enterprise", payload={"materials": ["survey", "renderings"]}),
        ).state
        == "done"
    )
    _, late = system_events(TABLE, state, known, day(9))
    assert late.state == "overdue_issued"
    assert refused(late, known, act("revoke", day(8))) == "guard.grace_runs"
    assert walk(late, known, act("revoke", day(9))).state == "revoked"


def test_flavours_do_not_mix():
    assert refused(with_gap(facts("tolerance")), facts("tolerance"), act("issue_with_gap", day(1))) == (
        "guard.only_flavour_b"
    )
    known = facts("tolerance", flavour="B")
    assert refused(with_gap(known), known, act("review_done", day(1))) == "guard.only_flavour_a"
    fired, _ = system_events(TABLE, with_gap(known), known, day(30))
    assert fired == ()


def test_a_supplement_entered_late_overtakes_the_deadline():
    known = facts("tolerance")
    state = walk(with_gap(known), known, act("review_done", day(2)))
    fired, _ = system_events(TABLE, state, known, day(6))
    on_time = act("supplement", day(5), "enterprise", payload={"materials": ["survey"]})
    assert overtaken(list(fired), on_time) == list(fired)
    assert overtaken(list(fired), replace(on_time, happened_on=day(6))) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"same_day": True}, "guard.same_day_item"),
        ({"escalated": True}, "guard.escalated_item"),
        ({"materials": (Material("application", is_missing=True),)}, "guard.key_material_missing"),
        ({"materials": (Material("application", is_missing=False),)}, "guard.nothing_missing"),
    ],
)
def test_tolerance_is_not_for_everything(changes, code):
    assert refused(start("tolerance"), facts("tolerance", **changes), act("apply", D, "agent")) == code


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({}, "guard.nothing_missing"),
        ({"application": 5}, "guard.not_deferrable"),
        ({"survey": 6}, "guard.deferral_too_long"),
    ],
)
def test_promise_lists_deferrable_materials_within_their_terms(missing, code):
    known = facts("tolerance")
    applied = walk(start("tolerance"), known, act("apply", D, "agent"))
    assert refused(applied, known, signed("sign_promise", D, missing=missing)) == code
    short = facts("tolerance", promised_days=4)
    assert (
        refused(applied, short, signed("sign_promise", D, missing={"survey": 5})) == "guard.deferral_too_long"
    )


def test_supplement_is_of_what_is_owed():
    known = facts("tolerance")
    state = walk(with_gap(known), known, act("review_done", day(2)))
    assert refused(state, known, act("supplement", day(3), "enterprise")) == "guard.materials_not_named"
    stranger = act("supplement", day(3), "enterprise", payload={"materials": ["licence"]})
    assert refused(state, known, stranger) == "guard.material_not_owed"


def test_supplement_term_is_lengthened_once_with_consent():
    known = facts("tolerance")
    state = walk(with_gap(known), known, act("review_done", day(2)))
    ask = act("request_extension", day(3), "enterprise", payload={"days": 5}, document_no="9")
    assert refused(state, known, replace(ask, payload={"days": 9})) == "guard.extension_too_long"
    assert refused(state, known, replace(ask, document_no=None)) == "guard.consent_missing"
    longer = walk(state, known, ask)
    assert deadlines.next_gap(longer, known).due_on == day(10)
    assert refused(longer, known, ask) == "guard.extended_once"


# ---- commitment


def decided() -> StepState:
    known = facts("commitment")
    return walk(
        start("commitment"),
        known,
        act("inform", D),
        signed("sign_commitment", D, fulfil_days=10),
        act("decide_now", day(1)),
    )


def test_commitment_is_finished_for_successors_once_decided():
    state = decided()
    assert TABLE.state(state.mode, state.state).kind == "decided"
    assert deadlines.fulfilment_due(state, facts("commitment")) == day(11)
    fulfilled = walk(state, facts("commitment"), act("fulfil", day(6), "enterprise", acted_by_name="Wang"))
    assert deadlines.check_due(fulfilled, facts("commitment")) == day(26)
    passed = walk(fulfilled, facts("commitment"), act("check_pass", day(8), acted_by_name="Zhao"))
    assert (passed.state, passed.decided_on, passed.done_on) == ("done", day(1), day(8))


def test_checker_is_named_and_not_the_one_who_filed():
    assert refused(decided(), facts("commitment"), act("check_pass", day(8))) == "guard.checker_missing"
    own = act("check_pass", day(8), acted_by_name="Wang")
    assert refused(decided(), facts("commitment"), own) == "guard.checker_filed"


def test_commitment_fails_by_rectification_not_done():
    known = facts("commitment")
    state = walk(decided(), known, act("check_minor", day(5)))
    assert refused(state, known, act("not_rectified", day(20))) == "guard.deadline_not_passed"
    state = walk(state, known, act("not_rectified", day(21)))
    back = walk(state, known, act("withdraw_revocation", day(22)))
    assert back.state == "decided_pending_check"
    assert walk(state, known, act("revoke", day(22))).state == "revoked"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"acted_by_name": None}, "guard.signatory_missing"),
        ({"has_file": False}, "guard.signature_missing"),
        ({"recorder_name": "Wang"}, "guard.signed_by_recorder"),
        ({"acted_by": Party.AGENT}, "steps.wrong_party"),
    ],
)
def test_only_the_enterprise_signs(changes, code):
    informed = walk(start("commitment"), facts("commitment"), act("inform", D))
    assert refused(informed, facts("commitment"), replace(signed("sign_commitment", D), **changes)) == code


def test_commitment_declined_ends():
    informed = walk(start("commitment"), facts("commitment"), act("inform", D))
    assert walk(informed, facts("commitment"), act("decline", day(1), "enterprise")).state == "terminated"


# ---- simulated


def opinion(known=None) -> StepState:
    return walk(
        start("simulated"),
        known or facts("simulated"),
        act("apply_simulated", D, "agent"),
        act("accept_simulated", day(1)),
        act("issue_opinion", day(6)),
    )


def land(on: date):
    return facts("simulated", requirements=(Requirement("land_contract", on, True),))


def test_simulated_converts_on_the_day_of_the_land_contract():
    fired, state = system_events(TABLE, opinion(), land(day(9)), day(9))
    assert [(e.name, e.happened_on) for e in fired] == [("prereq_arrived", day(9))]
    done = walk(state, land(day(9)), act("formal_submit", day(9), "agent"), act("consistent", day(10)))
    assert (done.state, done.service_accepted_on, done.accepted_on, done.decided_on) == (
        "done",
        day(1),
        day(9),
        day(10),
    )
    clocks = [(s.clock, s.from_on, s.to_on) for s in done.segments]
    assert (ClockKind.SERVICE, day(1), day(6)) in clocks
    assert (ClockKind.FORMAL, day(9), day(10)) in clocks


def test_no_conversion_while_a_requirement_is_open():
    fired, state = system_events(TABLE, opinion(), facts("simulated"), day(9))
    assert (fired, state.state) == ((), "opinion_issued")


def test_inconsistent_land_result_goes_back_to_review():
    _, state = system_events(TABLE, opinion(), land(day(9)), day(9))
    state = walk(state, land(day(9)), act("formal_submit", day(9), "agent"), act("inconsistent", day(10)))
    assert (state.state, state.accepted_on, state.review_from) == ("reviewing", None, day(10))


def test_opinion_expires_and_is_renewed_or_abandoned():
    known = facts("simulated")
    end = deadlines.opinion_expires(opinion(), known)
    assert end == day(6) + timedelta(days=180)
    fired, state = system_events(TABLE, opinion(), known, end)
    assert fired == ()
    fired, state = system_events(TABLE, opinion(), known, end + timedelta(days=1))
    assert [(e.name, e.happened_on) for e in fired] == [("validity_expired", end)]
    renewed = walk(state, known, act("renew", end + timedelta(days=2), "agent"))
    assert renewed.state == "reviewing"
    assert walk(state, known, act("abandon", end + timedelta(days=2), "coordinator")).state == "terminated"


def test_correction_of_a_simulated_review_lapses_and_stops_the_service_clock():
    known = facts("simulated")
    state = walk(
        start("simulated"),
        known,
        act("apply_simulated", D, "agent"),
        act("accept_simulated", D),
        act("request_correction", day(2)),
    )
    back = walk(state, known, act("file_correction", day(5), "enterprise"))
    assert deadlines.review_due(back, known) == day(13)
    fired, state = system_events(TABLE, state, known, day(13))
    assert [(e.name, e.happened_on, state.state) for e in fired] == [("lapse", day(12), "terminated")]


def test_voided_upstream_opinion_sends_the_step_back_once():
    known = facts("simulated", voided_upstream=(Voided("planning_conditions", day(8)),))
    fired, state = system_events(TABLE, opinion(), known, day(8))
    assert [e.name for e in fired] == ["upstream_expired"]
    again = walk(state, known, act("issue_opinion", day(8)))
    assert again.state == "opinion_issued"
    earlier = facts("simulated", voided_upstream=(Voided("planning_conditions", day(3)),))
    assert system_events(TABLE, opinion(), earlier, day(8))[0] == ()


def test_simulated_scope_is_refused():
    state = walk(start("simulated"), facts("simulated"), act("apply_simulated", D, "agent"))
    assert walk(state, facts("simulated"), act("reject_scope", day(1))).state == "terminated"


# ---- parallel


CODES = ["energy_review", "soil_water_plan"]


def joint() -> StepState:
    return walk(
        start("parallel"),
        facts("parallel"),
        act("joint_open", D, "lead_department", payload={"members": CODES}),
        act("complete", day(1), "lead_department"),
    )


def test_group_consolidates_when_every_opinion_is_in():
    known = facts("parallel")
    one = walk(joint(), known, act("dept_opinion", day(3), member="soil_water_plan"))
    assert one.state == "co_reviewing"
    both = walk(one, known, act("dept_opinion", day(4), member="energy_review"))
    assert (both.state, both.entered_on) == ("consolidating", day(4))
    done = walk(both, known, act("issue", day(5), "lead_department"))
    assert done.state == "done"
    assert deadlines.group_due(joint(), known) == day(12)


def test_late_member_escalates_once_and_its_late_opinion_goes_on():
    known = facts("parallel")
    fired, late = system_events(TABLE, joint(), known, day(5))
    assert [(e.name, e.happened_on, e.payload) for e in fired] == [
        ("dept_late", day(4), {"members": ["soil_water_plan"]})
    ]
    resolved = walk(late, known, act("resolve", day(6), "coordinator"))
    assert resolved.state == "co_reviewing"
    assert system_events(TABLE, resolved, known, day(7))[0] == ()
    given = walk(resolved, known, act("dept_opinion", day(7), member="soil_water_plan"))
    assert given.member("soil_water_plan").opinion_on == day(7)


def test_group_fails_by_conflict_and_refusal():
    known = facts("parallel")
    meeting = walk(joint(), known, act("conflict", day(2), "lead_department"))
    back = walk(meeting, known, act("resolve", day(3), "coordinator"))
    both = walk(
        back,
        known,
        act("dept_opinion", day(3), member=CODES[0]),
        act("dept_opinion", day(3), member=CODES[1]),
    )
    assert walk(both, known, act("reject", day(4), "lead_department")).state == "terminated"


def test_member_pause_stands_beside_the_group():
    known = facts("parallel")
    pause = act("pause", day(2), member="soil_water_plan", reason="hearing", document_no="3")
    state = walk(joint(), known, pause)
    assert state.state == "co_reviewing"
    opinion_of = act("dept_opinion", day(3), member="soil_water_plan")
    assert refused(state, known, opinion_of) == "steps.member_paused"
    assert system_events(TABLE, state, known, day(9))[0] == ()
    resumed = walk(state, known, act("resume", day(5), member="soil_water_plan"))
    own = known.members[1]
    assert deadlines.member_due(resumed, known, own) == day(7)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (act("dept_opinion", day(3)), "steps.member_missing"),
        (act("dept_opinion", day(3), member="land_title"), "steps.not_a_member"),
        (act("pause", day(3), reason="x", document_no="1"), "steps.wrong_party"),
    ],
)
def test_member_acts_name_their_member(event, code):
    assert refused(joint(), facts("parallel"), event) == code


def test_opinion_is_given_once():
    one = walk(joint(), facts("parallel"), act("dept_opinion", day(3), member=CODES[1]))
    again = act("dept_opinion", day(4), member=CODES[1])
    assert refused(one, facts("parallel"), again) == "steps.opinion_given"


# ---- corrections and backfill


def test_corrected_entries_are_kept_but_do_not_count():
    log = [
        act("submit", D, "agent", mode="standard"),
        act("accept", day(1), mode="standard", is_corrected=True),
        act("accept", day(2), mode="standard"),
    ]
    assert replay(TABLE, log, "standard").accepted_on == day(2)
    with pytest.raises(RuleBroken) as caught:
        replay(TABLE, [log[1], act("approve", day(3))], "standard")
    assert caught.value.code == "steps.not_possible_here"


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        ("standard", "reviewing"),
        ("simulated", "reviewing"),
        ("tolerance", "accepted_with_gap"),
        ("commitment", "decided_pending_check"),
        ("parallel", "co_reviewing"),
    ],
)
def test_backfilled_step_stands_where_it_runs(mode, state):
    payload = {"how": "running", "missing": {"survey": 5}, "members": CODES}
    placed = apply(TABLE, start(mode), act("place", D, "agent", mode=mode, payload=payload))
    assert (placed.state, placed.started_on) == (state, D)


def test_backfilled_done_step_may_have_no_date():
    known = act("place", D, "agent", mode="standard", payload={"how": "done"})
    unknown = replace(known, payload={"how": "done", "date_unknown": True})
    assert apply(TABLE, start("standard"), known).decided_on == D
    done = apply(TABLE, start("standard"), unknown)
    assert (done.state, done.decided_on, done.marks) == ("done", None, ())
