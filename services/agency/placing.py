"""Who is A and B of a project: both places (the project's row and the history) in one transaction."""

from datetime import date

from sqlmodel import Session, select

from domain.assignment import require_load, require_pair
from domain.errors import BadInput
from domain.vocabulary import AssignmentRole, ProjectStatus, Role
from models import Account, Assignment, Project
from services import audit, catalogue, project_duties
from services.database import UnitOfWork

_COLUMNS = {AssignmentRole.PRIMARY: "primary_agent_id", AssignmentRole.BACKUP: "backup_agent_id"}


def place_agents(
    work: UnitOfWork,
    *,
    project: Project,
    primary_id: int,
    backup_id: int | None = None,
    override_reason: str | None = None,
    today: date,
) -> None:
    """Make these two A and B; a project that waited for an agent becomes active.

    An enterprise beyond agency.max_enterprises needs a coordinator's reason, which is kept in the history.
    Raises RuleBroken agency.same_person, agency.too_many_enterprises; BadInput agency.not_an_agent.
    """
    require_pair(primary_id, backup_id)
    kept_reason = _require_place(work, project, primary_id, backup_id, override_reason)
    before = _places(project)
    _end_changed(work, project, {"primary": primary_id, "backup": backup_id}, today)
    project.primary_agent_id, project.backup_agent_id = primary_id, backup_id
    if project.status == ProjectStatus.UNASSIGNED:
        project.status = ProjectStatus.ACTIVE.value
    project.changed_at = work.now
    work.session.add(project)
    _begin_changed(work, project, kept_reason, today)
    project_duties.refresh(work, project)
    audit.record(
        work,
        action="project.assign",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=_places(project),
        reason=kept_reason,
    )


def _places(project: Project) -> dict[str, object]:
    return {
        "primary": project.primary_agent_id,
        "backup": project.backup_agent_id,
        "status": project.status,
    }


def _require_place(
    work: UnitOfWork, project: Project, primary_id: int, backup_id: int | None, reason: str | None
) -> str | None:
    """Both are agents and A has room; the reason for going beyond, where one was needed."""
    agents = {one: agent_account(work.session, one) for one in sorted({primary_id, backup_id or primary_id})}
    if primary_id == project.primary_agent_id and project.status != ProjectStatus.UNASSIGNED:
        return None
    return _require_room(work, project, agents[primary_id], reason)


def require_room(work: UnitOfWork, *, project: Project, reason: str) -> None:
    """Before a project becomes active again: its A still has room, or a coordinator says why not.

    An A whose account was closed meanwhile hinders nobody: the project is handed over once it is back.
    Raises RuleBroken agency.too_many_enterprises.
    """
    agent_id = project.primary_agent_id
    agent = work.session.get(Account, agent_id, with_for_update={"key_share": True}) if agent_id else None
    if agent is not None and agent.is_active:
        _require_room(work, project, agent, reason)


def _require_room(work: UnitOfWork, project: Project, agent: Account, reason: str | None) -> str | None:
    reason = (reason or "").strip() or None
    was_needed = require_load(
        enterprises_of(work.session, agent.id or 0),
        project.enterprise_id,
        name=agent.display_name,
        limit=catalogue.number(work.session, "agency.max_enterprises"),
        may_override=reason is not None and (work.actor.is_system or work.actor.role is Role.COORDINATOR),
    )
    return reason if was_needed else None


def enterprises_of(session: Session, agent_id: int) -> set[int]:
    """The enterprises with an active project that an agent serves as A; B counts for nothing here."""
    query = select(Project.enterprise_id).where(
        Project.primary_agent_id == agent_id, Project.status == ProjectStatus.ACTIVE
    )
    return set(session.exec(query))


def agent_account(session: Session, agent_id: int, *, lock: bool = True) -> Account:
    """The account; locked until the transaction ends: two placements of one agent count one after the other.

    Raises BadInput agency.not_an_agent.
    """
    account = session.get(Account, agent_id, with_for_update={"key_share": True} if lock else None)
    if account is None or account.role != Role.AGENT or not account.is_active:
        raise BadInput("agency.not_an_agent")
    return account


def _open(session: Session, project: Project) -> dict[str, Assignment]:
    query = select(Assignment).where(
        Assignment.project_id == project.id,
        Assignment.until_on == None,  # noqa: E711 (SQL)
    )
    return {row.role: row for row in session.exec(query)}


def _end_changed(work: UnitOfWork, project: Project, wanted: dict[str, int | None], today: date) -> None:
    """First end what no longer holds: the database allows one open row a role and a person."""
    for role, row in _open(work.session, project).items():
        if row.agent_id != wanted[role]:
            row.until_on = today
            work.session.add(row)
    work.session.flush()


def _begin_changed(work: UnitOfWork, project: Project, reason: str | None, today: date) -> None:
    known = _open(work.session, project)
    for role, column in _COLUMNS.items():
        agent_id = getattr(project, column)
        if agent_id is None or role.value in known:
            continue
        work.session.add(
            Assignment(
                project_id=project.id or 0,
                agent_id=agent_id,
                role=role.value,
                from_on=today,
                override_reason=reason if role is AssignmentRole.PRIMARY else None,
                assigned_by=work.actor.account_id or None,
            )
        )
    work.session.flush()
