"""Agents of projects on both databases: assignment, the 1-2 enterprises rule, handover, absence, loads."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound, RuleBroken
from domain.vocabulary import AssignmentRole, ProjectStatus, Role
from models import Absence, Assignment, AuditRow, Handover, Obligation, Project, Setting
from services import accounts, agency, clock, projects
from services.agency import AbsenceDraft, AssignDraft, HandoverDraft
from services.database import reading, unit_of_work
from tests import factories_reports as rows
from tests.factories import TODAY
from tests.factories_problems import House, house

pytestmark = pytest.mark.usefixtures("db")
PRIMARY, BACKUP = AssignmentRole.PRIMARY, AssignmentRole.BACKUP
WEEK = TODAY + timedelta(days=7)


def waiting(name: str = "松江示例项目", **values: object) -> int:
    """A project without an agent, in the pool since today."""
    project_id = rows.project(primary=rows.agent(name, f"x{name}"), name=name, **values)
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        row.status, row.primary_agent_id, row.backup_agent_id = "unassigned", None, None
        row.entered_on = TODAY
    return project_id


def project(project_id: int) -> Project:
    with reading(SYSTEM) as session:
        row = session.get_one(Project, project_id)
        session.expunge_all()
        return row


def stored(model: Any, **values: object) -> list[Any]:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(model).filter_by(**values).order_by(model.id)))
        session.expunge_all()
        return found


def assign(project_id: int, primary: Actor, backup: Actor | None = None, *, by: Actor, **more: Any) -> None:
    draft = AssignDraft(
        project_ids=(project_id,),
        primary_id=primary.account_id,
        backup_id=backup.account_id if backup else None,
        **more,
    )
    agency.assign(draft=draft, actor=by)


def hand(project_id: int, role: AssignmentRole, to: Actor, *, by: Actor, **more: Any) -> int:
    more = {"note": "图审意见待回复，联系人王工。"} | more
    draft = HandoverDraft(project_id=project_id, role=role, to_agent_id=to.account_id, **more)
    return agency.hand_over(draft=draft, actor=by)


def go_away(agent: Actor, first: date = TODAY, last: date = WEEK, *, by: Actor | None = None) -> int:
    draft = AbsenceDraft(agent_id=agent.account_id, from_on=first, until_on=last, reason="培训")
    return agency.record_absence(draft=draft, actor=by or agent)


def acting(project_id: int, on: date = TODAY) -> int | None:
    with reading(SYSTEM) as session:
        return agency.acting_of(session, [session.get_one(Project, project_id)], on)[project_id]


def refused(expected: str) -> Any:
    return pytest.raises(DomainError, check=lambda error: error.code == expected)


def open_duties(project_id: int) -> list[str]:
    return [row.anchor for row in stored(Obligation, project_id=project_id, is_open=True)]


def test_a_waiting_project_becomes_active_with_its_agents() -> None:
    home, project_id = house(), waiting()
    assign(project_id, home.agent, home.backup, by=home.coordinator, leader_id=home.leader.account_id)
    row = project(project_id)
    assert (row.status, row.primary_agent_id, row.backup_agent_id) == (
        "active",
        home.agent.account_id,
        home.backup.account_id,
    )
    assert (row.coordinator_id, row.leader_id) == (home.coordinator.account_id, home.leader.account_id)
    assert [(one.role, one.from_on, one.until_on) for one in stored(Assignment, project_id=project_id)] == [
        ("primary", TODAY, None),
        ("backup", TODAY, None),
    ]
    assert open_duties(project_id) == ["last_follow_up"]
    written = [one.action for one in stored(AuditRow, project_id=project_id)]
    assert written == ["project.assign", "project.name_above"]


@pytest.mark.parametrize("values", [{"primary_agent_id": None}, {"backup_agent_id": "primary"}])
def test_the_database_itself_refuses(values: dict[str, Any]) -> None:
    home = house()
    with pytest.raises(IntegrityError), unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, home.project_id)
        for name, value in values.items():
            setattr(row, name, home.agent.account_id if value == "primary" else value)
    assert project(home.project_id).primary_agent_id == home.agent.account_id


def test_the_database_keeps_one_open_place_a_role() -> None:
    home, project_id = house(), waiting()
    assign(project_id, home.agent, by=home.coordinator)
    with pytest.raises(IntegrityError):
        rows.add(
            Assignment(project_id=project_id, agent_id=home.backup.account_id, role="primary", from_on=TODAY)
        )


def test_a_third_enterprise_needs_a_coordinators_reason() -> None:
    home = house()
    second, third = waiting("第二示例项目"), waiting("第三示例项目")
    assign(second, home.agent, by=home.coordinator)
    with refused("agency.too_many_enterprises") as caught:
        assign(third, home.agent, by=home.coordinator, override_reason="  ")
    assert caught.value.params == {"name": "李代办", "limit": 2}
    assert project(third).status == "unassigned" and not stored(Assignment, project_id=third)
    assign(third, home.agent, by=home.coordinator, override_reason="同一园区")
    kept = stored(Assignment, project_id=third)[0]
    assert (kept.override_reason, kept.assigned_by) == ("同一园区", home.coordinator.account_id)
    assert stored(AuditRow, project_id=third, action="project.assign")[0].reason == "同一园区"


def test_an_agent_cannot_override_and_a_needless_reason_is_not_kept() -> None:
    home = house()
    second, third = waiting("第二示例项目"), waiting("第三示例项目")
    assign(second, home.agent, by=home.coordinator, override_reason="多余")
    assert stored(Assignment, project_id=second)[0].override_reason is None
    with refused("agency.too_many_enterprises"), unit_of_work(home.agent) as work:
        agency.place_agents(
            work,
            project=work.session.get_one(Project, third),
            primary_id=home.agent.account_id,
            override_reason="我想要",
            today=TODAY,
        )
    with unit_of_work(SYSTEM) as work:
        agency.place_agents(
            work,
            project=work.session.get_one(Project, third),
            primary_id=home.agent.account_id,
            override_reason="台账所列",
            today=TODAY,
        )
    assert project(third).primary_agent_id == home.agent.account_id


def test_only_enterprises_with_an_active_project_as_a_count() -> None:
    home = house()
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Setting, "agency.max_enterprises").value = "1"
    enterprise_id = project(home.project_id).enterprise_id
    sibling, other = waiting("同企业示例项目"), waiting("别家示例项目")
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, sibling).enterprise_id = enterprise_id
    assign(sibling, home.agent, by=home.coordinator)
    with refused("agency.too_many_enterprises"):
        assign(other, home.agent, by=home.coordinator)
    assign(other, home.backup, home.agent, by=home.coordinator)
    closed = waiting("再一家示例项目")
    with unit_of_work(SYSTEM) as work:
        for project_id in (home.project_id, sibling):
            work.session.get_one(Project, project_id).status = "done"
    assign(closed, home.agent, by=home.coordinator)
    assert project(closed).status == "active"


def test_several_projects_are_assigned_all_or_none() -> None:
    home = house()
    ids = tuple(waiting(f"批量示例项目{n}") for n in range(2))
    draft = AssignDraft(project_ids=ids, primary_id=home.agent.account_id)
    with refused("agency.too_many_enterprises"):
        agency.assign(draft=draft, actor=home.coordinator)
    assert [project(one).status for one in ids] == ["unassigned", "unassigned"]
    agency.assign(
        draft=draft.model_copy(update={"primary_id": home.stranger.account_id}), actor=home.coordinator
    )
    assert {project(one).primary_agent_id for one in ids} == {home.stranger.account_id}


@pytest.mark.parametrize("who", ["agent", "leader", "liaison"])
def test_only_coordinators_assign_and_hand_over(who: str) -> None:
    home, project_id = house(), waiting()
    actor = getattr(home, who)
    with pytest.raises(Forbidden):
        assign(project_id, home.agent, by=actor)
    with pytest.raises(Forbidden):
        hand(home.project_id, PRIMARY, home.stranger, by=actor)
    with pytest.raises(Forbidden):
        agency.agency_view(actor=actor)
    with pytest.raises(Forbidden):
        agency.loads(actor=actor)


def test_people_must_be_what_they_are_named_for() -> None:
    home, project_id = house(), waiting()
    with refused("agency.same_person"):
        assign(project_id, home.agent, home.agent, by=home.coordinator)
    with refused("agency.not_an_agent"):
        assign(project_id, home.leader, by=home.coordinator)
    with refused("agency.not_an_agent"):
        assign(project_id, home.agent, home.liaison, by=home.coordinator)
    with refused("agency.not_a_coordinator"):
        assign(project_id, home.agent, by=home.coordinator, coordinator_id=home.agent.account_id)
    with refused("agency.not_a_leader"):
        assign(project_id, home.agent, by=home.coordinator, leader_id=home.agent.account_id)
    assert project(project_id).status == "unassigned"


def test_an_agent_in_place_is_replaced_by_a_handover_alone() -> None:
    home = house()
    with refused("agency.needs_handover"):
        assign(home.project_id, home.stranger, home.backup, by=home.coordinator)
    assign(home.project_id, home.agent, by=home.coordinator)
    assert project(home.project_id).backup_agent_id is None
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, home.project_id).status = "done"
    with refused("agency.project_closed"):
        assign(home.project_id, home.agent, home.backup, by=home.coordinator)


def test_a_stale_form_does_not_overwrite() -> None:
    home, project_id = house(), waiting()
    read = project(project_id).version
    assign(project_id, home.agent, by=home.coordinator, versions={project_id: read})
    with pytest.raises(Conflict):
        assign(project_id, home.agent, home.backup, by=home.coordinator, versions={project_id: read})
    with pytest.raises(Conflict):
        hand(project_id, PRIMARY, home.backup, by=home.coordinator, version=read)
    with pytest.raises(NotFound):
        assign(99_999, home.agent, by=home.coordinator)


def _race(*calls: Any) -> list[str]:
    """Run the calls at once; the sorted outcomes: `ok` or the code of the refusal."""
    outcomes: list[str] = []
    start = threading.Barrier(len(calls))

    def run(call: Any) -> None:
        with clock.frozen(TODAY):
            start.wait()
            try:
                call()
                outcomes.append("ok")
            except DomainError as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


def test_two_assignments_at_once_end_with_one_winner() -> None:
    home, project_id = house(), waiting()
    versions = {project_id: project(project_id).version}
    both = [
        lambda who=who: assign(project_id, who, by=home.coordinator, versions=versions)
        for who in (home.agent, home.stranger)
    ]
    assert _race(*both) == ["access.stale", "ok"]
    open_rows = stored(Assignment, project_id=project_id, until_on=None)
    assert [one.agent_id for one in open_rows] == [project(project_id).primary_agent_id]


def test_two_projects_at_once_do_not_pass_the_limit_of_one_agent() -> None:
    home = house()
    one, two = waiting("甲示例项目"), waiting("乙示例项目")
    calls = [lambda p=p: assign(p, home.agent, by=home.coordinator) for p in (one, two)]
    assert _race(*calls) == ["agency.too_many_enterprises", "ok"]


def test_two_absences_at_once_do_not_overlap() -> None:
    home = house()
    assert _race(*[lambda: go_away(home.agent)] * 2) == ["agency.absence_overlaps", "ok"]


def test_b_acts_while_a_is_away_and_the_coordinator_when_both_are() -> None:
    home = house()
    assign(home.project_id, home.agent, home.backup, by=home.coordinator)
    me, b, above = home.agent.account_id, home.backup.account_id, home.coordinator.account_id
    assert acting(home.project_id) == me
    first = go_away(home.agent)
    assert [acting(home.project_id, day) for day in (TODAY, WEEK, WEEK + timedelta(days=1))] == [b, b, me]
    second = go_away(home.backup, TODAY + timedelta(days=1), by=home.coordinator)
    assert acting(home.project_id, TODAY + timedelta(days=1)) == above
    agency.cancel_absence(absence_id=second, actor=home.backup)
    agency.cancel_absence(absence_id=first, actor=home.coordinator)
    assert acting(home.project_id) == me


def test_who_comes_back_early_was_away_until_yesterday() -> None:
    home = house()
    absence_id = go_away(home.agent)
    with clock.frozen(TODAY + timedelta(days=2)):
        agency.cancel_absence(absence_id=absence_id, actor=home.agent)
        with pytest.raises(NotFound):
            agency.cancel_absence(absence_id=absence_id, actor=home.agent)
    kept = stored(Absence)[0]
    assert (kept.until_on, kept.cancelled_at) == (TODAY + timedelta(days=1), None)
    assert acting(home.project_id, TODAY) == home.backup.account_id
    assert [one.action for one in stored(AuditRow, subject_type="absence")] == [
        "absence.record",
        "absence.cancel",
    ]


def test_absences_are_checked() -> None:
    home = house()
    go_away(home.agent)
    with refused("agency.absence_overlaps"):
        go_away(home.agent, WEEK, WEEK)
    with refused("agency.absence_inverted"):
        go_away(home.backup, WEEK, TODAY)
    with refused("agency.absence_over"):
        go_away(home.backup, TODAY - timedelta(days=3), TODAY - timedelta(days=1))
    with pytest.raises(Forbidden):
        go_away(home.agent, by=home.backup)
    with pytest.raises(Forbidden):
        agency.cancel_absence(absence_id=stored(Absence)[0].id, actor=home.backup)
    with pytest.raises(BadInput):
        go_away(home.leader, by=home.coordinator)
    mine = agency.absences(agent_id=home.agent.account_id, actor=home.agent)
    assert [(one.from_on, one.until_on, one.reason) for one in mine] == [(TODAY, WEEK, "培训")]
    with pytest.raises(Forbidden):
        agency.absences(agent_id=home.agent.account_id, actor=home.backup)


def test_a_handover_keeps_note_history_and_duties() -> None:
    home, project_id = house(), waiting()
    assign(project_id, home.agent, home.backup, by=home.coordinator)
    before = open_duties(project_id)
    with clock.frozen(WEEK):
        hand(project_id, PRIMARY, home.stranger, by=home.coordinator)
    row = project(project_id)
    assert (row.primary_agent_id, row.backup_agent_id) == (home.stranger.account_id, home.backup.account_id)
    history = [(one.role, one.agent_id, one.until_on) for one in stored(Assignment, project_id=project_id)]
    assert history == [
        ("primary", home.agent.account_id, WEEK),
        ("backup", home.backup.account_id, None),
        ("primary", home.stranger.account_id, None),
    ]
    assert open_duties(project_id) == before
    seen = agency.handovers(project_id=project_id, actor=home.stranger)
    assert [(one.role, one.from_name, one.to_name, one.note) for one in seen] == [
        ("primary", "李代办", "冯代办", "图审意见待回复，联系人王工。")
    ]
    with pytest.raises(NotFound):
        agency.handovers(project_id=project_id, actor=home.agent)
    last = stored(AuditRow, project_id=project_id)[-1]
    assert (last.action, last.after["agent"]) == ("project.hand_over", home.stranger.account_id)
    assert "王工" not in str(last.after)


def test_handover_to_b_leaves_b_empty() -> None:
    home = house()
    hand(home.project_id, PRIMARY, home.backup, by=home.coordinator)
    row = project(home.project_id)
    assert (row.primary_agent_id, row.backup_agent_id) == (home.backup.account_id, None)
    hand(home.project_id, BACKUP, home.stranger, by=home.coordinator)
    assert project(home.project_id).backup_agent_id == home.stranger.account_id


def test_handovers_that_are_refused() -> None:
    home = house()
    with refused("agency.note_missing"):
        hand(home.project_id, PRIMARY, home.stranger, by=home.coordinator, note="  ")
    with refused("agency.already_in_place"):
        hand(home.project_id, PRIMARY, home.agent, by=home.coordinator)
    with refused("agency.same_person"):
        hand(home.project_id, BACKUP, home.agent, by=home.coordinator)
    with refused("agency.primary_missing"):
        hand(waiting(), PRIMARY, home.agent, by=home.coordinator)
    for name in ("甲示例项目", "乙示例项目"):
        assign(waiting(name), home.stranger, by=home.coordinator)
    with refused("agency.too_many_enterprises"):
        hand(home.project_id, PRIMARY, home.stranger, by=home.coordinator)
    hand(home.project_id, PRIMARY, home.stranger, by=home.coordinator, override_reason="接替离岗")
    assert stored(Handover)[0].from_agent_id == home.agent.account_id


def test_the_note_is_drafted_from_what_is_open() -> None:
    project_id, primary = rows.filled()
    coordinator = rows.account("coord01", "陈协调", Role.COORDINATOR)
    rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    to = rows.agent("冯代办", "agent0199")
    with unit_of_work(SYSTEM) as work:
        from models import Enterprise

        enterprise = work.session.get_one(Enterprise, project(project_id).enterprise_id)
        enterprise.contact, enterprise.phone = "刘经理", "13000000001"
    from models import Visit

    promised = rows.visit(project_id, primary, TODAY)
    promised.next_step, promised.next_on = "陪同递交地勘报告", date(2026, 9, 4)
    assert isinstance(promised, Visit)
    rows.add(promised)
    ask = {"project_id": project_id, "role": PRIMARY, "to_agent_id": to.account_id}
    note = agency.draft_handover(**ask, actor=coordinator)
    for words in (
        "由李代办移交冯代办",
        "用地规划许可",
        "9月3日(周四)到期（剩2个工作日）",
        "地勘报告",
        "WT-2026-047",
        "9月4日(周五)：陪同递交地勘报告",
        "刘经理 13000000001",
        "王联络",
    ):
        assert words in note, (words, note)
    assert "{" not in note and "handover_note" not in note
    assert "WT-2026-039" not in note  # closed
    reader = rows.account("agent0300", "Lee", Role.AGENT, lang="en")
    english = agency.draft_handover(**(ask | {"to_agent_id": reader.account_id}), actor=primary)
    assert "Under way" in english and "2 working days left" in english
    with pytest.raises(NotFound):
        agency.draft_handover(**ask, actor=to)
    with pytest.raises(Forbidden):
        agency.draft_handover(**ask, actor=Actor(999, "x", Role.LEADER))


def test_loads_count_active_projects_and_overdue_steps() -> None:
    home = house()
    other = waiting("乙示例项目")
    assign(other, home.agent, home.stranger, by=home.coordinator)
    late = {"state": "reviewing", "state_kind": "running", "due_on": TODAY - timedelta(days=1)}
    rows.step(home.project_id, "energy_review", "land_planning", "development_reform", **late)
    go_away(home.agent, WEEK, WEEK + timedelta(days=2))
    go_away(home.backup)
    found = {one.name: one for one in agency.loads(actor=home.coordinator)}
    mine = found["李代办"]
    assert (mine.enterprises, mine.projects, mine.as_backup, mine.overdue_steps) == (2, 2, 0, 1)
    assert (mine.is_full, mine.is_over, mine.is_away, mine.away_from) == (True, False, False, WEEK)
    assert (found["周代办"].as_backup, found["周代办"].is_away, found["周代办"].away_until) == (1, True, WEEK)
    assert next(iter(found)) == "李代办"
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, other).status = "paused"
    assert {one.name: one for one in agency.loads(actor=home.coordinator)}["李代办"].enterprises == 1


def test_the_coordinators_view() -> None:
    home = house()
    first = waiting("先到示例项目")
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, first).entered_on = date(2026, 8, 27)
    waiting("后到示例项目")
    go_away(home.agent)
    view = agency.agency_view(actor=home.coordinator)
    assert (view.waiting_total, view.limit, view.over_limit) == (2, 2, 0)
    assert [(one.name, one.waiting_workdays) for one in view.waiting] == [
        ("先到示例项目", 3),
        ("后到示例项目", 0),
    ]
    away = view.absences[0]
    assert (away.name, away.is_now, away.stood_in, away.to_coordinator) == ("李代办", True, 1, 0)
    go_away(home.backup)
    by_name = {one.name: one for one in agency.agency_view(actor=home.coordinator).absences}
    assert (by_name["李代办"].stood_in, by_name["李代办"].to_coordinator) == (0, 1)
    shown = agency.assign_view(project_id=first, actor=home.coordinator)
    assert shown.choices.agents[next(iter(shown.choices.agents))] not in ("李代办", "周代办")
    assert not shown.needs_reason(home.agent.account_id)
    mine = agency.agent_projects(agent_id=home.backup.account_id, actor=home.coordinator)
    assert [(one.id, one.role) for one in mine] == [(home.project_id, "backup")]


def test_a_closed_account_acts_for_nobody_and_a_keeps_the_door() -> None:
    home: House = house()
    admin = rows.account("admin01", "管理员", Role.ADMIN)
    with pytest.raises(RuleBroken) as caught:
        accounts.disable(account_id=home.agent.account_id, actor=admin)
    assert caught.value.code == "accounts.has_projects"
    accounts.disable(account_id=home.backup.account_id, actor=admin)
    assign(home.project_id, home.agent, by=home.coordinator)
    go_away(home.agent)
    assert acting(home.project_id) == home.coordinator.account_id


def test_a_paused_project_comes_back_only_where_a_has_room() -> None:
    home = house()
    ask = {"project_id": home.project_id, "reason": "恢复办理"}
    projects.leave(**ask, how=ProjectStatus.PAUSED, actor=home.agent)
    for name in ("甲示例项目", "乙示例项目"):
        assign(waiting(name), home.agent, by=home.coordinator)
    with refused("agency.too_many_enterprises"):
        projects.reopen(**ask, actor=home.agent)
    assert project(home.project_id).status == "paused"
    projects.reopen(**ask, actor=home.coordinator)
    assert project(home.project_id).status == "active"


def test_a_finished_project_of_a_closed_account_comes_back_and_is_handed_over() -> None:
    home = house()
    ask = {"project_id": home.project_id, "reason": "企业重启项目", "actor": home.coordinator}
    projects.leave(**ask, how=ProjectStatus.WITHDRAWN)
    accounts.disable(account_id=home.agent.account_id, actor=rows.account("admin01", "管", Role.ADMIN))
    projects.reopen(**ask)
    assert acting(home.project_id) == home.backup.account_id
    hand(home.project_id, PRIMARY, home.stranger, by=home.coordinator)
    assert acting(home.project_id) == home.stranger.account_id
