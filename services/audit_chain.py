"""The hash chain of audit rows: each row's hash covers the row and the hash before it."""

import hashlib
import json
from typing import Any

from sqlalchemy import Table, func, insert, text
from sqlmodel import Session, select

from models import AuditRow

_CHAIN_LOCK = 0x0DA1BA
_TABLE: Table = AuditRow.__table__  # type: ignore[attr-defined]
_COLUMNS = [column.name for column in _TABLE.columns if column.name != "id"]
_APPEND = insert(_TABLE)
_LAST: Any = select(AuditRow.hash).where(AuditRow.id == select(func.max(AuditRow.id)).scalar_subquery())


def digest(row: AuditRow) -> str:
    """SHA-256 over the canonical JSON of a row and its predecessor's hash."""
    content: dict[str, Any] = {
        "at": row.at.isoformat() if row.at else None,
        "actor": [row.actor_id, row.actor_name],
        "action": row.action,
        "subject": [row.subject_type, row.subject_id, row.project_id],
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "previous": row.previous_hash,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def append(session: Session, rows: list[AuditRow]) -> None:
    """Chain and insert rows inside the open transaction. PostgreSQL serialises by an advisory lock."""
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    previous = session.exec(_LAST).first() or ""
    for row in rows:
        row.previous_hash = previous
        row.hash = previous = digest(row)
    session.connection().execute(_APPEND, [{name: getattr(row, name) for name in _COLUMNS} for row in rows])


def first_bad(session: Session) -> tuple[int, int | None]:
    """(rows checked, id of the first row whose hash or link does not fit, or None)."""
    previous, count = "", 0
    for row in session.exec(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)):
        count += 1
        if row.previous_hash != previous or row.hash != digest(row):
            return count, row.id
        previous = row.hash
    return count, None
