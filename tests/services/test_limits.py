"""A confirmed limit: who takes it, who keeps the old one, when it is in force, when a light turns red."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, RuleBroken
from domain.limits import checked, days_of
from domain.vocabulary import Role
from models import ApprovalItem, AuditRow, Project
from services import clock, limits, reminders
from services.database import reading
from services.limits import LimitDraft
from tests.factories import TODAY
from tests.factories_roadmaps import agent, project, steps
from tests.factories_steps import at_step, department, see

pytestmark = pytest.mark.usefixtures("db")
ADMIN = Actor(90, "管理员", Role.ADMIN)
ITEM = "planning_conditions"


def item(code: str = ITEM) -> ApprovalItem:
    with reading(SYSTEM) as session:
        found = session.get_one(ApprovalItem, code)
        session.expunge(found)
        return found


def draft(statutory: object = 20, promised: object = 12, **values: object) -> LimitDraft:
    known = {"status": "confirmed", "document_no": "平审改〔2026〕8号", "effective_on": TODAY}
    return LimitDraft(statutory_days=statutory, promised_days=promised, **(known | values))  # type: ignore[arg-type]


def confirm(given: LimitDraft | None = None, code: str = ITEM) -> bool:
    return limits.confirm(item_code=code, draft=given or draft(), version=item(code).version, actor=ADMIN)


def finish(project_id: int) -> date | None:
    with reading(SYSTEM) as session:
        return session.get_one(Project, project_id).forecast_finish_on


def test_what_waits_takes_the_limit_and_what_runs_keeps_its_own() -> None:
    waiting, by = project(), agent()
    running = at_step(ITEM, by, mode="standard")
    department(running, "submit", TODAY, by)
    department(running, "accept", TODAY, by)
    before = finish(waiting)
    found = limits.preview(item_code=ITEM, draft=draft(), actor=ADMIN)
    assert (found.projects, found.steps, found.kept) == (1, 1, 1)
    assert finish(waiting) == before and item().limits_status == "pending"
    assert confirm() is True
    taken = steps(waiting)[ITEM]
    assert (taken.promised_days, taken.statutory_days, taken.limits_status) == (12, 20, "confirmed")
    kept = next(step for step in steps(see(running, by).project_id).values() if step.id == running)
    assert kept.promised_days != 12 and kept.limits_status == "pending"
    move = found.moves[0]
    assert (move.project_id, move.before, move.after) == (waiting, before, finish(waiting))
    assert before and move.after and move.after > before
    assert move.name == "", "an administrator sees projects as counts only"
    new = steps(project())[ITEM]
    assert (new.promised_days, new.limits_status) == (12, "confirmed")


def test_own_plan_days_keep_the_plan() -> None:
    project_id = project()
    from tests.factories_roadmaps import write

    write(project_id, **{ITEM: {"plan_days": 3}})
    before = finish(project_id)
    confirm()
    assert steps(project_id)[ITEM].promised_days == 12
    assert finish(project_id) == before


def test_a_later_day_waits_for_the_sweep() -> None:
    project_id = project()
    later = TODAY + timedelta(days=3)
    assert confirm(draft(effective_on=later)) is False
    assert (item().promised_days, item().limits_status) != (12, "confirmed")
    assert limits.item_sheet(item_code=ITEM, actor=ADMIN).row.planned_on == later
    with clock.frozen(later - timedelta(days=1)):
        reminders.sweep(actor=SYSTEM)
        assert item().promised_days != 12
    with clock.frozen(later):
        reminders.sweep(actor=SYSTEM, dry_run=True)
        assert item().promised_days != 12
        reminders.sweep(actor=SYSTEM)
        assert item().promised_days == 12 and steps(project_id)[ITEM].promised_days == 12
        version = item().version
        reminders.sweep(actor=SYSTEM)
    assert item().version == version, "in force once"


def test_only_a_confirmed_limit_turns_red_and_only_for_those_who_took_it() -> None:
    by = agent()
    old = at_step(ITEM, by, mode="standard")
    department(old, "submit", TODAY, by)
    department(old, "accept", TODAY, by)
    new = at_step(ITEM, by, mode="standard")
    confirm(draft(5, 5))
    department(new, "submit", TODAY, by)
    department(new, "accept", TODAY, by)
    with clock.frozen(date(2026, 10, 20)):
        reminders.sweep(actor=SYSTEM)
        lights = {one: see(one, by).light for one in (old, new)}
    assert lights == {old: "yellow", new: "red"}


def test_back_to_pending_needs_a_reason_and_takes_planned_changes_along() -> None:
    project_id = project()
    confirm()
    confirm(draft(promised=8, effective_on=TODAY + timedelta(days=30)))
    back = draft(status="pending", document_no="", effective_on=None)
    with pytest.raises(BadInput, match=r"limits\.reason_missing"):
        confirm(back)
    assert confirm(back.model_copy(update={"note": "文件尚未印发"})) is True
    assert item().limits_status == steps(project_id)[ITEM].limits_status == "pending"
    assert all(change.applied_at for change in limits.item_sheet(item_code=ITEM, actor=ADMIN).history)
    with pytest.raises(RuleBroken, match=r"limits\.already_pending"):
        confirm(back.model_copy(update={"note": "再次退回"}))


def test_a_planned_change_is_withdrawn_with_a_reason() -> None:
    confirm(draft(effective_on=TODAY + timedelta(days=9)))
    change = limits.item_sheet(item_code=ITEM, actor=ADMIN).history[0]
    with pytest.raises(BadInput, match=r"limits\.reason_missing"):
        limits.withdraw(change_id=change.id, reason=" ", actor=ADMIN)
    limits.withdraw(change_id=change.id, reason="文件有误", actor=ADMIN)
    assert limits.item_sheet(item_code=ITEM, actor=ADMIN).history == ()
    confirm()
    applied = limits.item_sheet(item_code=ITEM, actor=ADMIN).history[0]
    with pytest.raises(RuleBroken, match=r"limits\.in_force_already"):
        limits.withdraw(change_id=applied.id, reason="迟了", actor=ADMIN)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"statutory": -1}, "limits.days_not_whole"),
        ({"promised": 2.5}, "limits.days_not_whole"),
        ({"promised": "三"}, "limits.days_not_whole"),
        ({"statutory": 99999}, "limits.days_too_many"),
        ({"statutory": 5, "promised": 6}, "limits.promised_above_statutory"),
        ({"day_unit": "week"}, "limits.unknown_unit"),
        ({"document_no": " "}, "limits.document_missing"),
        ({"effective_on": None}, "limits.day_missing"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(given: dict, code: str) -> None:
    before = item()
    with pytest.raises(DomainError) as refusal:
        confirm(draft(**given))
    assert refusal.value.code == code
    after = item()
    assert (after.version, after.promised_days, after.limits_status) == (
        before.version,
        before.promised_days,
        "pending",
    )
    assert limits.item_sheet(item_code=ITEM, actor=ADMIN).history == ()


def test_two_administrators_do_not_overwrite_each_other() -> None:
    version = item().version
    limits.confirm(item_code=ITEM, draft=draft(), version=version, actor=ADMIN)
    with pytest.raises(Conflict, match=r"limits\.changed_meanwhile"):
        limits.confirm(item_code=ITEM, draft=draft(promised=9), version=version, actor=ADMIN)
    assert item().promised_days == 12


def test_only_administrators_see_and_decide() -> None:
    for role in (Role.AGENT, Role.COORDINATOR, Role.LEADER, Role.AUDITOR):
        other = Actor(3, "李明", role)
        with pytest.raises(Forbidden):
            limits.list_items(actor=other)
        with pytest.raises(Forbidden):
            limits.confirm(item_code=ITEM, draft=draft(), version=1, actor=other)


def test_the_list_counts_and_filters() -> None:
    confirm()
    whole = limits.list_items(actor=ADMIN)
    assert (whole.total, whole.confirmed, whole.pending) == (45, 1, 44)
    assert [row.code for row in limits.list_items(status="confirmed", actor=ADMIN).rows] == [ITEM]
    assert {row.stage for row in limits.list_items(stage="completion", actor=ADMIN).rows} == {"completion"}
    assert not limits.list_items(text="没有这样的事项", actor=ADMIN).rows
    some = limits.list_items(department=item().department_code, text="规划条件", actor=ADMIN).rows
    assert ITEM in [row.code for row in some]


def test_every_decision_is_in_the_audit() -> None:
    confirm()
    with reading(SYSTEM) as session:
        query = select(AuditRow.action, AuditRow.actor_name, AuditRow.after)
        found = session.exec(query.where(AuditRow.subject_id == ITEM).order_by(AuditRow.id)).all()
    assert [action for action, _, _ in found] == ["limit.decide", "limit.apply"]
    assert found[1][1] == "管理员" and found[1][2]["promised_days"] == 12


def test_days_are_read_as_written() -> None:
    assert [days_of(text) for text in (None, "", " 7 ", "7.0", 7, 0)] == [None, None, 7, 7, 7, 0]
    assert checked(None, 3, "workday", "pending").plan_days == 3
    assert checked(5, None, "calendar", "pending").plan_days == 5
