"""Time passes: system events whose deadline is over, agreed silence, and the lights of the day."""

from collections.abc import Collection
from datetime import date

from sqlmodel import select

from domain.vocabulary import ProjectStatus, StateKind
from models import Project, Step
from services.database import UnitOfWork
from services.steps.confirming import agree_in_silence
from services.steps.project_steps import ProjectSteps
from services.steps.settling import fires, replan, settle

_TIMED = {
    "correcting",
    "opinion_issued",
    "accepted_with_gap",
    "awaiting_supplement",
    "issued_with_gap",
    "co_reviewing",
}
"""States from which a system event leads on."""
LIVE = (ProjectStatus.ACTIVE, ProjectStatus.UNASSIGNED, ProjectStatus.PAUSED)


def tick_system(
    work: UnitOfWork, *, project_ids: Collection[int] | None, today: date, is_reckoned_anew: bool = False
) -> int:
    """Fire what is due in these projects (None: every open one), plan and light them anew; how many fired.

    A day that passed moves what has not begun: the stored plan and forecast are those of `today` again.
    `is_reckoned_anew`: a number or the calendar is another one, so every due date may be.
    """
    query = select(Project).where(Project.status.in_(LIVE)).order_by(Project.id)  # type: ignore[attr-defined]
    if project_ids is not None:
        query = query.where(Project.id.in_(list(project_ids)))  # type: ignore[union-attr]
    fired = 0
    for project in work.session.exec(query).all():
        desk = ProjectSteps(work.session, project, today)
        agree_in_silence(work, desk, today)
        if is_reckoned_anew or (any(_may_fire(step) for step in desk.steps) and fires(desk)):
            fired += settle(work, desk)
        else:
            replan(work, desk)
    return fired


def _may_fire(step: Step) -> bool:
    return step.state in _TIMED and step.state_kind in (StateKind.RUNNING, StateKind.DECIDED)
