"""What is entered on a step, by whom and when: pauses, corrections, the department's word, refusals."""

from datetime import date

import pytest

from domain.access import SYSTEM
from domain.errors import BadInput, Conflict, Forbidden, NotFound, RuleBroken
from domain.vocabulary import MaterialState, Party, Role
from models import Absence, AuditRow, Project
from services import clock, materials
from services import steps as service
from services.database import reading, unit_of_work
from services.steps import EventDraft
from tests.factories_roadmaps import agent, project, steps
from tests.factories_steps import (
    act,
    assert_replayed,
    at_step,
    choice,
    department,
    duties,
    events,
    finish,
    person,
    see,
    tick,
)

TUE, WED, THU, FRI, MON = (date(2026, 9, day) for day in (1, 2, 3, 4, 7))
NEXT_TUE, NEXT_WED, NEXT_FRI = date(2026, 9, 8), date(2026, 9, 9), date(2026, 9, 11)


@pytest.fixture(autouse=True)
def house(db, tmp_path, monkeypatch):
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    from services.settings import settings

    settings.cache_clear()
    yield
    settings.cache_clear()


def reviewing(by) -> int:
    """A licence of ten working days, accepted on the fixture day."""
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by)
    department(step, "accept", TUE, by)
    return step


# ---- the clock


def test_a_pause_stops_the_clock_and_resuming_moves_the_end() -> None:
    by = agent()
    step = reviewing(by)
    assert see(step, by).due_on == date(2026, 9, 15)
    paused = department(step, "pause", THU, by, reason="专家评审")
    assert (paused.state, paused.light, paused.left_workdays) == ("paused", "grey", 8)
    assert see(step, by, NEXT_TUE).left_workdays == 8, "frozen while it stands"
    resumed = department(step, "resume", NEXT_TUE, by)
    assert (resumed.state, resumed.due_on, resumed.pauses) == (
        "reviewing",
        date(2026, 9, 18),
        ((THU, NEXT_TUE),),
    )
    extended = department(step, "extend", NEXT_WED, by, reason="情况复杂", approved_by="孙局长")
    assert extended.due_on == date(2026, 10, 9), "ten working days more, the October holiday out"
    assert choice(extended, "extend").blocked


def test_a_pause_needs_reason_and_document_and_a_long_one_the_coordinator() -> None:
    by, boss = agent(), person("周专员", Role.COORDINATOR)
    step = reviewing(by)
    with pytest.raises(BadInput, match=r"guard.reason_missing"):
        department(step, "pause", WED, by)
    with pytest.raises(RuleBroken, match=r"guard.document_missing"):
        act(step, "pause", WED, by, reason="听证")
    department(step, "pause", WED, by, reason="听证")
    assert "pause_unsigned" in duties(step)
    with pytest.raises(Forbidden):
        service.sign_off_pause(step_id=step, reason="同意", actor=by)
    signed = service.sign_off_pause(step_id=step, reason="同意", actor=boss)
    assert signed.history[0].event == "sign_off_pause" and "pause_unsigned" not in duties(step)
    department(step, "resume", THU, by)
    with pytest.raises(RuleBroken, match=r"steps.not_paused"):
        service.sign_off_pause(step_id=step, reason="同意", actor=boss)


def test_an_extension_needs_the_head_and_a_withdrawal_ends_the_attempt() -> None:
    by = agent()
    step = reviewing(by)
    with pytest.raises(RuleBroken, match=r"guard.head_missing"):
        department(step, "extend", WED, by, reason="情况复杂")
    ended = department(step, "withdraw", WED, by, reason="企业调整方案")
    assert (ended.state, ended.state_kind) == ("withdrawn", "ended")
    assert not duties(step).keys() & {"step_due", "ready"}


# ---- dates


def test_backdating_needs_a_reason_and_order() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    with pytest.raises(BadInput, match=r"steps.backdating_needs_reason"):
        act(step, "submit", TUE, by, entered_on=NEXT_TUE)
    act(step, "submit", FRI, by, entered_on=NEXT_TUE)  # two working days ago: no reason asked
    with pytest.raises(BadInput, match=r"steps.date_too_early"):
        department(step, "accept", THU, by, entered_on=NEXT_TUE, reason="补录")
    with pytest.raises(BadInput, match=r"steps.date_in_future"):
        department(step, "accept", NEXT_WED, by, entered_on=NEXT_TUE)
    assert department(step, "accept", FRI, by, entered_on=NEXT_FRI, reason="补录").accepted_on == FRI


