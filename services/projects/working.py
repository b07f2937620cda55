"""Opening a project to write on it: readable, the actor's to work on, held until the transaction ends."""

from datetime import date

from sqlmodel import Session

from domain.access import Actor
from domain.errors import Conflict, DomainError, NotFound
from models import Project
from services.database import UnitOfWork
from services.queries import readable
from services.steps.recording import require_recorder


def held_project(work: UnitOfWork, project_id: int, version: int | None = None) -> Project:
    """The project, locked. Raises NotFound, Conflict access.stale."""
    statement = readable(work.actor, Project).where(Project.id == project_id).with_for_update()
    project = work.session.exec(statement).first()
    if project is None:
        raise NotFound("access.not_found")
    if version is not None and version != project.version:
        raise Conflict("access.stale")
    return project


def open_project(work: UnitOfWork, project_id: int, today: date, version: int | None = None) -> Project:
    """As `held_project`, for those who may record on it today (of two agents the acting one).

    Raises Forbidden steps.backup_not_acting, RuleBroken steps.project_closed as well.
    """
    project = held_project(work, project_id, version)
    require_recorder(work.session, work.actor, project, today)
    return project


def may_work(session: Session, actor: Actor, project: Project, today: date) -> bool:
    """Whether `open_project` would let the actor work on this project today."""
    try:
        require_recorder(session, actor, project, today)
    except DomainError:
        return False
    return True
