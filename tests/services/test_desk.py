"""The desk: what is to be done by whom on which day, for A, for B standing in, and for the coordinator."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from models import Absence, Project, Step, StepMaterial
from services import desk, visits
from services.database import unit_of_work
from services.desk import DeskAct, DeskView, DutyRow, Group
from services.visits import VisitDraft
from tests import factories_reports as rows
from tests.factories import TODAY
from tests.factories_problems import House, assigned, house, raised, resolved
from tests.factories_reminders import duty

pytestmark = pytest.mark.usefixtures("db")
TOMORROW = date(2026, 9, 2)


@pytest.fixture
def home() -> House:
    return house()


def seen(actor: Actor) -> DeskView:
    return desk.desk_view(actor=actor)


def row(view: DeskView, title: str) -> DutyRow:
    (found,) = [one for one in view.duties if one.title.startswith(title)]
    return found


def step_duty(home: House, anchor: str, due_on: date, **values: Any) -> int:
    return duty(home.project_id, home.step_id, anchor, due_on, **values)


def change(model: type, row_id: int, **values: Any) -> None:
    with unit_of_work(SYSTEM) as work:
        found = work.session.get_one(model, row_id)
        for name, value in values.items():
            setattr(found, name, value)


def away(actor: Actor, from_on: date = TODAY, until_on: date = date(2026, 9, 4)) -> None:
    with unit_of_work(SYSTEM) as work:
        work.session.add(Absence(agent_id=actor.account_id, from_on=from_on, until_on=until_on))


def test_rows_stand_by_the_day_to_act_and_are_counted(home: House) -> None:
    step_duty(home, "step_due", date(2026, 8, 28))
    step_duty(home, "review_due", TODAY)
    step_duty(home, "conversion_ready", TODAY, party="agent")
    step_duty(home, "commit_due", date(2026, 10, 30), party="enterprise")
    view = seen(home.agent)
    assert [(one.group, one.left_workdays) for one in view.duties] == [
        (Group.OVERDUE, -2),
        (Group.TODAY, 0),
        (Group.SOON, 1),
    ]
    assert (view.to_do, view.due_today, view.overdue) == (2, 1, 1)
    late = row(view, "催办：企业投资备案")
    assert (late.holder, late.act, late.due_on) == ("等发改局", DeskAct.RESULT, date(2026, 8, 28))
    convert = row(view, "转正式申报")
    assert convert.is_own_move and convert.due_on == TOMORROW
    assert view.next_on == date(2026, 10, 30) and "督促履诺" in view.next_title


def test_only_a_confirmed_limit_turns_red(home: House) -> None:
    step_duty(home, "step_due", date(2026, 8, 28))
    assert row(seen(home.agent), "催办").light == "yellow"
    assert "待核定" in row(seen(home.agent), "催办").why
    change(Step, home.step_id, limits_status="confirmed")
    assert row(seen(home.agent), "催办").light == "red"
    change(Step, home.step_id, is_contested=True)
    assert row(seen(home.agent), "催办").light == "yellow"


def test_nobody_is_chased_while_the_clock_stands(home: House) -> None:
    step_duty(home, "step_due", date(2026, 8, 28), is_paused=True)
    change(Step, home.step_id, state_kind="paused", paused_on=date(2026, 8, 26), holder="department")
    view = seen(home.agent)
    (waiting,) = view.duties
    assert (waiting.group, waiting.light, view.to_do) == (Group.WAITING, "grey", 0)
    assert "4个工作日" in waiting.why and waiting.holder == "等发改局"


def test_a_long_pause_is_to_be_checked_and_stands_once(home: House) -> None:
    change(Step, home.step_id, state_kind="paused", paused_on=date(2026, 8, 14), holder="department")
    step_duty(home, "paused", date(2026, 8, 14), is_paused=True)
    (only,) = seen(home.agent).duties
    assert only.title.startswith("核实挂起") and only.group is Group.OVERDUE


def test_what_a_ready_step_lacks_is_said(home: House) -> None:
    step_duty(home, "ready", date(2026, 8, 31), party="agent")
    ready = row(seen(home.agent), "申报：")
    assert (ready.why, ready.act, ready.step_code) == ("前置已齐，可以办理", DeskAct.SUBMIT, "project_filing")
    with unit_of_work(SYSTEM) as work:
        for name in ("可研报告", "承诺书"):
            owed = rows.owed_material(home.project_id, home.step_id, name)
            assert isinstance(owed, StepMaterial)
            work.session.add(owed)
    ready = row(seen(home.agent), "申报：")
    assert ready.why == "前置已齐，还差2件材料" and ready.group is Group.SOON


def test_the_enterprises_own_work_is_begun_not_submitted(home: House) -> None:
    change(Step, home.step_id, department_code="project_owner")
    step_duty(home, "ready", date(2026, 8, 31), party="agent")
    assert row(seen(home.agent), "启动：").act is DeskAct.BEGIN


def test_a_ready_step_is_late_only_by_the_plan(home: House) -> None:
    step_duty(home, "ready", date(2026, 8, 20), party="agent")
    assert row(seen(home.agent), "申报：").group is Group.OVERDUE
    change(Step, home.step_id, latest_accept_on=date(2026, 9, 25))
    ready = row(seen(home.agent), "申报：")
    assert (ready.group, ready.due_on, ready.light) == (Group.SOON, date(2026, 9, 25), "green")
    change(Step, home.step_id, latest_accept_on=date(2026, 8, 24))
    assert row(seen(home.agent), "申报：").due_on == date(2026, 8, 24)
    change(Step, home.step_id, optional=True)
    ready = row(seen(home.agent), "申报：")
    assert (ready.group, ready.due_on, ready.why) == (Group.SOON, None, "前置已齐，按需办理")


def test_verification_is_due_on_the_fifth_working_day(home: House) -> None:
    assert not [one for one in seen(home.agent).duties if one.act is DeskAct.VERIFY]
    change(Project, home.project_id, last_verified_on=date(2026, 8, 25))
    today = row(seen(home.agent), "核实项目信息")
    assert (today.group, today.act) == (Group.TODAY, DeskAct.VERIFY)
    change(Project, home.project_id, last_verified_on=date(2026, 8, 24))
    assert row(seen(home.agent), "核实项目信息").group is Group.OVERDUE
    change(Project, home.project_id, status="paused")
    assert not seen(home.agent).duties


def test_promised_steps_and_problems_stand_on_the_desk(home: House) -> None:
    draft = VisitDraft(project_id=home.project_id, what="走访", next_step="送清单", next_on=TODAY)
    visits.log_visit(draft=draft, actor=home.agent)
    problem_id = resolved(home)
    view = seen(home.agent)
    promise, problem = row(view, "送清单"), row(view, "请企业确认销号：供电外线路由未定")
    assert promise.act is DeskAct.DONE and promise.group is Group.TODAY
    assert (problem.problem_id, problem.act, problem.number) == (problem_id, DeskAct.CLOSE, problem.number)
    assert problem.holder == "等企业"


def test_backup_sees_duties_only_while_standing_in(home: House) -> None:
    step_duty(home, "step_due", date(2026, 8, 28))
    idle = seen(home.backup)
    assert idle.duties == () and idle.backup_projects == 1
    assert not idle.projects[0].is_acting
    away(home.agent)
    acting = seen(home.backup)
    assert acting.overdue == 1 and acting.projects[0].is_acting
    (note,) = acting.absences
    assert (note.name, note.projects, note.is_now, note.is_self) == ("李代办", 1, True, False)
    own = seen(home.agent)
    assert own.overdue == 1 and own.projects[0].acting_name == "周代办"
    assert own.absences[0].is_self
    assert seen(home.stranger).duties == () and seen(home.stranger).projects == ()


def test_a_cancelled_or_past_absence_changes_nothing(home: House) -> None:
    away(home.agent, date(2026, 8, 20), date(2026, 8, 31))
    assert seen(home.backup).absences == () and not seen(home.backup).projects[0].is_acting


def test_both_away_makes_it_the_coordinators_move(home: House) -> None:
    change(Project, home.project_id, coordinator_id=home.coordinator.account_id)
    step_duty(home, "conversion_ready", date(2026, 8, 31), party="agent")
    away(home.agent)
    assert seen(home.coordinator).projects == ()
    away(home.backup)
    view = seen(home.coordinator)
    assert [card.id for card in view.projects] == [home.project_id]
    assert row(view, "转正式申报").group is Group.TODAY
    assert view.district is not None and view.district.away == 2


def test_a_coordinator_decides_and_sees_what_is_overdue_anywhere(home: House) -> None:
    late = step_duty(home, "step_due", date(2026, 8, 20))
    raised(home)
    with unit_of_work(SYSTEM) as work:
        project = work.session.get_one(Project, home.project_id)
        values = project.model_dump(exclude={"id", "primary_agent_id", "backup_agent_id"})
        new = Project(**values | {"name": "待分配项目", "status": "unassigned"})
        work.session.add(new)
        work.session.flush()
        new_id = new.id or 0
    unassigned = {"subject": f"project:{new_id}", "party": "coordinator"}
    duty(new_id, home.step_id, "entered_pool", date(2026, 8, 31), **unassigned)
    duty(home.project_id, home.step_id, "pause_unsigned", date(2026, 8, 25), party="coordinator")
    view = seen(home.coordinator)
    assert row(view, "分配代办员").act is DeskAct.ASSIGN
    assert row(view, "分配代办员").group is Group.TODAY
    assert row(view, "交办问题：供电外线路由未定").group is Group.SOON
    district = row(view, "催办")
    assert (district.key, district.group) == (f"o{late}", Group.DISTRICT)
    assert view.to_do == 1, "what others have to do is not counted as the coordinator's own"
    note = view.district
    assert note is not None
    assert (note.unassigned, note.overdue, note.problems_to_assign, note.pauses_to_sign) == (1, 1, 1, 0)
    change(Project, home.project_id, status="withdrawn")
    assert not [one for one in seen(home.coordinator).duties if one.group is Group.DISTRICT]


def test_keys_are_unique_and_long_groups_are_cut_and_counted(home: House) -> None:
    for number in range(25):
        step_duty(home, "supplement_due", TODAY, key=f"材料{number}", party="enterprise")
    assigned(home)
    view = seen(home.agent)
    keys = [one.key for one in view.duties]
    assert len(keys) == len(set(keys))
    assert view.due_today == 25 and view.more == {Group.TODAY: 5}
    assert sum(one.group is Group.TODAY for one in view.duties) == 20


def test_soon_reaches_over_the_weekend(home: House) -> None:
    view = seen(home.agent)
    assert view.horizon - view.today >= timedelta(days=7)


def test_a_card_tells_role_and_age(home: House) -> None:
    (card,) = seen(home.agent).projects
    assert (card.role, card.verified_days, card.is_stale, card.is_verified_today) == (
        "primary",
        1,
        False,
        False,
    )
    assert card.stage == "land_planning"


def test_on_a_card_a_stopped_clock_does_not_run_on(home: House) -> None:
    change(Project, home.project_id, current_step_id=home.step_id, current_due_on=date(2026, 8, 31))
    (running,) = seen(home.agent).projects
    assert (running.left_workdays, running.is_paused) == (-1, False)
    change(Step, home.step_id, state_kind="paused", paused_on=date(2026, 8, 26))
    (paused,) = seen(home.agent).projects
    assert (paused.left_workdays, paused.is_paused) == (3, True)


@pytest.mark.parametrize("role", ["leader", "liaison"])
def test_other_roles_have_no_desk(home: House, role: str) -> None:
    with pytest.raises(Forbidden):
        seen(getattr(home, role))
