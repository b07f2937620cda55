"""Dated duties of a project as a whole: follow it up (silence), and give it an agent."""

from collections.abc import Iterable
from datetime import date

from domain.modes.obligations import Obligation as Duty
from domain.vocabulary import ProjectStatus
from models import Obligation, Project
from services import obligations
from services.database import UnitOfWork

_FOLLOWED = (ProjectStatus.ACTIVE,)


def refresh(work: UnitOfWork, project: Project, known: Iterable[Obligation] | None = None) -> None:
    """Bring the project's own duties up to its row (anchors last_follow_up and entered_pool)."""
    subject = f"project:{project.id}"
    obligations.sync_subject(
        work, project_id=project.id, subject=subject, wanted=_wanted(project), known=known
    )


def follow_up(
    work: UnitOfWork, *, project: Project, on: date, known: Iterable[Obligation] | None = None
) -> None:
    """Somebody followed the project up on this day: any sign of work restarts the silence clock.

    Never moves backwards; inside the caller's transaction. `known`: the project's own open duties.
    """
    if project.last_follow_up_on is None or project.last_follow_up_on < on:
        project.last_follow_up_on = on
    project.changed_at = work.now
    work.session.add(project)
    refresh(work, project, known)


def _wanted(project: Project) -> list[Duty]:
    wanted = []
    if project.status in _FOLLOWED:
        since = project.last_follow_up_on or project.entered_on
        wanted.append(Duty("last_follow_up", since, "agent", started_on=since))
    if project.status == ProjectStatus.UNASSIGNED:
        wanted.append(Duty("entered_pool", project.entered_on, "coordinator", started_on=project.entered_on))
    return wanted
