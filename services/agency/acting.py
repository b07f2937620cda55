"""Who acts for a project today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.assignment import Pair, acting
from models import Absence, Account, Project


def covers(today: date) -> tuple[Any, ...]:
    """The conditions of an absence that holds on a day."""
    return Absence.from_on <= today, Absence.until_on >= today, is_kept()


def is_kept() -> Any:
    return Absence.cancelled_at == None  # noqa: E711 (SQL)


def absent_on(session: Session, today: date) -> set[int]:
    """The agents who are away on a day."""
    return set(session.exec(select(Absence.agent_id).where(*covers(today))))


def unavailable_on(session: Session, today: date) -> set[int]:
    """Who cannot act on a day: away, or a closed account."""
    closed = select(Account.id).where(~Account.is_active)  # type: ignore[operator]
    return absent_on(session, today) | set(session.exec(closed))


def acting_of(session: Session, projects: Iterable[Project], today: date) -> dict[int, int | None]:
    """Project id → the account that acts: A, B while A is away, the coordinator when both are.

    A closed account acts for nobody. Takes rows with `id`, `primary_agent_id`, `backup_agent_id` and
    `coordinator_id`.
    """
    absent = unavailable_on(session, today)
    return {
        project.id or 0: acting(
            Pair(project.primary_agent_id, project.backup_agent_id, project.coordinator_id), absent
        )
        for project in projects
    }
