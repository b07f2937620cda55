"""A coordinator gives projects their agents."""

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from domain.vocabulary import Role
from models import Account, Project
from services import clock, lights
from services.agency.drafts import AssignDraft
from services.agency.placing import place_agents
from services.database import UnitOfWork, unit_of_work
from services.projects.working import held_project


def assign(*, draft: AssignDraft, actor: Actor) -> int:
    """Make two agents A and B of the projects, all or none; returns how many projects were given.

    Raises Forbidden, NotFound, Conflict access.stale, BadInput agency.no_project, agency.not_an_agent,
    agency.not_that_role, RuleBroken agency.same_person, agency.too_many_enterprises.
    """
    require(actor, Permission.ASSIGN)
    if not draft.project_ids:
        raise BadInput("agency.no_project")
    today = clock.today()
    with unit_of_work(actor) as work:
        for project_id in sorted(set(draft.project_ids)):
            project = held_project(work, project_id, draft.version)
            _place_seniors(work, project, draft)
            place_agents(
                work,
                project=project,
                primary_id=draft.primary_id,
                backup_id=draft.backup_id,
                override_reason=draft.override_reason,
                today=today,
            )
            project.version += 1
            lights.refresh(work, project=project, today=today)
    return len(set(draft.project_ids))


def _place_seniors(work: UnitOfWork, project: Project, draft: AssignDraft) -> None:
    """Coordinator and responsible leader; the coordinator who assigns stands in where nobody is named."""
    if draft.coordinator_id is not None:
        project.coordinator_id = _of_role(work, draft.coordinator_id, Role.COORDINATOR)
    elif project.coordinator_id is None and work.actor.role is Role.COORDINATOR:
        project.coordinator_id = work.actor.account_id
    if draft.leader_id is not None:
        project.leader_id = _of_role(work, draft.leader_id, Role.LEADER)


def _of_role(work: UnitOfWork, account_id: int, role: Role) -> int:
    account = work.session.get(Account, account_id)
    if account is None or account.role != role or not account.is_active:
        raise BadInput("agency.not_that_role")
    return account_id