def test_an_entry_on_behalf_needs_its_proof() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by)
    with pytest.raises(BadInput, match=r"steps.proof_missing"):
        act(step, "accept", TUE, by)
    assert "proof" in choice(see(step, by), "accept").needs
    view = department(step, "accept", TUE, by)
    assert view.history[0].is_on_behalf and view.history[0].acted_by == Party.DEPARTMENT


def test_prerequisites_and_wrong_acts_are_refused_in_words() -> None:
    by = agent()
    step = steps(project(owner=by))["land_title"].id
    with pytest.raises(RuleBroken) as refused:
        act(step, "submit", TUE, by)
    assert refused.value.code in ("guard.prerequisites_open", "steps.not_possible_here")
    other = at_step("energy_review", by, mode="standard")
    with pytest.raises(RuleBroken, match=r"steps.not_possible_here") as broken:
        department(other, "approve", TUE, by)
    assert broken.value.params["event"] == "办结（准予）"


# ---- corrections


def test_a_correction_keeps_the_wrong_entry_and_recomputes() -> None:
    by = agent()
    step = reviewing(by)
    wrong = next(row for row in events(step) if row.event == "accept")
    with pytest.raises(RuleBroken, match=r"guard.reason_missing"):
        service.correct(event_id=wrong.id, reason=" ", actor=by)
    with pytest.raises(RuleBroken, match=r"steps.date_too_early"):
        service.correct(event_id=wrong.id, reason="看错回执", happened_on=date(2026, 8, 31), actor=by)
    with clock.frozen(WED):
        view = service.correct(event_id=wrong.id, reason="看错回执", happened_on=WED, actor=by)
    assert_replayed(view.project_id)
    assert (view.accepted_on, view.due_on) == (WED, date(2026, 9, 16))
    kept = next(row for row in view.history if row.id == wrong.id)
    assert kept.is_corrected and kept.happened_on == TUE
    assert [row.event for row in events(step)] == ["submit", "accept", "correct_entry"]
    with pytest.raises(RuleBroken, match=r"steps.not_correctable"):
        service.correct(event_id=wrong.id, reason="再改", actor=by)


def test_taking_an_entry_back_leaves_the_state_before_it() -> None:
    by = agent()
    step = reviewing(by)
    submitted, accepted = events(step)
    with pytest.raises(RuleBroken, match=r"steps.correction_breaks_later") as broken:
        service.correct(event_id=submitted.id, reason="误录", actor=by)
    assert broken.value.params["event"] == "受理"
    view = service.correct(event_id=accepted.id, reason="误录", actor=by)
    assert (view.state, view.accepted_on, view.due_on) == ("received", None, None)
    assert "recorded_on_behalf" not in duties(step)
    assert_replayed(view.project_id)


def test_the_recorder_corrects_within_two_working_days_later_the_coordinator() -> None:
    by, boss = agent(), person("周专员", Role.COORDINATOR)
    step = reviewing(by)
    wrong = events(step)[-1]
    assert next(row for row in see(step, by, THU).history if row.id == wrong.id).may_correct
    with clock.frozen(FRI):
        assert not next(row for row in see(step, by).history if row.id == wrong.id).may_correct
        with pytest.raises(RuleBroken, match=r"guard.too_late_to_correct"):
            service.correct(event_id=wrong.id, reason="看错", actor=by)
        view = service.correct(event_id=wrong.id, reason="看错", happened_on=WED, actor=boss)
    assert view.accepted_on == WED


def test_a_decision_taken_back_takes_the_conversion_with_it() -> None:
    by, boss = agent(), person("周专员", Role.COORDINATOR)
    step = at_step("design_scheme_review", by, template="standard_land_start_on_grant")
    act(step, "apply_simulated", TUE, by)
    department(step, "accept_simulated", TUE, by)
    department(step, "issue_opinion", WED, by)
    finish(step, "land_contract", THU, by)
    assert see(step, by, THU).state == "converting"
    contract = steps(see(step, by).project_id)["land_contract"].id
    with clock.frozen(THU):
        service.correct(event_id=events(contract)[-1].id, reason="合同未签", actor=boss)
    assert see(step, by, THU).state == "opinion_issued"
    assert_replayed(see(step, by).project_id)


