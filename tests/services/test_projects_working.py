"""A project at work: verified, changed, paused, withdrawn, done, reopened; who may; what is kept."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, Forbidden, NotFound, RuleBroken
from domain.vocabulary import ProblemKind, ProjectStatus, Role
from models import Absence, AuditRow, Enterprise, Obligation, Project
from services import clock, problems, project_duties, projects, steps
from services.database import reading, unit_of_work
from services.problems import RaiseDraft
from services.projects import ChangeDraft
from services.steps import EventDraft
from tests import factories_roadmaps as made
from tests.factories import TODAY
from tests.factories_reports import account

pytestmark = pytest.mark.usefixtures("db")
LATER = date(2026, 9, 4)
PAUSED, WITHDRAWN, DONE = ProjectStatus.PAUSED, ProjectStatus.WITHDRAWN, ProjectStatus.DONE


def coordinator() -> Actor:
    return account("coord01", "陈协调", Role.COORDINATOR)


def running(agent: Actor, **values: object) -> int:
    """A project of the agent with duties and lights as the services keep them."""
    project_id = made.project(owner=agent, **values)
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        project_duties.refresh(work, row)
        steps.settle_project(work, project=row, today=TODAY)
    return project_id


def stored(project_id: int) -> Project:
    with reading(SYSTEM) as session:
        row = session.get_one(Project, project_id)
        session.expunge_all()
        return row


def open_duties(project_id: int) -> set[tuple[str, str]]:
    with reading(SYSTEM) as session:
        own = select(Obligation).where(Obligation.project_id == project_id, Obligation.is_open)
        found = [(row.subject.partition(":")[0], row.anchor) for row in session.exec(own)]
        assert len(found) == len(set(found))
        return set(found)


def actions(project_id: int) -> list[str]:
    with reading(SYSTEM) as session:
        own = select(AuditRow).where(AuditRow.project_id == project_id).order_by(AuditRow.id)
        return [row.action for row in session.exec(own)]


def test_verified_today_counts_once_and_lifts_a_stale_light() -> None:
    agent = made.agent()
    project_id = running(agent, last_verified_on=date(2026, 8, 3))
    assert stored(project_id).light_reason == "not_verified"
    projects.verify_unchanged(project_id=project_id, actor=agent)
    projects.verify_unchanged(project_id=project_id, actor=agent)
    row = stored(project_id)
    assert (row.last_verified_on, row.last_follow_up_on, row.light) == (TODAY, TODAY, "green")
    assert actions(project_id).count("project.verify") == 1


def test_only_those_who_work_on_it_verify() -> None:
    agent, backup = made.agent(), made.agent("周代办")
    project_id = running(agent, backup_agent_id=backup.account_id)
    with pytest.raises(Forbidden) as refused:
        projects.verify_unchanged(project_id=project_id, actor=backup)
    assert refused.value.code == "steps.backup_not_acting"
    with pytest.raises(NotFound):
        projects.verify_unchanged(project_id=project_id, actor=made.agent("冯代办"))
    with pytest.raises(Forbidden):
        projects.verify_unchanged(project_id=project_id, actor=Actor(99, "x", Role.LEADER))
    with unit_of_work(SYSTEM) as work:
        away = Absence(agent_id=agent.account_id, from_on=TODAY, until_on=TODAY)
        work.session.add(away)
    projects.verify_unchanged(project_id=project_id, actor=backup)
    assert stored(project_id).last_verified_on == TODAY


def test_working_a_step_is_follow_up() -> None:
    agent = made.agent()
    project_id = running(agent)
    step = made.steps(project_id)["sign_agreement"]
    with clock.frozen(LATER):
        view = steps.step_view(step_id=step.id, actor=agent)
        first = view.permitted[0].event
        draft = EventDraft(happened_on=LATER, document_no="1", reason="x")
        steps.advance(step_id=step.id, event=first, draft=draft, actor=agent, happened_on=LATER)
    assert stored(project_id).last_follow_up_on == LATER
    assert open_duties(project_id) >= {("project", "last_follow_up")}


def test_basics_change_with_audit_search_text_and_lights() -> None:
    agent = made.agent()
    project_id = running(agent)
    draft = ChangeDraft(
        project_name="新名称产线",
        project_code="2509-331126-04-01-309362",
        planned_start="2026.5",
        phone="13000000001",
    )
    projects.change_project(project_id=project_id, draft=draft, version=1, actor=agent)
    row = stored(project_id)
    assert (row.name, row.planned_start, row.version) == ("新名称产线", "2026-05", 2)
    assert "xinmingchengchanxian" in row.search_text and "20260" not in row.search_text
    assert (row.light, row.light_reason) == ("red", "start_late")
    assert actions(project_id)[-1] == "project.change"
    with pytest.raises(Conflict):
        projects.change_project(project_id=project_id, draft=draft, version=1, actor=agent)
    with pytest.raises(Forbidden):
        coord = ChangeDraft(coordinator_id=1)
        projects.change_project(project_id=project_id, draft=coord, version=2, actor=agent)
    with pytest.raises(BadInput):
        unnamed = ChangeDraft(project_name=" ")
        projects.change_project(project_id=project_id, draft=unnamed, version=2, actor=agent)
    projects.change_project(
        project_id=project_id, draft=ChangeDraft(planned_start=""), version=2, actor=agent
    )
    assert stored(project_id).planned_start is None


def test_a_code_of_another_project_is_refused() -> None:
    agent = made.agent()
    code = "2509-331126-04-01-309362"
    running(agent, code=code)
    project_id = running(agent)
    with pytest.raises(RuleBroken) as refused:
        draft = ChangeDraft(project_code=code)
        projects.change_project(project_id=project_id, draft=draft, version=1, actor=agent)
    assert refused.value.code == "projects.exists"


def test_paused_and_back_keeps_duties_and_history() -> None:
    agent = made.agent()
    project_id = running(agent)
    raised = RaiseDraft(project_id=project_id, text="供电路由未定", kind=ProblemKind.UTILITIES)
    problems.raise_problem(draft=raised, actor=agent)
    before = open_duties(project_id)
    assert ("problem", "problem_raised") in before
    with pytest.raises(BadInput):
        projects.leave(project_id=project_id, how=PAUSED, reason=" ", actor=agent)
    projects.leave(project_id=project_id, how=PAUSED, reason="企业资金安排", actor=agent)
    row = stored(project_id)
    assert (row.status, row.status_reason, row.closed_on, row.light) == (
        "paused",
        "企业资金安排",
        None,
        "grey",
    )
    assert open_duties(project_id) == set()
    with pytest.raises(RuleBroken):
        projects.leave(project_id=project_id, how=PAUSED, reason="再次", actor=agent)
    with unit_of_work(SYSTEM) as work:  # time passes, steps are settled: still nobody is reminded
        steps.settle_project(work, project=work.session.get_one(Project, project_id), today=TODAY)
    assert open_duties(project_id) == set()
    projects.reopen(project_id=project_id, reason="资金到位", actor=agent)
    assert open_duties(project_id) == before
    assert stored(project_id).status == "active"
    assert [a for a in actions(project_id) if a.startswith("project.")] == [
        "project.paused",
        "project.active",
    ]
    with pytest.raises(RuleBroken):
        projects.reopen(project_id=project_id, reason="再来", actor=agent)


def test_withdrawn_leaves_the_pool_and_only_a_coordinator_brings_it_back() -> None:
    agent, lead = made.agent(), coordinator()
    project_id = running(agent)
    projects.leave(project_id=project_id, how=WITHDRAWN, reason="企业放弃投资", actor=agent, version=1)
    row = stored(project_id)
    assert (row.status, row.closed_on, row.light) == ("withdrawn", TODAY, "none")
    assert open_duties(project_id) == set()
    with pytest.raises(RuleBroken):
        projects.verify_unchanged(project_id=project_id, actor=agent)
    with pytest.raises(Forbidden) as refused:
        projects.reopen(project_id=project_id, reason="继续", actor=agent)
    assert refused.value.code == "projects.coordinator_reopens"
    projects.reopen(project_id=project_id, reason="企业恢复投资", actor=lead)
    row = stored(project_id)
    assert (row.status, row.closed_on, row.light) == ("active", None, "green")


def test_done_needs_every_step_and_no_open_problem() -> None:
    agent = made.agent()
    project_id = running(agent)
    with pytest.raises(RuleBroken) as refused:
        projects.leave(project_id=project_id, how=DONE, reason="投产", actor=agent)
    assert refused.value.code == "projects.steps_open"
    with unit_of_work(SYSTEM) as work:
        desk = steps.ProjectSteps(work.session, work.session.get_one(Project, project_id), TODAY)
        for step in desk.steps:
            if not step.optional:
                steps.place(work, step=step, how="done", on=date(2026, 8, 20), today=TODAY, desk=desk)
        steps.settle_project(work, project=desk.project, today=TODAY)
    raised = RaiseDraft(project_id=project_id, text="尾款未付", kind=ProblemKind.FUNDING)
    problem_id = problems.raise_problem(draft=raised, actor=agent)
    with pytest.raises(RuleBroken) as refused:
        projects.leave(project_id=project_id, how=DONE, reason="投产", actor=agent)
    assert refused.value.code == "projects.problems_open"
    problems.shelve(problem_id=problem_id, reason="另行处理", actor=coordinator())
    projects.leave(project_id=project_id, how=DONE, reason="投产", actor=agent)
    row = stored(project_id)
    assert (row.status, row.light, row.closed_on) == ("done", "blue", TODAY)
    with pytest.raises(RuleBroken):
        projects.leave(project_id=project_id, how=ProjectStatus.ACTIVE, reason="x", actor=agent)


def test_contact_is_masked_for_those_who_do_not_call() -> None:
    agent, backup = made.agent(), made.agent("周代办")
    project_id = running(agent, backup_agent_id=backup.account_id)
    with unit_of_work(SYSTEM) as work:
        row = work.session.exec(select(Enterprise)).one()
        row.phone, row.email = "13000000001", "contact@example.invalid"
    leader = account("leader01", "林领导", Role.LEADER)
    for actor in (agent, backup, coordinator()):
        view = projects.project_view(project_id=project_id, actor=actor)
        assert (view.phone, view.email) == ("13000000001", "contact@example.invalid")
    view = projects.project_view(project_id=project_id, actor=leader)
    assert (view.phone, view.email, view.is_contact_masked) == ("130****0001", "c***@example.invalid", True)
    assert (view.may_edit, view.may_assign) == (False, False)
    assert not projects.project_view(project_id=project_id, actor=backup).may_edit
    with pytest.raises(NotFound):
        projects.project_view(project_id=project_id, actor=made.agent("冯代办"))
    with pytest.raises(Forbidden):
        projects.project_view(project_id=project_id, actor=account("admin1", "管理员", Role.ADMIN))
