"""Which open duties can concern somebody at all, as a condition for the database; the ladder decides then."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, cast, literal, or_
from sqlmodel import Session, select

from domain.reminders import Rule
from domain.vocabulary import Role
from models import Account, Obligation, Problem, Project, Step
from services.agency import unavailable_on

_ROLES: dict[str, frozenset[str]] = {
    Role.COORDINATOR: frozenset({"coordinator", "liaison", "lead_department", "problem_owner"}),
    Role.LEADER: frozenset({"leader"}),
    Role.ADMIN: frozenset({"admin"}),
}
"""As whom somebody is told, the fallbacks of domain/recipients.py included."""


def of(session: Session, account: Account, by_anchor: Mapping[str, Sequence[Rule]], today: date) -> Any:
    """Own projects, department and problems; for the others what is over, and what they hear of early."""
    owns = _about_problem(Problem.owner_account_id == account.id)
    if account.role == Role.AGENT:
        return or_(owns, Project.primary_agent_id == account.id, Project.backup_agent_id == account.id)
    if account.role == Role.LIAISON:
        own = account.department_code
        asked = _about_problem(Problem.department_code == own)
        columns = (Obligation.department_code, Step.department_code, Step.lead_department_code)
        return or_(owns, asked, *(column == own for column in columns))
    early = Obligation.anchor.in_(_told_early(_ROLES.get(account.role, frozenset()), by_anchor))  # type: ignore[attr-defined]
    found = [owns, early, Obligation.due_on <= today]
    return or_(*found, *(_without_agent(session, today) if account.role == Role.COORDINATOR else ()))


def _about_problem(condition: Any) -> Any:
    """Duties whose subject `problem:7` is a problem of this kind."""
    named = literal("problem:") + cast(Problem.id, String)
    return Obligation.subject.in_(select(named).where(condition))  # type: ignore[attr-defined]


def _without_agent(session: Session, today: date) -> tuple[Any, ...]:
    """Projects for which a coordinator may have to act."""
    first: Any = Project.primary_agent_id
    return first.is_(None), first.in_(unavailable_on(session, today))


def _told_early(roles: frozenset[str], by_anchor: Mapping[str, Sequence[Rule]]) -> list[str]:
    """Anchors of which one of these roles hears before the day has passed."""
    return [
        anchor
        for anchor, of_anchor in by_anchor.items()
        if any(
            not roles.isdisjoint(one.recipients) and (one.is_warning or one.days <= 0) for one in of_anchor
        )
    ]
