"""Engines, the write transaction `unit_of_work` and the read transaction `reading`. Only commits here."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from domain.access import Actor
from models import AuditRow
from services import audit_chain, kept, outages
from services.settings import settings

BUSY_SECONDS = 30.0
"""How long a writer waits for another, and anybody for a server that does not answer at all."""
_SQLITE = {"timeout": BUSY_SECONDS, "check_same_thread": False}
_POSTGRESQL = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_POSTGRESQL |= {"tcp_user_timeout": 30_000}
"""A server whose machine vanished is noticed within a minute; by default after two hours."""
_CHANGES_NOTHING = text("UPDATE alembic_version SET version_num = version_num")
_engines: dict[str, Engine] = {}
_lock = threading.Lock()
_current_url: str | None = None


def use(url: str | None) -> None:
    """Point every following call of this process at `url` (None: the URL of the settings)."""
    global _current_url
    _current_url = url


def current_url() -> str:
    return _current_url or settings().database_url


def engine(url: str | None = None) -> Engine:
    """The engine of a URL, created on first use."""
    url = url or current_url()
    with _lock:
        if url not in _engines:
            _engines[url] = _create(url)
        return _engines[url]


def dispose(url: str) -> None:
    """Close an engine's connections and forget it."""
    with _lock:
        if url in _engines:
            _engines.pop(url).dispose()


def _create(url: str) -> Engine:
    sqlite = url.startswith("sqlite")
    if sqlite:
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    created = create_engine(
        url,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        json_deserializer=_read_json,
        pool_pre_ping=not sqlite,
        connect_args=_SQLITE if sqlite else _POSTGRESQL,
    )
    if sqlite:
        event.listen(created, "connect", _prepare_sqlite)
        event.listen(created, "begin", _begin_sqlite)
    return created


def _read_json(value: str) -> Any:
    """Most documents are empty: a new empty one is made without parsing."""
    if value == "[]":
        return []
    return {} if value == "{}" else json.loads(value)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves, see _begin_sqlite
    for pragma in (_busy_timeout(), "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _busy_timeout() -> str:
    return f"busy_timeout={BUSY_SECONDS * 1000:.0f}"


def _begin_sqlite(connection: Any) -> None:
    """Writers take the lock at once: a plain BEGIN fails with 'database is locked' when it upgrades."""
    writes = connection.get_execution_options().get("daiban_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass
class UnitOfWork:
    """One transaction: the session, who acts, the instant it counts for, and the audit rows to append."""

    session: Session
    actor: Actor
    now: datetime
    audits: list[AuditRow] = field(default_factory=list)


@contextmanager
def unit_of_work(actor: Actor) -> Iterator[UnitOfWork]:
    """A write transaction: commits on a clean exit with the audit rows chained, rolls back otherwise.

    Raises Unavailable when the database is full, busy or gone.
    """
    from services import clock

    bound = engine().execution_options(daiban_writes=True)
    now = clock.now()
    with outages.told(), Session(bound, expire_on_commit=False) as session:
        try:
            work = UnitOfWork(session=session, actor=actor, now=now)
            yield work
            session.flush()
            audit_chain.append(session, work.audits)
            kept.stamp_changes(session)
            with outages.told(is_committing=True):
                session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def reading(actor: Actor) -> Iterator[Session]:
    """A read transaction; nothing it does is kept. Raises Unavailable."""
    with outages.told(), Session(engine(), autoflush=False) as session:
        try:
            yield session
        finally:
            session.rollback()


def is_reachable() -> bool:
    """True if the current database answers."""
    try:
        with engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except DBAPIError:
        return False
    return True


def try_writing(*, patience: float) -> None:
    """A real write that changes nothing, waiting so many seconds for others. Raises what the driver says."""
    with engine().connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(text(f"SET LOCAL lock_timeout = {patience * 1000:.0f}"))
            connection.execute(_CHANGES_NOTHING)
            connection.commit()
            return
        driver: Any = connection.connection
        driver.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
        try:
            connection.execution_options(daiban_writes=True).execute(_CHANGES_NOTHING)
            connection.commit()
        finally:
            driver.execute(f"PRAGMA {_busy_timeout()}")