# ---- the department's word


def test_the_liaison_confirms_what_was_recorded_for_the_department() -> None:
    by, liaison = agent(), person("王联络", Role.LIAISON, "development_reform")
    step = reviewing(by)
    recorded = events(step)[-1]
    assert duties(step)["recorded_on_behalf"].party == Party.DEPARTMENT
    seen = next(row for row in see(step, liaison).history if row.id == recorded.id)
    assert (seen.confirmation, seen.may_confirm) == ("waiting", True)
    with pytest.raises(Forbidden):
        service.confirm(event_id=recorded.id, actor=by)
    service.confirm(event_id=recorded.id, actor=liaison)
    service.confirm(event_id=recorded.id, actor=liaison)  # a second click changes nothing
    assert next(row for row in see(step, by).history if row.id == recorded.id).confirmation == "confirmed"
    assert "recorded_on_behalf" not in duties(step)
    with pytest.raises(RuleBroken, match=r"steps.objection_over"):
        service.contest(event_id=recorded.id, reason="未受理", actor=liaison)
    with pytest.raises(RuleBroken, match=r"steps.nothing_to_confirm"):
        service.confirm(event_id=events(step)[0].id, actor=liaison)


def test_a_contested_entry_is_grey_until_corrected_or_confirmed() -> None:
    by, liaison = agent(), person("王联络", Role.LIAISON, "development_reform")
    step = reviewing(by)
    recorded = events(step)[-1]
    with pytest.raises(BadInput, match=r"guard.reason_missing"):
        service.contest(event_id=recorded.id, reason=" ", actor=liaison)
    service.contest(event_id=recorded.id, reason="材料未收", actor=liaison)
    contested = see(step, by)
    assert (contested.is_contested, contested.light) == (True, "grey")
    assert contested.history[0].contest_reason == "材料未收"
    assert duties(step)["record_contested"].party == Party.AGENT
    service.correct(event_id=recorded.id, reason="部门指出", actor=by)
    assert not see(step, by).is_contested and "record_contested" not in duties(step)


def test_silence_agrees_after_two_working_days() -> None:
    by, liaison = agent(), person("王联络", Role.LIAISON, "development_reform")
    step = reviewing(by)
    project_id, recorded = see(step, by).project_id, events(step)[-1]
    tick(THU, project_id)
    assert "recorded_on_behalf" in duties(step), "the second working day still counts"
    tick(FRI, project_id)
    assert "recorded_on_behalf" not in duties(step)
    assert next(row for row in see(step, by, FRI).history if row.id == recorded.id).confirmation == "agreed"
    with clock.frozen(FRI), pytest.raises(RuleBroken, match=r"steps.objection_over"):
        service.contest(event_id=recorded.id, reason="材料未收", actor=liaison)


def test_a_liaison_enters_own_acts_and_sees_only_own_steps() -> None:
    by, liaison = agent(), person("王联络", Role.LIAISON, "development_reform")
    stranger = person("赵联络", Role.LIAISON, "water")
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by)
    offered = {one.event: one for one in see(step, liaison).permitted}
    assert "accept" in offered and "withdraw" not in offered
    assert not offered["accept"].is_on_behalf and "proof" not in offered["accept"].needs
    view = act(step, "accept", TUE, liaison)
    assert not view.history[0].is_on_behalf and view.history[0].confirmation == "none"
    with pytest.raises(Forbidden, match=r"steps.not_your_department"):
        act(step, "withdraw", TUE, liaison, acted_by=Party.ENTERPRISE, reason="x", document_no="1")
    with pytest.raises(NotFound):
        see(step, stranger)


# ---- who may


def test_a_stale_version_is_refused() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    version = see(step, by).version
    submit = {"step_id": step, "event": "submit", "happened_on": TUE, "actor": by, "version": version}
    service.advance(**submit)
    with pytest.raises(Conflict, match=r"access.stale"):
        service.advance(**submit)
    assert len(events(step)) == 1


