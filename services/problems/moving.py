"""The shell around every act on a problem: scope, rule, order of days, history, duties, lights, audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain import problems
from domain.access import Actor
from domain.errors import BadInput, Conflict, DomainError, NotFound
from domain.problems import ProblemAct, ProblemFacts
from domain.vocabulary import ProblemState, Role
from models import Problem, ProblemEvent, Project
from services import audit, clock, lights, obligations, projects
from services.database import UnitOfWork, unit_of_work
from services.queries import one_readable, readable
from services.steps.recording import require_recorder


@dataclass
class Move:
    """One act in progress: set columns of `problem`, say what goes into its history."""

    work: UnitOfWork
    problem: Problem
    facts: ProblemFacts
    today: date
    text: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


def facts_of(problem: Problem) -> ProblemFacts:
    return ProblemFacts(
        state=ProblemState(problem.state),
        raised_on=problem.raised_on,
        resolved_on=problem.resolved_on,
        closed_on=problem.closed_on,
        owner_account_id=problem.owner_account_id,
        due_on=problem.due_on,
        is_assigned=bool(problem.department_code and problem.owner_name and problem.due_on),
        is_instruction=problem.raised_by == Role.LEADER,
    )


@contextmanager
def moving(
    act: ProblemAct, *, problem_id: int, actor: Actor, on: date | None = None, version: int | None = None
) -> Iterator[Move]:
    """One act, one transaction. Raises NotFound, Forbidden, RuleBroken, BadInput, Conflict access.stale."""
    today = clock.today()
    on = on or today
    with unit_of_work(actor) as work:
        problem = _locked(work, problem_id)
        project = project_of(work, problem)
        facts = facts_of(problem)
        problems.require_permitted(act, facts, actor)
        require_recorder(work.session, actor, project, today)
        if version is not None and version != problem.version:
            raise Conflict("access.stale")
        problems.require_order(act, facts, on=on, today=today)
        before = _values(problem)
        move = Move(work, problem, facts, today)
        yield move
        problem.state = problems.state_after(act, facts)
        problem.version += 1
        record(move, act, on=on, before=before)
        settle(work, problem, project, today)


def _locked(work: UnitOfWork, problem_id: int) -> Problem:
    """The problem, held against a second writer until the transaction ends."""
    statement = readable(work.actor, Problem).where(Problem.id == problem_id).with_for_update()
    problem = work.session.exec(statement).first()
    if problem is None:
        raise NotFound("access.not_found")
    return problem


def project_of(work: UnitOfWork, problem: Problem) -> Project:
    return one_readable(work.session, work.actor, Project, problem.project_id)


def record(move: Move, act: ProblemAct, *, on: date, before: dict[str, Any] | None = None) -> None:
    """The line of the history and the audit row of an act."""
    work, problem = move.work, move.problem
    work.session.add(problem)
    work.session.flush()
    entry = ProblemEvent(
        problem_id=problem.id or 0,
        event=act.value,
        happened_on=on,
        recorded_by=work.actor.account_id,
        recorded_at=work.now,
        text=move.text,
        payload=move.payload,
    )
    work.session.add(entry)
    after = _values(problem)
    changed = [name for name in after if (before or {}).get(name) != after[name]]
    audit.record(
        work,
        action=f"problem.{act.value}",
        subject_type="problem",
        subject_id=problem.id,
        project_id=problem.project_id,
        before={name: before[name] for name in changed} if before else {},
        after={name: after[name] for name in changed},
        reason=move.text or None,
    )


def _values(problem: Problem) -> dict[str, Any]:
    return problem.model_dump(exclude={"id", "version"})


def settle(work: UnitOfWork, problem: Problem, project: Project, today: date) -> None:
    """What follows from any act: the duties with their reminders, follow-up, counters and lights."""
    department = {"department": problem.department_code}
    obligations.sync_subject(
        work,
        project_id=problem.project_id,
        subject=f"problem:{problem.id}",
        step_id=problem.step_id,
        wanted=problems.duties(facts_of(problem)),
        attempt=problem.times_reopened + 1,
        departments=department,
    )
    projects.touch_follow_up(work, project=project, today=today)
    lights.refresh(work, project=project, today=today)


def needed(text: str, code: str) -> str:
    """A text that must not be empty. Raises BadInput with `code`."""
    kept = text.strip()
    if not kept:
        raise BadInput(code)
    return kept


def may_act(work_session: Any, actor: Actor, project: Project, today: date) -> bool:
    """Whether `moving` would let the actor work on this project today."""
    try:
        require_recorder(work_session, actor, project, today)
    except DomainError:
        return False
    return True
