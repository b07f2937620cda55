"""The scheduler wakes real sweeps, one process at a time, and stops cleanly."""

import contextvars
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import select

import jobs
from domain.access import SYSTEM
from jobs.work import Worker
from models import Lease, SweepRun
from services import audit, clock, leases
from services.database import reading, unit_of_work
from services.leases import WORKER
from services.settings import ROOT
from tests import factories_sweep as made
from tests.factories_sweep import District
from tests.mailbox import free_port, mail_settings, smtp_server

T = TypeVar("T")
_SECONDS = 30
HASTE = 100  # a sweep every three seconds, a look every 0.15


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
        stop = real_time(jobs.start_embedded, HASTE)
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
    assert second.is_ending() and not first.is_ending()
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


def test_a_worker_that_lost_its_lease_ends_what_it_is_at(
    home: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker()
    worker.beat()
    assert not worker.is_ending()
    later = time.monotonic() + jobs.work.LEASE_SECONDS + 1
    monkeypatch.setattr(jobs.work.time, "monotonic", lambda: later)
    assert worker.is_ending()  # it stood still for longer than its lease, whatever its heartbeat knows
    assert worker.beat() and not worker.is_ending()
    worker.stop()
    assert worker.is_ending()


def test_after_the_clock_was_set_back_a_dead_processs_lease_is_not_waited_for(home: District) -> None:
    first, second = Worker(), Worker()
    with clock.frozen(made.NOW + timedelta(hours=2)):
        assert first.beat()
    with clock.frozen(made.NOW):
        assert second.beat()
        assert not first.beat()
    with clock.frozen(made.NOW - timedelta(seconds=2)):  # machines whose clocks differ a little
        assert not first.beat()


def test_a_change_is_told_long_before_the_next_full_sweep(home: District) -> None:
    stop = real_time(jobs.start_embedded, 20)  # a full sweep every 15 seconds, a look every 0.75
    try:
        wait_for(lambda: None in _errors())
        started = time.monotonic()
        made.duty(home, "step_due", real_time(clock.today))
        with unit_of_work(SYSTEM) as work:
            audit.record(work, action="step.accept", subject_type="step", subject_id=home.step_id)
        wait_for(lambda: made.reminders(rule_code="due_today"))
    finally:
        stop()
    assert time.monotonic() - started < 10


def test_the_lease_tells_when_what_wakes_next(home: District) -> None:
    stop = real_time(jobs.start_embedded, 20)
    try:
        wait_for(lambda: (_lease() or {}).keys() == {sweep.name for sweep in jobs.sweeps.TABLE})
    finally:
        stop()
    assert _lease() == {}


def _lease() -> Mapping[str, datetime] | None:
    found = leases.current(name=WORKER, actor=SYSTEM)
    return found.wakes if found else None


def _runs() -> list[str]:
    with reading(SYSTEM) as session:
        return list(session.exec(select(SweepRun.sweep)))


def test_a_failing_sweep_is_recorded_and_the_next_one_runs(home: District) -> None:
    from models import ReminderRule

    made.change(ReminderRule, "due_soon", offset="soon")  # type: ignore[arg-type]
    stop = real_time(jobs.start_embedded, HASTE)
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
