"""Which rules may reach whom: recipient roles of a rule against the roles of accounts, fallbacks included."""

from collections.abc import Iterable

from domain.access import Actor
from domain.errors import Forbidden
from domain.vocabulary import Role

_TOLD: dict[str, frozenset[Role]] = {
    "agent": frozenset({Role.AGENT, Role.COORDINATOR}),
    "backup": frozenset({Role.AGENT}),
    "coordinator": frozenset({Role.COORDINATOR}),
    "liaison": frozenset({Role.LIAISON, Role.COORDINATOR}),
    "lead_department": frozenset({Role.LIAISON, Role.COORDINATOR}),
    "leader": frozenset({Role.LEADER}),
    "problem_owner": frozenset({Role.LIAISON, Role.COORDINATOR}),
    "admin": frozenset({Role.ADMIN}),
}
"""Who holds a recipient role (domain.md (b), fallbacks). What an enterprise is told is nobody's to mute."""


def reaches(recipients: Iterable[str], role: Role | None) -> bool:
    return any(role in _TOLD.get(recipient, frozenset()) for recipient in recipients)


def require_listener(actor: Actor) -> None:
    """Raises Forbidden access.denied for whom no reminder is ever written: auditors, the system."""
    if actor.is_system or actor.role in (None, Role.AUDITOR):
        raise Forbidden("access.denied")
