"""Dated duties of a project as a whole: follow it up (silence), and give it an agent."""

from domain.modes.obligations import Obligation as Duty
from domain.vocabulary import ProjectStatus
from models import Project
from services import obligations
from services.database import UnitOfWork

_FOLLOWED = (ProjectStatus.ACTIVE,)


def refresh(work: UnitOfWork, project: Project) -> None:
    """Bring the project's own duties up to its row (anchors last_follow_up and entered_pool)."""
    obligations.sync_subject(
        work, project_id=project.id, subject=f"project:{project.id}", wanted=_wanted(project)
    )


def _wanted(project: Project) -> list[Duty]:
    wanted = []
    if project.status in _FOLLOWED:
        since = project.last_follow_up_on or project.entered_on
        wanted.append(Duty("last_follow_up", since, "agent", started_on=since))
    if project.status == ProjectStatus.UNASSIGNED:
        wanted.append(Duty("entered_pool", project.entered_on, "coordinator", started_on=project.entered_on))
    return wanted
