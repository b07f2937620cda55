"""Inserts that leave alone what is already there: two processes at once still make one row a key."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

_CHUNK = 300


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def insert_new(
    session: Session, model: Any, rows: Iterable[dict[str, Any]], *returning: Any, key: str = "dedupe_key"
) -> list[Any]:
    """Insert rows whose `key` is not there yet; the asked columns of those that were really new."""
    dialect = postgresql if is_postgresql(session) else sqlite
    waiting = list(rows)
    found: list[Any] = []
    for start in range(0, len(waiting), _CHUNK):
        statement = dialect.insert(model).values(waiting[start : start + _CHUNK])
        statement = statement.on_conflict_do_nothing(index_elements=[key])
        found += session.execute(statement.returning(*returning)).all()
    return found
