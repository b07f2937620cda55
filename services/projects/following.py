"""Follow-up: any sign of work on a project restarts the silence clock (domain.md (b))."""

from datetime import date

from models import Project
from services import project_duties
from services.database import UnitOfWork


def touch_follow_up(work: UnitOfWork, *, project: Project, today: date) -> None:
    """Somebody followed the project up on `today`: an update, a visit, a call, a problem entry.

    Never moves backwards; inside the caller's transaction.
    """
    if project.last_follow_up_on is None or project.last_follow_up_on < today:
        project.last_follow_up_on = today
    project.changed_at = work.now
    work.session.add(project)
    project_duties.refresh(work, project)
