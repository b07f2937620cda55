"""Who acts for a project today."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, select

from domain.assignment import Pair, acting
from models import Absence, Project


def absent_on(session: Session, today: date) -> set[int]:
    """The agents who are away on a day."""
    query = select(Absence.agent_id).where(
        Absence.from_on <= today,
        Absence.until_on >= today,
        Absence.cancelled_at == None,  # noqa: E711 (SQL)
    )
    return set(session.exec(query))


def acting_of(session: Session, projects: Iterable[Project], today: date) -> dict[int, int | None]:
    """Project id → the account that acts: A, B while A is away, the coordinator when both are.

    Takes rows with `id`, `primary_agent_id`, `backup_agent_id` and `coordinator_id`.
    """
    absent = absent_on(session, today)
    return {
        project.id or 0: acting(
            Pair(project.primary_agent_id, project.backup_agent_id, project.coordinator_id), absent
        )
        for project in projects
    }
