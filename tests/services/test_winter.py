"""Counting back: what a target and the thaw ask of each step, the board's outcomes, the second forecast."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, DomainError, Forbidden, RuleBroken
from domain.modes.guards import TASK_KINDS
from domain.vocabulary import Mode, Role, TargetKind
from models import AuditRow, Project, Step
from services import preferences, projects, roadmaps, steps, winter
from services.database import reading, unit_of_work
from services.desk import slack, surroundings
from services.desk.viewing import _urgency
from services.desk.views import DeskAct, DutyRow, Group
from services.roadmaps import forecasting, whatif
from services.roadmaps.backward import acceptance_days
from services.roadmaps.outlook import THAW, Goal
from services.roadmaps.specs import Reference
from services.winter import Outcome, TargetDraft
from services.winter.board import outcome
from tests import factories_roadmaps as made
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("db")
D = date.fromisoformat


@pytest.fixture
def agent(db: str) -> Actor:
    return made.agent()


def aim(project_id: int, actor: Actor, kind: TargetKind | None, on: date | None) -> None:
    view = projects.project_view(project_id=project_id, actor=actor)
    draft = TargetDraft(kind=kind, on=on)
    winter.set_target(project_id=project_id, draft=draft, version=view.version, actor=actor)


def test_a_target_that_is_missed_names_the_step_and_its_latest_day(agent: Actor) -> None:
    project_id = made.project(owner=agent)
    aim(project_id, agent, TargetKind.START, D("2026-12-01"))
    view = roadmaps.roadmap_view(project_id=project_id, actor=agent)
    goal = view.goals[0]
    assert (goal.kind, goal.margin < 0, goal.late_workdays > 0) == ("start", True, True)
    assert goal.holding == goal.breaks
    rows = {step.code: step for step in view.steps}
    assert rows["construction_licence"].target_slack is not None
    assert rows["works_completed"].accept_by is None  # a start asks nothing of what follows it


def test_submission_precedes_acceptance_by_what_the_lifecycle_allows(agent: Actor) -> None:
    assert acceptance_days() == {
        Mode.STANDARD: 5,
        Mode.SIMULATED: 2,
        Mode.TOLERANCE: 1,
        Mode.COMMITMENT: 1,
        Mode.PARALLEL: 5,
    }
    project_id = made.project(owner=agent)
    view = roadmaps.roadmap_view(project_id=project_id, actor=agent)
    with reading(SYSTEM) as session:
        days = Reference(session).calendar
    seen = set()
    for row in view.steps:
        if row.submit_by and row.accept_by:
            spent = 0 if _is_own(row.code) else acceptance_days()[Mode(row.mode)]
            assert days.add_workdays(row.submit_by, spent) == row.accept_by
            seen.add((row.mode, spent))
    assert {("standard", 5), ("standard", 0)} <= seen and len(seen) > 2


def _is_own(code: str) -> bool:
    with reading(SYSTEM) as session:
        reference = Reference(session)
        item = reference.items[code]
        return item.statutory_days is None or reference.kinds[item.department_code] in TASK_KINDS


def test_a_step_says_until_when_for_the_target_and_for_the_opening(agent: Actor) -> None:
    project_id = made.project(owner=agent)
    aim(project_id, agent, TargetKind.START, D("2026-12-01"))
    rows = {step.code: step for step in roadmaps.roadmap_view(project_id=project_id, actor=agent).steps}
    seen = steps.step_view(step_id=rows["planning_conditions"].id, actor=agent)
    assert [(row.kind, row.limit_on) for row in seen.latest] == [
        ("start", D("2026-12-01")),
        ("thaw", D("2027-04-25")),
    ]
    target, thaw = seen.latest
    row = rows["planning_conditions"]
    assert (target.submit_by, target.accept_by) == (row.submit_by, row.accept_by)
    assert target.late_workdays > 0 == thaw.late_workdays and thaw.accept_by > target.accept_by
    last = steps.step_view(step_id=rows["works_completed"].id, actor=agent)
    assert last.latest == ()  # a start and the opening ask nothing of what follows them
    made.write(project_id, planning_conditions={"accepted_on": TODAY, "state_kind": "running"})
    assert steps.step_view(step_id=row.id, actor=agent).latest == ()


def test_every_scenario_says_when_it_finishes_as_performed(agent: Actor) -> None:
    other = made.project(owner=agent)
    planned = whatif.scenarios(project_id=other, actor=agent).row("as_planned")
    assert planned and (planned.performed_on, planned.performed_n) == (None, 0)
    finished(made.project(owner=agent), 5)
    _touch(agent, other)
    planned = whatif.scenarios(project_id=other, actor=agent).row("as_planned")
    view = roadmaps.roadmap_view(project_id=other, actor=agent)
    assert planned and view.performed and planned.performed_n == 5
    assert planned.performed_on == view.performed.finish_on > planned.finish_on


def test_a_target_at_the_forecast_leaves_no_slack_somewhere(agent: Actor) -> None:
    project_id = made.project(owner=agent)
    finish = roadmaps.roadmap_view(project_id=project_id, actor=agent).finish_on
    aim(project_id, agent, TargetKind.PRODUCTION, finish)
    view = roadmaps.roadmap_view(project_id=project_id, actor=agent)
    assert min(step.target_slack for step in view.steps if step.target_slack is not None) == 0
    assert view.goals[0].margin == 0


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        (TargetKind.START, None, "target.day_missing"),
        (None, D("2027-01-01"), "target.kind_missing"),
        (TargetKind.START, D("2026-08-31"), "target.before_signing"),
        (TargetKind.START, D("2061-01-01"), "target.too_far"),
    ],
)
def test_bad_targets_are_refused(agent: Actor, kind: TargetKind | None, on: date | None, code: str) -> None:
    project_id = made.project(owner=agent)
    with pytest.raises(BadInput) as refused:
        aim(project_id, agent, kind, on)
    assert refused.value.code == code


def test_a_past_target_and_one_without_outdoor_work_are_refused(agent: Actor) -> None:
    early = made.project(owner=agent, signed_on=D("2026-08-03"))
    with pytest.raises(BadInput, match="in_the_past"):
        aim(early, agent, TargetKind.PRODUCTION, D("2026-08-20"))
    light = made.project("leased_light_asset", owner=agent)
    with pytest.raises(RuleBroken, match="no_outdoor_work"):
        aim(light, agent, TargetKind.START, D("2027-05-01"))


def test_a_target_is_audited_and_can_be_dropped(agent: Actor) -> None:
    project_id = made.project(owner=agent)
    aim(project_id, agent, TargetKind.PRODUCTION, D("2027-06-30"))
    aim(project_id, agent, None, None)
    with reading(SYSTEM) as session:
        found = session.exec(select(AuditRow).where(AuditRow.action == "project.target")).all()
        assert [row.after.get("target_on") for row in found] == ["2027-06-30", None]
        assert session.get_one(Project, project_id).target_on is None


def test_the_board_says_what_each_project_hangs_on_for_whoever_may_see_it(agent: Actor) -> None:
    made.project(owner=agent)
    made.project("leased_light_asset", owner=agent)
    board = winter.board(actor=agent)
    assert [(row.outcome, row.margin > 0, bool(row.holding)) for row in board.rows] == [
        (Outcome.MADE, True, True)
    ]
    assert winter.board(actor=made.agent("王芳")).rows == ()
    leader = Actor(99, "x", Role.LEADER)
    assert len(winter.board(actor=leader).rows) == 1
    assert winter.board(actor=leader).only(outcome="lost").rows == ()
    with pytest.raises(Forbidden):
        winter.board(actor=Actor(98, "x", Role.LIAISON, department_code="natural_resources"))


def test_short_becomes_lost_below_half_of_the_days_needed(agent: Actor) -> None:
    with reading(SYSTEM) as session:
        days = Reference(session).calendar
    limit = days.add_workdays(TODAY, 20)
    assert limit

    def said(needed: int) -> Outcome:
        ready = days.add_workdays(TODAY, needed)
        assert ready
        goal = Goal("works_completed", ready, limit, 20 - needed, holding="x")
        return outcome(goal, days, TODAY)

    assert [said(n) for n in (20, 21, 40, 41)] == [
        Outcome.MADE,
        Outcome.SHORT,
        Outcome.SHORT,
        Outcome.LOST,
    ]


def test_a_reversed_season_is_refused_and_an_edited_one_moves_the_plan(agent: Actor) -> None:
    project_id = made.project(owner=agent)

    def change(key: str, value: str, seen: str) -> None:
        preferences.change_number(key=key, value=value, seen=seen, actor=SYSTEM)

    with pytest.raises(BadInput, match="season_reversed"):
        change("season.close", "04-25", "11-05")
    with pytest.raises(DomainError, match="not_a_day"):
        change("season.open", "13-40", "04-25")
    change("season.open", "05-10", "04-25")
    made.write(project_id)
    with reading(SYSTEM) as session:
        goal = Goal.read(session.get_one(Project, project_id).outlook, THAW)
    assert goal and goal.limit_on == D("2027-05-10")


def finished(project_id: int, count: int, **values: Any) -> None:
    """So many decided steps that took ten working days each where five were promised."""
    with unit_of_work(SYSTEM) as work:
        rows = work.session.exec(select(Step).where(Step.project_id == project_id).order_by(Step.seq)).all()
        named = [row for row in rows if row.item_code in _PLAIN][:count]
        for row in named:
            base: dict[str, Any] = {
                "state": "done",
                "state_kind": "decided",
                "accepted_on": D("2026-08-03"),
                "decided_on": D("2026-08-17"),
                "promised_days": 5,
                "day_unit": "workday",
                "mode": "standard",
                "plan_days": None,
            }
            for name, value in (base | values).items():
                setattr(row, name, value)


_PLAIN = ("company_registration", "project_filing", "planning_conditions", "land_auction", "eia_approval")


def known() -> list[Any]:
    with reading(SYSTEM) as session:
        return forecasting.finished_steps(session, Reference(session).calendar)


def test_only_real_finished_steps_count(agent: Actor) -> None:
    project_id = made.project(owner=agent)
    finished(project_id, 3)
    assert [(one.promised_workdays, one.actual_workdays) for one in known()] == [(5, 10)] * 3
    finished(project_id, 3, is_date_unknown=True)
    assert known() == []
    finished(project_id, 3, is_date_unknown=False, is_contested=True)
    assert known() == []
    finished(project_id, 3, is_contested=False, accepted_on=None)
    assert known() == []


def test_as_performed_is_later_where_steps_take_longer_and_p80_waits_for_thirty(agent: Actor) -> None:
    done = made.project(owner=agent)
    finished(done, 5)
    other = made.project(owner=agent)
    view = roadmaps.roadmap_view(project_id=other, actor=agent)
    assert view.performed and (view.performed.n, view.performed.ratio) == (5, 2.0)
    assert view.performed.finish_on > view.finish_on and view.performed.p80_on is None
    for _ in range(5):
        finished(made.project(owner=agent), 5)
    _touch(agent, other)
    view = roadmaps.roadmap_view(project_id=other, actor=agent)
    assert view.performed and view.performed.n == 30
    assert view.performed.p80_on and view.performed.p80_on >= view.performed.finish_on


def _touch(agent: Actor, project_id: int) -> None:
    """Any audited change makes the record of the pool be read anew."""
    aim(project_id, agent, TargetKind.PRODUCTION, TODAY + timedelta(days=400))


def test_the_desk_says_first_what_is_too_late_for_the_target(agent: Actor) -> None:
    project_id = made.project(owner=agent)
    aim(project_id, agent, TargetKind.PRODUCTION, D("2026-09-30"))
    with reading(SYSTEM) as session:
        here = surroundings.read(session, agent)
        row = DutyRow(
            "o1", Group.SOON, DeskAct.BEGIN, "green", "x", project_id, "p", "h", "", step_code="land_contract"
        )
        found = slack.with_slack(session, here, [row])[0]
    assert found.slack is not None and found.slack < 0
    assert found.why == f"差{-found.slack}个工作日赶不上目标"
    later = replace(found, key="o2", slack=3, due_on=TODAY)
    assert _urgency(replace(found, due_on=TODAY)) < _urgency(later)
