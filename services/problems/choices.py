"""What the forms about problems offer: projects, their steps, departments, people who can own one."""

from dataclasses import dataclass

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.vocabulary import ProjectStatus, Role, StateKind
from models import Account, ApprovalItem, Department, Project, Step
from services.database import reading
from services.queries import visible
from services.words import named

_RUNNING = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED, ProjectStatus.UNASSIGNED)


@dataclass(frozen=True)
class ProblemChoices:
    """Names by id or code. `owners` by department: account id → name."""

    projects: dict[int, str]
    departments: dict[str, str]
    owners: dict[str, dict[int, str]]


def problem_choices(*, actor: Actor) -> ProblemChoices:
    """Running projects the actor may see, departments in the actor's language, liaisons of each."""
    require(actor, Permission.SEE_PROJECTS)
    with reading(actor) as session:
        running = Project.status.in_(_RUNNING)  # type: ignore[attr-defined]
        projects = session.exec(
            select(Project.id, Project.name).where(visible(actor, Project), running).order_by(Project.name)
        )
        liaisons = session.exec(
            select(Account.department_code, Account.id, Account.display_name)
            .where(Account.role == Role.LIAISON, Account.is_active)
            .order_by(Account.display_name)
        )
        owners: dict[str, dict[int, str]] = {}
        for department, account_id, name in liaisons:
            owners.setdefault(department or "", {})[account_id or 0] = name
        return ProblemChoices(
            projects={project_id or 0: name for project_id, name in projects},
            departments={row.code: named(row, actor.lang) for row in session.exec(select(Department))},
            owners=owners,
        )


def step_choices(*, project_id: int, actor: Actor) -> dict[int, str]:
    """The steps of a project that a problem may block: everything neither decided nor dropped."""
    require(actor, Permission.SEE_PROJECTS)
    with reading(actor) as session:
        gone = Step.state_kind.not_in([StateKind.DECIDED, StateKind.DROPPED])  # type: ignore[attr-defined]
        rows = session.exec(
            select(Step.id, ApprovalItem)
            .join(ApprovalItem, ApprovalItem.code == Step.item_code)  # type: ignore[arg-type]
            .where(visible(actor, Step), Step.project_id == project_id, gone)
            .order_by(Step.seq)
        )
        return {step_id or 0: named(item, actor.lang) for step_id, item in rows}
