"""Reference rows kept in the process between transactions, and dropped as soon as anybody changes them.

Every transaction that touches a reference table also writes a new random stamp, in the same commit, so any
process sees both or neither. What was read under a stamp holds for as long as the stamp does; no stamp is
ever used twice. What a transaction reads while it is changing the reference itself is not kept.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import event, text
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from models import (
    ApprovalItem,
    CalendarDay,
    Department,
    ItemMaterial,
    RoadmapTemplate,
    Setting,
    TemplateGroup,
    TemplateStep,
)

Read = TypeVar("Read")
REFERENCE = (
    *(ApprovalItem, CalendarDay, Department, ItemMaterial),
    *(RoadmapTemplate, Setting, TemplateGroup, TemplateStep),
)
STAMP = "reference.stamp"
_CHANGES, _SEEN = "reference_changes", "reference_seen"
_READ_STAMP = text("SELECT value FROM setting WHERE key = :key").bindparams(key=STAMP)
_WRITE_STAMP = text(
    "INSERT INTO setting (key, value, unit, meaning_zh, evidence) VALUES (:key, :value, '', '', '')"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_MOST = 64
_kept: dict[tuple[str, Callable[..., Any]], Any] = {}


def kept(session: Session, read: Callable[[Session], Read]) -> Read:
    """What `read` finds in the reference tables, read again only after they changed. Not to be altered."""
    stamp = _stamp(session)
    if stamp is None:
        return read(session)
    if (stamp, read) not in _kept:
        found = read(session)
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[stamp, read] = found
        return found
    found_before: Read = _kept[stamp, read]
    return found_before


def _stamp(session: Session) -> str | None:
    """The stamp this transaction sees; None where the reference has none yet or is being changed here."""
    if session.autoflush and (session.new or session.dirty or session.deleted):
        session.flush()
    if session.info.get(_CHANGES):
        return None
    transaction = session.get_transaction()
    seen = session.info.get(_SEEN)
    if seen is None or transaction is None or seen[0] is not transaction:
        value = session.execute(_READ_STAMP).scalar()
        seen = session.info[_SEEN] = (session.get_transaction(), value)
    value = seen[1]
    return str(value) if value else None


def stamp_if_missing(session: Session) -> None:
    """For a database from before there were stamps."""
    if session.execute(_READ_STAMP).scalar() is None:
        session.info[_CHANGES] = True


@event.listens_for(Session, "after_flush")
def _notice_rows(session: Session, _context: object) -> None:
    if any(isinstance(row, REFERENCE) for row in (*session.new, *session.dirty, *session.deleted)):
        session.info[_CHANGES] = True


@event.listens_for(Session, "do_orm_execute")
def _notice_statement(state: ORMExecuteState) -> None:
    if not state.is_select and state.bind_mapper and issubclass(state.bind_mapper.class_, REFERENCE):
        state.session.info[_CHANGES] = True


def stamp_changes(session: Session) -> None:
    """Called with everything flushed, just before the commit."""
    if session.info.get(_CHANGES):
        session.execute(_WRITE_STAMP, {"key": STAMP, "value": str(uuid4())})
