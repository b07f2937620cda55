"""Classify, assign, report progress, report solved."""

from datetime import date

from domain import problems
from domain.access import Actor
from domain.errors import BadInput
from domain.problems import ProblemAct
from domain.vocabulary import ProblemKind, Role
from models import Account, Department, Step
from services.database import UnitOfWork
from services.problems.drafts import AssignDraft
from services.problems.moving import moving, needed


def classify(
    *,
    problem_id: int,
    kind: ProblemKind,
    actor: Actor,
    step_id: int | None = None,
    needs_decision: bool = False,
    version: int | None = None,
) -> None:
    """Set the kind, the step it blocks, and whether a leader has to decide."""
    with moving(ProblemAct.CLASSIFY, problem_id=problem_id, actor=actor, version=version) as move:
        if step_id is not None:
            step = move.work.session.get(Step, step_id)
            if step is None or step.project_id != move.problem.project_id:
                raise BadInput("problems.unknown_step")
        move.problem.kind = kind.value
        move.problem.step_id = step_id
        move.problem.needs_decision = needs_decision


def assign(*, problem_id: int, draft: AssignDraft, actor: Actor, version: int | None = None) -> None:
    """交办: department, named owner and due date; the coordinator's act, also to assign anew.

    Raises BadInput problems.unknown_department, problems.owner_missing, problems.due_out_of_range.
    """
    with moving(ProblemAct.ASSIGN, problem_id=problem_id, actor=actor, version=version) as move:
        if move.work.session.get(Department, draft.department_code) is None:
            raise BadInput("problems.unknown_department")
        problems.require_due(draft.due_on, today=move.today)
        problem = move.problem
        problem.department_code, problem.due_on = draft.department_code, draft.due_on
        problem.owner_account_id, problem.owner_name = _owner(move.work, draft)
        if draft.measures:
            problem.measures = draft.measures
        move.text = draft.measures
        move.payload = {
            "department": draft.department_code,
            "owner": problem.owner_name,
            "due_on": draft.due_on.isoformat(),
        }


def _owner(work: UnitOfWork, draft: AssignDraft) -> tuple[int | None, str]:
    """The account (of that department, if it is a liaison's) and the name that stands on the list."""
    if draft.owner_account_id is None:
        return None, needed(draft.owner_name, "problems.owner_missing")
    account = work.session.get(Account, draft.owner_account_id)
    is_foreign = (
        account is not None
        and account.role == Role.LIAISON
        and account.department_code != draft.department_code
    )
    if account is None or not account.is_active or is_foreign:
        raise BadInput("problems.owner_of_other_department")
    return account.id, account.display_name


def report_progress(
    *,
    problem_id: int,
    progress: str,
    actor: Actor,
    measures: str = "",
    on: date | None = None,
    version: int | None = None,
) -> None:
    """What was done (and with which measures); agents, coordinators and the department's liaison."""
    with moving(ProblemAct.PROGRESS, problem_id=problem_id, actor=actor, on=on, version=version) as move:
        move.problem.progress = needed(progress, "problems.progress_missing")
        if measures.strip():
            move.problem.measures = measures.strip()
        move.text = move.problem.progress


def report_resolved(
    *, problem_id: int, text: str, actor: Actor, on: date | None = None, version: int | None = None
) -> None:
    """The side that had to solve it says it is solved; the enterprise has yet to confirm (待核验)."""
    with moving(ProblemAct.RESOLVE, problem_id=problem_id, actor=actor, on=on, version=version) as move:
        move.text = move.problem.progress = needed(text, "problems.progress_missing")
        move.problem.resolved_on = on or move.today
