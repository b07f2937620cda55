"""Follow-up and verification: any sign of work on a project restarts the silence clock (domain.md (b))."""

from datetime import date

from domain.access import Actor, Permission, require
from models import Project
from services import audit, clock, lights, project_duties
from services.database import UnitOfWork, unit_of_work
from services.projects.working import open_project


def touch_follow_up(work: UnitOfWork, *, project: Project, today: date) -> None:
    """Somebody followed the project up on `today`: an update, a visit, a call, a problem entry.

    Never moves backwards; inside the caller's transaction.
    """
    project_duties.follow_up(work, project=project, on=today)


def verify_unchanged(*, project_id: int, actor: Actor) -> None:
    """今日核实无变化: the data were checked today and are right. A second tap changes nothing.

    The acting agent and coordinators. Raises Forbidden, NotFound, RuleBroken steps.project_closed.
    """
    require(actor, Permission.EDIT_PROJECT)
    today = clock.today()
    with unit_of_work(actor) as work:
        project = open_project(work, project_id, today)
        if project.last_verified_on == today:
            return
        before = project.last_verified_on
        project.last_verified_on = today
        project_duties.follow_up(work, project=project, on=today)
        lights.refresh(work, project=project, today=today)
        audit.record(
            work,
            action="project.verify",
            subject_type="project",
            subject_id=project.id,
            project_id=project.id,
            before={"last_verified_on": before},
            after={"last_verified_on": today},
        )
