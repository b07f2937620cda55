"""Projects whose agents are about to change: readable, still open, locked until the transaction ends."""

from collections.abc import Collection, Mapping

from domain.errors import Conflict, NotFound, RuleBroken
from domain.vocabulary import ProjectStatus
from models import Project
from services.database import UnitOfWork
from services.queries import readable

_LEFT = (ProjectStatus.DONE, ProjectStatus.WITHDRAWN)


def held(work: UnitOfWork, project_ids: Collection[int], versions: Mapping[int, int]) -> list[Project]:
    """The projects, always locked in the same order.

    Raises NotFound, Conflict access.stale, RuleBroken agency.project_closed (project).
    """
    wanted = sorted(set(project_ids))
    query = readable(work.actor, Project).where(Project.id.in_(wanted))  # type: ignore[union-attr]
    found = list(work.session.exec(query.order_by(Project.id).with_for_update()))  # type: ignore[arg-type]
    if len(found) < len(wanted):
        raise NotFound("access.not_found")
    for project in found:
        if versions.get(project.id or 0, project.version) != project.version:
            raise Conflict("access.stale")
        if project.status in _LEFT:
            raise RuleBroken("agency.project_closed", project=project.name)
    return found
