"""The scheduler wakes real sweeps, one process at a time, and stops cleanly."""

import contextvars
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import select

import jobs
from domain.access import SYSTEM
from jobs.work import Worker
from models import Lease, SweepRun
from services import clock, leases
from services.database import reading
from services.leases import WORKER
from services.settings import ROOT
from tests import factories_sweep as made
from tests.factories_sweep import District
from tests.mailbox import free_port, mail_settings, smtp_server

T = TypeVar("T")
_SECONDS = 30
FAST = jobs.Pace(sweep=0.5, deliver=0.5, heartbeat=0.5, first=0.05)


@pytest.fixture
def home(db: str) -> District:
    return made.district()


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + _SECONDS
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def real_time(act: Callable[..., T], *given: object) -> T:
    """Outside the test's frozen clock, as the scheduler's threads are."""
    return contextvars.Context().run(act, *given)


def test_a_due_reminder_goes_out_by_itself_from_start_to_mailbox(
    home: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.duty(home, "step_due", real_time(clock.today))
    port = free_port()
    with mail_settings(monkeypatch, port), smtp_server(port) as box:
        stop = real_time(jobs.start_embedded, FAST)
        try:
            wait_for(lambda: box.to("agent0002@example.org"))
            time.sleep(1.5)  # several more sweeps and deliveries
        finally:
            stop()
    assert len(box.to("agent0002@example.org")) == 1
    assert {row.rule_code for row in made.reminders(recipient_id=home.backup.account_id)} == {"due_today"}
    lease = leases.current(name=WORKER, actor=SYSTEM)
    assert lease is not None and lease.is_released


def test_of_two_schedulers_one_works_and_the_other_takes_over_at_once_after_a_clean_stop(
    home: District,
) -> None:
    first, second = Worker(), Worker()
    assert (first.beat(), second.beat(), first.beat()) == (True, False, True)
    second.sweep()
    assert _runs() == []
    first.release()
    assert second.beat()
    assert not first.beat()


def test_a_dead_processs_lease_ends_by_itself(home: District) -> None:
    first, second = Worker(), Worker()
    with clock.frozen(made.NOW):
        assert first.beat()
    with clock.frozen(made.NOW + timedelta(seconds=jobs.work.LEASE_SECONDS - 1)):
        assert not second.beat()
    with clock.frozen(made.NOW + timedelta(seconds=jobs.work.LEASE_SECONDS)):
        assert second.beat()
        assert not first.beat()


def test_who_stops_does_not_take_the_lease_of_another_with_it(home: District) -> None:
    first, second = Worker(), Worker()
    first.beat()
    second.release()
    assert not second.beat()


def _runs() -> list[str]:
    with reading(SYSTEM) as session:
        return list(session.exec(select(SweepRun.sweep)))


def test_a_failing_sweep_is_recorded_and_the_next_one_runs(home: District) -> None:
    from models import ReminderRule

    made.change(ReminderRule, "due_soon", offset="soon")  # type: ignore[arg-type]
    stop = real_time(jobs.start_embedded, FAST)
    try:
        wait_for(lambda: _runs().count("reminders") >= 2)
        made.change(ReminderRule, "due_soon", offset="-3")  # type: ignore[arg-type]
        wait_for(lambda: None in _errors())
    finally:
        stop()
    assert any("unreadable_rule" in str(error) for error in _errors())


def _errors() -> list[str | None]:
    query = select(SweepRun.error).where(SweepRun.sweep == "reminders", SweepRun.finished_at.is_not(None))  # type: ignore[union-attr]
    with reading(SYSTEM) as session:
        return list(session.exec(query))


def test_the_worker_process_prepares_works_and_ends_on_sigterm(tmp_path: Path) -> None:
    from services import database

    url = f"sqlite:///{tmp_path / 'worker.db'}"
    environment = os.environ | {"DAIBAN_DATABASE_URL": url, "DAIBAN_SMTP_HOST": ""}
    process = subprocess.Popen([sys.executable, "-m", "jobs"], cwd=ROOT, env=environment)
    try:
        database.use(url)
        wait_for(_has_heartbeat)
        process.send_signal(signal.SIGTERM)
        assert process.wait(_SECONDS) == 0
        lease = leases.current(name=WORKER, actor=SYSTEM)
        assert lease is not None and lease.is_released
    finally:
        process.kill()
        database.dispose(url)
        database.use(None)


def _has_heartbeat() -> bool:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with reading(SYSTEM) as session:
            return session.exec(select(Lease)).first() is not None
    except SQLAlchemyError:
        return False  # not migrated yet
