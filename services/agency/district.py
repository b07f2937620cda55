"""What a coordinator sees of agents: who waits for one, who carries what, who is away."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.assignment import Pair, acting
from domain.vocabulary import AssignmentRole, ProjectStatus
from models import Absence, Account, Enterprise, Project
from services import calendar, catalogue, clock
from services.agency.acting import is_kept
from services.agency.loads import in_order, read_choices, read_loads
from services.agency.views import (
    AbsenceView,
    AgencyView,
    AgentLoad,
    AgentProject,
    AssignView,
    WaitingProject,
)
from services.database import reading
from services.queries import one_readable, visible

SHOWN_WAITING = 20
_HELD = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED)


def agency_view(*, actor: Actor) -> AgencyView:
    """Projects that wait for an agent, agents with their load, absences from today on. Raises Forbidden."""
    require(actor, Permission.ASSIGN)
    today = clock.today()
    with reading(actor) as session:
        agents = read_loads(session, today)
        total, waiting = _waiting(session, agents, today)
        return AgencyView(
            today=today,
            limit=catalogue.number(session, "agency.max_enterprises"),
            waiting=waiting,
            waiting_total=total,
            agents=tuple(sorted(agents, key=lambda one: (-one.enterprises, -one.projects, one.id))),
            absences=_absences(session, today),
        )


def _waiting(
    session: Session, agents: Sequence[AgentLoad], today: date
) -> tuple[int, tuple[WaitingProject, ...]]:
    waits = Project.status == ProjectStatus.UNASSIGNED
    total = session.exec(select(func.count()).select_from(Project).where(waits)).one()
    query = (
        select(Project, Enterprise.name)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)  # type: ignore[arg-type]
        .where(waits)
        .order_by(Project.entered_on, Project.id)
        .limit(SHOWN_WAITING)
    )
    days = calendar.current(session)
    rows = []
    for project, enterprise in session.exec(query):
        best = next(iter(in_order(agents, project.enterprise_id)), None)
        rows.append(
            WaitingProject(
                id=project.id or 0,
                name=project.name,
                enterprise=enterprise,
                stage=project.stage,
                park=project.park or "",
                entered_on=project.entered_on,
                waiting_workdays=days.workdays_between(project.entered_on, today),
                suggested=best.name if best and not best.is_away else "",
            )
        )
    return total, tuple(rows)


def _absences(session: Session, today: date) -> tuple[AbsenceView, ...]:
    """Today's and future absences, the next first, each with who stands in."""
    query = (
        select(Absence, Account.display_name)
        .join(Account, Account.id == Absence.agent_id)  # type: ignore[arg-type]
        .where(Absence.until_on >= today, is_kept())
        .order_by(Absence.from_on, Absence.id)
    )
    found = [(row, name) for row, name in session.exec(query)]
    projects = _projects_of(session, {row.agent_id for row, _name in found})
    return tuple(_absence(row, name, found, projects, today) for row, name in found)


def _projects_of(session: Session, agent_ids: set[int]) -> list[Any]:
    columns = (Project.primary_agent_id, Project.backup_agent_id)
    mine = Project.primary_agent_id.in_(sorted(agent_ids))  # type: ignore[union-attr]
    query = select(*columns).where(mine, Project.status == ProjectStatus.ACTIVE)  # type: ignore[type-var]
    return list(session.exec(query))


def _absence(
    row: Absence, name: str, others: Sequence[tuple[Absence, str]], projects: Sequence[Any], today: date
) -> AbsenceView:
    """Who stands in while this absence lasts; a B who is away on one of its days does not count."""
    away = {
        one.agent_id for one, _name in others if one.from_on <= row.until_on and row.from_on <= one.until_on
    }
    covered = Counter(
        acting(Pair(primary, backup), away) is not None
        for primary, backup in projects
        if primary == row.agent_id
    )
    return AbsenceView(
        id=row.id or 0,
        agent_id=row.agent_id,
        name=name,
        from_on=row.from_on,
        until_on=row.until_on,
        reason=row.reason,
        is_now=row.from_on <= today,
        stood_in=covered[True],
        to_coordinator=covered[False],
    )


def assign_view(*, project_id: int, actor: Actor) -> AssignView:
    """A project for the form that names its agents. Raises Forbidden, NotFound."""
    require(actor, Permission.ASSIGN)
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        return AssignView(
            id=project_id,
            version=project.version,
            name=project.name,
            enterprise=session.get_one(Enterprise, project.enterprise_id).name,
            enterprise_id=project.enterprise_id,
            status=project.status,
            primary_id=project.primary_agent_id,
            backup_id=project.backup_agent_id,
            coordinator_id=project.coordinator_id,
            leader_id=project.leader_id,
            choices=read_choices(session, project.enterprise_id, clock.today()),
        )


def agent_projects(*, agent_id: int, actor: Actor) -> tuple[AgentProject, ...]:
    """The running projects of an agent as A and as B, A first. Raises Forbidden."""
    require(actor, Permission.ASSIGN)
    mine = or_(Project.primary_agent_id == agent_id, Project.backup_agent_id == agent_id)
    query = (
        select(Project, Enterprise.name)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)  # type: ignore[arg-type]
        .where(mine, Project.status.in_(_HELD), visible(actor, Project))  # type: ignore[attr-defined]
        .order_by(Project.name, Project.id)
    )
    with reading(actor) as session:
        found = [_project(row, name, agent_id) for row, name in session.exec(query)]
    return tuple(sorted(found, key=lambda one: one.role != AssignmentRole.PRIMARY))


def _project(row: Project, enterprise: str, agent_id: int) -> AgentProject:
    is_primary = row.primary_agent_id == agent_id
    return AgentProject(
        id=row.id or 0,
        name=row.name,
        enterprise=enterprise,
        role=(AssignmentRole.PRIMARY if is_primary else AssignmentRole.BACKUP).value,
        light=row.light,
        stage=row.stage,
        status=row.status,
    )
