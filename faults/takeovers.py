"""Real worker processes at their real pace: who goes on after a kill, and how soon a change is told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlmodel import col, func, select

from domain.access import SYSTEM
from faults.harness import Figure, in_use
from models import Obligation, Reminder, Step, SweepRun
from services import audit, clock, leases
from services.database import reading, unit_of_work
from services.settings import ROOT

_PATIENCE = 180.0


def figures(url: str) -> Iterator[Figure]:
    """Two workers: the one at work is killed -9, a change is made, then the other is asked to stop."""
    with in_use(url), _worker(url) as first:
        _until(lambda: _holder() == first.pid)
        with _worker(url) as second:
            time.sleep(5)
            first.send_signal(signal.SIGKILL)
            taken = _until(lambda: _holder() == second.pid)
            yield Figure("lease taken over after kill -9 of its holder", taken, 90, "s")
            _until(_has_swept)
            _change()
            told = _until(_is_told)
            yield Figure("a change is told, at the real pace", told, 60, "s")
            second.send_signal(signal.SIGTERM)
            ended = _until(lambda: second.poll() is not None)
            yield Figure("a worker ends after SIGTERM", ended, 30, "s")
        lease = leases.current(name=leases.WORKER, actor=SYSTEM)
        is_held = lease is None or not lease.is_released
        yield Figure("leases still held after SIGTERM", int(is_held), 0)


@contextmanager
def _worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"DAIBAN_DATABASE_URL": url}
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _until(happened: Callable[[], bool]) -> float:
    """Seconds until it did."""
    started = time.monotonic()
    while not happened():
        if time.monotonic() - started > _PATIENCE:
            raise TimeoutError(f"nothing happened within {_PATIENCE:g} s")
        time.sleep(0.1)
    return time.monotonic() - started


def _holder() -> int:
    """The process that holds the lease now."""
    lease = leases.current(name=leases.WORKER, actor=SYSTEM)
    if lease is None or lease.expires_at <= clock.real_now():
        return 0
    return int(lease.holder.split(":")[1])


def _has_swept() -> bool:
    query = select(func.count()).select_from(SweepRun).where(col(SweepRun.finished_at).is_not(None))
    with reading(SYSTEM) as session:
        return session.exec(query.where(SweepRun.sweep == "reminders")).one() > 0


def _change() -> None:
    """The land is won: the agent must hear of it today."""
    with unit_of_work(SYSTEM) as work:
        step = work.session.exec(select(Step).limit(1)).one()
        today = clock.local(work.now).date()
        duty = {"anchor": "land_result", "due_on": today, "key": "won", "opened_at": work.now}
        work.session.add(
            Obligation(project_id=step.project_id, step_id=step.id, subject=f"step:{step.id}", **duty)
        )
        audit.record(work, action="step.advance", subject_type="step", subject_id=step.id or 0)


def _is_told() -> bool:
    query = select(func.count()).select_from(Reminder).where(Reminder.rule_code == "sim_prereq_watch")
    with reading(SYSTEM) as session:
        return session.exec(query).one() > 0
