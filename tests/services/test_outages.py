"""A database that is full, busy or gone: told apart from faults of the program, and said in words."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import errors
from sqlalchemy.exc import IntegrityError, NoResultFound, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import Unavailable
from domain.vocabulary import Role
from models import OutboxMessage, SweepRun
from services import clock, database, files, health, outages, outbox, sweep_runs
from services.accounts import actor_of_token
from services.accounts.sessions import open_session
from services.database import reading, unit_of_work
from services.outbox import DeliveryCounts, Letter, marking
from services.sweep_runs import REMINDERS, Recorded
from tests import factories_reports as rows
from tests.mailbox import free_port, mail_settings, smtp_server

NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)


def of_sqlite(number: int) -> OperationalError:
    said = sqlite3.OperationalError("as SQLite says")
    said.sqlite_errorcode = number
    return OperationalError("UPDATE a", {}, said)


def of_psycopg(said: Exception) -> OperationalError:
    return OperationalError("UPDATE a", {}, said)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (of_sqlite(13), outages.FULL),
        (of_sqlite(10 | 19 << 8), outages.FULL),
        (of_sqlite(5), outages.BUSY),
        (of_sqlite(5 | 2 << 8), outages.BUSY),
        (of_sqlite(8), outages.GONE),
        (of_sqlite(14), outages.GONE),
        (of_sqlite(1), None),
        (IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE")), None),
        (of_psycopg(errors.DiskFull("No space left on device")), outages.FULL),
        (of_psycopg(errors.DeadlockDetected("deadlock")), outages.BUSY),
        (of_psycopg(errors.AdminShutdown("terminating connection")), outages.GONE),
        (of_psycopg(errors.CannotConnectNow("starting up")), outages.GONE),
        (of_psycopg(errors.OperationalError("connection refused")), outages.GONE),
        (ProgrammingError("SELECT", {}, errors.UndefinedTable("no such table")), None),
        (IntegrityError("INSERT", {}, errors.UniqueViolation("duplicate")), None),
        (NoConnection("the pool is used up"), outages.BUSY),
        (NoResultFound(), None),
    ],
)
def test_what_a_driver_says_is_told_apart(error: SQLAlchemyError, code: str | None) -> None:
    assert outages.code_of(error) == code
    with pytest.raises(Unavailable if code else type(error)) as raised, outages.told():
        raise error
    assert code is None or str(raised.value) == code


def test_who_is_cut_off_while_saving_is_not_told_that_nothing_was_saved() -> None:
    with pytest.raises(Unavailable) as raised, outages.told(), outages.told(is_committing=True):
        raise of_psycopg(errors.OperationalError("server closed the connection unexpectedly"))
    assert raised.value.code == outages.UNSURE


@pytest.fixture
def is_locked(sqlite_db: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Another program holds the database, and nobody waits long."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    database.dispose(sqlite_db)

    def lock() -> sqlite3.Connection:
        other = sqlite3.connect(sqlite_db.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        return other

    return lock


def test_a_locked_database_can_be_read_and_health_says_what_to_do(
    is_locked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.writing, "_SECONDS", 0.05)
    agent = rows.agent()
    with unit_of_work(SYSTEM) as work:
        token = open_session(work, account_id=agent.account_id)
    other = is_locked()
    with clock.frozen(NINE + timedelta(minutes=5)):
        assert actor_of_token(token) == agent  # the session cannot be prolonged; reading goes on
    with pytest.raises(Unavailable, match=outages.BUSY), unit_of_work(SYSTEM) as work:
        work.session.exec(select(SweepRun.id))
    admin = Actor(9, "Admin", Role.ADMIN, lang="en")
    found = {one.name: one for one in health.checks(actor=admin)}
    assert "another program keeps it locked" in found["database"].words and "sweep" in found
    assert "End the program" in found["database"].todo
    other.rollback()
    assert health.checks(actor=admin)[0].state == "ok"
    other.close()


def test_a_run_that_fails_by_an_outage_says_so_in_words(sqlite_db: str) -> None:
    with pytest.raises(Unavailable), Recorded(REMINDERS, SYSTEM):
        raise Unavailable(outages.FULL)
    with reading(SYSTEM) as session:
        last = sweep_runs.latest(session, REMINDERS)
    assert last and last.is_outage and last.reason("en") == "the disk was full"
    sweep = next(one for one in health.checks(actor=SYSTEM) if one.name == "sweep")
    assert sweep.state == "bad" and "磁盘已满" in sweep.words and "自动重试" in sweep.todo


def test_the_first_failure_of_a_run_is_told_though_its_end_cannot_be_written(
    sqlite_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_run: Recorded, _error: BaseException | None) -> None:
        raise Unavailable(outages.GONE)

    monkeypatch.setattr(Recorded, "_end", fails)
    with pytest.raises(Unavailable, match=outages.FULL), Recorded(REMINDERS, SYSTEM):
        raise Unavailable(outages.FULL)
    with pytest.raises(Unavailable, match=outages.GONE), Recorded(REMINDERS, SYSTEM):
        pass
    with reading(SYSTEM) as session:
        assert session.exec(select(SweepRun.finished_at)).all() == [None, None]


def test_what_went_out_is_not_sent_again_though_it_could_not_be_marked(
    sqlite_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even after its lease: a disk may be full for hours, and some mail programs show both."""
    port, is_full, mark = free_port(), True, marking.sent

    def marked(*given: Any, **values: Any) -> None:
        if is_full:
            raise Unavailable(outages.FULL)
        mark(*given, **values)

    monkeypatch.setattr(marking, "sent", marked)
    with mail_settings(monkeypatch, port), smtp_server(port) as box:
        with clock.frozen(NINE), unit_of_work(SYSTEM) as work:
            outbox.enqueue_each(work, [Letter(f"{n}", f"a{n}@example.org", "S", "T", "") for n in range(9)])
        for minute in (0, 1, 10, 20):
            with clock.frozen(NINE + timedelta(minutes=minute)), pytest.raises(Unavailable):
                outbox.deliver(actor=SYSTEM)
        first = len(box.messages)
        is_full = False
        with clock.frozen(NINE + timedelta(minutes=30)):
            assert outbox.deliver(actor=SYSTEM) == DeliveryCounts(sent=9 - first)
        assert len({one["Message-ID"] for one in box.messages}) == len(box.messages) == 9
    with reading(SYSTEM) as session:
        assert set(session.exec(select(OutboxMessage.state))) == {"sent"}


def test_a_file_that_finds_no_room_leaves_nothing_behind(
    sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_path", lambda sha256: tmp_path / "files" / sha256)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(Unavailable, match=outages.FULL), unit_of_work(SYSTEM) as work:
        files.store(work, name="a.pdf", data=b"%PDF-1", purpose="visit")
    assert list((tmp_path / "files").iterdir()) == []
