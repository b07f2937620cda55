"""Raise a problem: by the agent, the coordinator or a leader, also entered for somebody else."""

from datetime import date

from domain import problems
from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, NotFound, RuleBroken
from domain.problems import ProblemAct
from domain.vocabulary import Party, ProblemState, ProjectStatus, Role
from models import Department, Problem, Project, Step
from services import clock
from services.database import UnitOfWork, unit_of_work
from services.problems.drafts import RaiseDraft
from services.problems.moving import Move, facts_of, needed, record, settle
from services.problems.numbering import next_number
from services.queries import one_readable

_CLOSED = {ProjectStatus.DONE, ProjectStatus.WITHDRAWN}


def raise_problem(*, draft: RaiseDraft, actor: Actor) -> int:
    """Enter a problem in state 待交办 and return its id.

    An agent may raise on own projects (B as well), a leader's raising is an instruction (批示).
    Raises Forbidden, NotFound, BadInput problems.text_missing, RuleBroken problems.project_closed.
    """
    require(actor, Permission.RAISE_PROBLEM)
    with unit_of_work(actor) as work:
        return raise_in(work, draft, clock.today())


def raise_in(work: UnitOfWork, draft: RaiseDraft, today: date) -> int:
    """As `raise_problem`, inside an open transaction (a visit that found a problem)."""
    project = one_readable(work.session, work.actor, Project, draft.project_id)
    if project.status in _CLOSED:
        raise RuleBroken("problems.project_closed")
    problem = Problem(
        number=next_number(work, today.year),
        project_id=draft.project_id,
        step_id=_step_of(work, draft),
        text=needed(draft.text, "problems.text_missing"),
        kind=draft.kind.value,
        state=ProblemState.RAISED.value,
        raised_by=_raiser(draft, work.actor),
        raised_by_account=work.actor.account_id,
        raised_on=today,
        department_code=_department(work, draft.department_code),
        due_on=draft.due_on,
        needs_decision=draft.needs_decision,
    )
    if draft.due_on:
        problems.require_due(draft.due_on, today=today)
    move = Move(work, problem, facts_of(problem), today, text=problem.text)
    record(move, ProblemAct.RAISE, on=today)
    settle(work, problem, project, today)
    return problem.id or 0


def _raiser(draft: RaiseDraft, actor: Actor) -> str:
    """Who raised it: the actor's role, or whom the house writes it down for."""
    own = Role.COORDINATOR if actor.role is None else actor.role
    wanted = str(draft.raised_by or own)
    if wanted not in {Party.ENTERPRISE, *problems.RAISERS}:
        raise BadInput("problems.unknown_raiser")
    for_enterprise = wanted == Party.ENTERPRISE and own in (Role.AGENT, Role.COORDINATOR)
    for_leader = wanted == Role.LEADER and own is Role.COORDINATOR
    if wanted != own and not for_enterprise and not for_leader:
        raise Forbidden("problems.not_your_act")
    return wanted


def _step_of(work: UnitOfWork, draft: RaiseDraft) -> int | None:
    if draft.step_id is None:
        return None
    step = work.session.get(Step, draft.step_id)
    if step is None or step.project_id != draft.project_id:
        raise NotFound("access.not_found")
    return step.id


def _department(work: UnitOfWork, code: str | None) -> str | None:
    if code is not None and work.session.get(Department, code) is None:
        raise BadInput("problems.unknown_department")
    return code