def test_a_foreign_project_does_not_exist_and_readers_enter_nothing() -> None:
    by = agent()
    step = reviewing(by)
    with pytest.raises(NotFound):
        department(step, "approve", WED, agent("外人"))
    leader = person("林领导", Role.LEADER)
    assert see(step, leader).permitted == ()
    with pytest.raises(Forbidden):
        department(step, "approve", WED, leader)
    with pytest.raises(NotFound):
        see(step, person("审计", Role.AUDITOR))


def test_the_backup_records_only_while_acting() -> None:
    by, backup = agent(), agent("周代办")
    step = at_step("energy_review", by, mode="standard", backup_agent_id=backup.account_id)
    assert see(step, backup).permitted == ()
    with pytest.raises(Forbidden, match=r"steps.backup_not_acting"):
        act(step, "submit", TUE, backup)
    with unit_of_work(SYSTEM) as work:
        work.session.add(
            Absence(agent_id=by.account_id, from_on=TUE, until_on=WED, reason="leave", recorded_by=0)
        )
    assert act(step, "submit", TUE, backup).state == "received"
    with clock.frozen(THU), pytest.raises(Forbidden, match=r"steps.backup_not_acting"):
        service.advance(step_id=step, event="accept", happened_on=THU, actor=backup)


def test_a_closed_project_is_left_alone() -> None:
    by = agent()
    step = reviewing(by)
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, see(step, by).project_id).status = "done"
    with pytest.raises(RuleBroken, match=r"steps.project_closed"):
        department(step, "approve", TUE, by)
    assert see(step, by).permitted == ()


def test_only_the_coordinator_drops_a_required_step() -> None:
    by, boss = agent(), person("周专员", Role.COORDINATOR)
    project_id = project(owner=by)
    made = steps(project_id)
    with pytest.raises((RuleBroken, Forbidden)):
        act(made["planning_conditions"].id, "not_needed", TUE, by, reason="已有")
    dropped = act(made["planning_conditions"].id, "not_needed", TUE, boss, reason="已有")
    assert (dropped.state, dropped.not_needed_reason) == ("not_needed", "已有")
    assert act(made["planning_conditions"].id, "restore", TUE, boss).state == "not_started"
    assert act(made["energy_review"].id, "not_needed", TUE, by, reason="不涉及").state_kind == "dropped"


# ---- what goes with an act


def test_materials_arrive_with_an_act_and_are_marked_by_hand() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by, received=["节能报告"])
    rows = {row.name_zh: row for row in see(step, by).materials}
    assert (rows["节能报告"].state, rows["节能报告"].received_on) == ("received", TUE)
    assert rows["项目备案(核准)文件"].state == "produced"
    owed = rows["能耗数据佐证材料"]
    marked = materials.mark(material_id=owed.id, state=MaterialState.RECEIVED, version=owed.version, actor=by)
    assert not marked.is_missing
    with pytest.raises(Conflict):
        materials.mark(material_id=owed.id, state=MaterialState.OWED, version=owed.version, actor=by)
    with pytest.raises(BadInput, match=r"materials.date_in_future"):
        materials.mark(material_id=owed.id, state=MaterialState.RECEIVED, received_on=WED, actor=by)
    with pytest.raises(NotFound):
        materials.mark(material_id=owed.id, state=MaterialState.OWED, actor=agent("外人"))


def test_every_act_is_audited_with_what_it_changed() -> None:
    by = agent()
    step = reviewing(by)
    with reading(SYSTEM) as session:
        from sqlmodel import select

        rows = session.exec(select(AuditRow).where(AuditRow.subject_type == "step")).all()
        accepted = next(row for row in rows if row.action == "step.accept" and row.subject_id == str(step))
        session.expunge(accepted)
    assert (accepted.actor_name, accepted.before["state"]) == (by.name, "received")
    assert accepted.after["state"] == "reviewing" and accepted.after["on_behalf"] is True


def test_a_foreign_file_is_not_attached() -> None:
    by, other = agent(), agent("外人")
    step, foreign = reviewing(by), at_step("energy_review", other, mode="standard")
    from tests.factories_steps import scan

    paper = scan(foreign, other)
    with pytest.raises(NotFound):
        service.advance(
            step_id=step,
            event="approve",
            happened_on=TUE,
            actor=by,
            draft=EventDraft(file_id=paper, acted_by_name="窗口"),
        )
