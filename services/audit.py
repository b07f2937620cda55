"""Audit: every change writes who, what, before, after and why, inside its own transaction."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.access import Actor, Permission, require
from models import AuditRow
from services import audit_chain
from services.database import UnitOfWork, reading


def record(
    work: UnitOfWork,
    *,
    action: str,
    subject_type: str,
    subject_id: object,
    project_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Queue one audit row; it is chained and stored when the unit of work commits.

    `action` is `noun.verb`, e.g. `project.assign`. Values must not hold passwords or tokens.
    """
    work.audits.append(
        AuditRow(
            at=work.now,
            actor_id=work.actor.account_id,
            actor_name=work.actor.name,
            action=action,
            subject_type=subject_type,
            subject_id=str(subject_id),
            project_id=project_id,
            before=_plain(before or {}),
            after=_plain(after or {}),
            reason=reason,
        )
    )


def changes(row: Any, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of the attributes that `values` really changes on a row."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    return {name: getattr(row, name) for name in changed}, {name: values[name] for name in changed}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


def verify(*, actor: Actor) -> tuple[int, int | None]:
    """(rows, id of the first broken row or None). For auditors and the command line."""
    require(actor, Permission.READ_AUDIT)
    with reading(actor) as session:
        return audit_chain.first_bad(session)
