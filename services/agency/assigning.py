"""A coordinator names the agents of projects."""

from sqlmodel import Session

from domain.access import Actor, Permission, require
from domain.assignment import Pair, require_free
from domain.errors import BadInput
from domain.vocabulary import Role
from models import Account, Project
from services import audit, clock
from services.agency.drafts import AssignDraft
from services.agency.holding import held
from services.agency.placing import place_agents
from services.database import UnitOfWork, unit_of_work


def assign(*, draft: AssignDraft, actor: Actor) -> None:
    """Give the projects these agents, and a coordinator and a leader where named; all of them or none.

    The coordinator who assigns becomes the project's where it has none and nobody is named.
    Raises Forbidden, NotFound, Conflict access.stale; BadInput agency.not_an_agent, agency.not_a_coordinator,
    agency.not_a_leader; RuleBroken agency.same_person, agency.too_many_enterprises, agency.project_closed,
    agency.needs_handover.
    """
    require(actor, Permission.ASSIGN)
    today = clock.today()
    with unit_of_work(actor) as work:
        above = {
            "coordinator_id": _person(work.session, draft.coordinator_id, Role.COORDINATOR),
            "leader_id": _person(work.session, draft.leader_id, Role.LEADER),
        }
        for project in held(work, draft.project_ids, draft.versions):
            require_free(
                Pair(project.primary_agent_id, project.backup_agent_id), draft.primary_id, draft.backup_id
            )
            place_agents(
                work,
                project=project,
                primary_id=draft.primary_id,
                backup_id=draft.backup_id,
                override_reason=draft.override_reason,
                today=today,
            )
            _name_above(work, project, above)
            project.version += 1


def _person(session: Session, account_id: int | None, role: Role) -> int | None:
    if account_id is None:
        return None
    account = session.get(Account, account_id)
    if account is None or account.role != role or not account.is_active:
        raise BadInput("agency.not_a_coordinator" if role is Role.COORDINATOR else "agency.not_a_leader")
    return account_id


def _name_above(work: UnitOfWork, project: Project, above: dict[str, int | None]) -> None:
    values = {name: account_id for name, account_id in above.items() if account_id}
    if project.coordinator_id is None and work.actor.role is Role.COORDINATOR:
        values.setdefault("coordinator_id", work.actor.account_id)
    before, after = audit.changes(project, values)
    if not after:
        return
    for name, value in after.items():
        setattr(project, name, value)
    work.session.add(project)
    audit.record(
        work,
        action="project.name_above",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=after,
    )
