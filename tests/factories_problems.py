"""People and projects for the problem list, visits and the dashboard."""

from dataclasses import dataclass
from datetime import date

from domain.access import Actor
from domain.vocabulary import ProblemKind, Role
from services import problems
from services.problems import AssignDraft, RaiseDraft
from tests import factories_reports as rows

PROOF = problems.Proof(document_no="JXH-2026-08")
DUE = date(2026, 9, 10)


@dataclass(frozen=True)
class House:
    """One district: two agents on one project, a coordinator, a leader, two departments' liaisons."""

    agent: Actor
    backup: Actor
    stranger: Actor
    coordinator: Actor
    leader: Actor
    liaison: Actor
    other_liaison: Actor
    project_id: int
    step_id: int


def house() -> House:
    agent, backup = rows.agent(), rows.agent("周代办", "agent0108")
    liaison = rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    other = rows.account("liaison02", "赵联络", Role.LIAISON, department_code="development_reform")
    project_id = rows.project(primary=agent, backup=backup, last_verified_on=date(2026, 8, 31))
    step_id = rows.step(project_id, "project_filing", "land_planning", "development_reform")
    return House(
        agent=agent,
        backup=backup,
        stranger=rows.agent("冯代办", "agent0199"),
        coordinator=rows.account("coord01", "陈协调", Role.COORDINATOR),
        leader=rows.account("leader01", "林领导", Role.LEADER),
        liaison=liaison,
        other_liaison=other,
        project_id=project_id,
        step_id=step_id,
    )


def raised(home: House, **values: object) -> int:
    """A problem as the agent raises it."""
    values = {"text": "供电外线路由未定", "kind": ProblemKind.UTILITIES, "step_id": home.step_id} | values
    draft = RaiseDraft(project_id=home.project_id, **values)
    return problems.raise_problem(draft=draft, actor=home.agent)


def assigned(home: House, **values: object) -> int:
    """A problem in the hands of the liaison of natural resources until the tenth."""
    problem_id = raised(home, **values)
    problems.assign(problem_id=problem_id, draft=assignment(home), actor=home.coordinator)
    return problem_id


def assignment(home: House, due_on: date = DUE) -> AssignDraft:
    return AssignDraft(
        department_code="natural_resources", owner_account_id=home.liaison.account_id, due_on=due_on
    )


def resolved(home: House) -> int:
    problem_id = assigned(home)
    problems.report_resolved(problem_id=problem_id, text="路由已批复", actor=home.liaison)
    return problem_id
