"""When sweeps are woken: inside the server, or as a process of its own."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from jobs.work import Worker
from services import clock

_GRACE_SECONDS = 3600
"""A late wake-up still counts: the default of one second would drop it silently."""

log = logging.getLogger("daiban.jobs")


@dataclass(frozen=True)
class Pace:
    """Seconds between wake-ups; `first`: before the first sweep, so that a start is not slowed down."""

    sweep: float = 300
    deliver: float = 60
    heartbeat: float = 30
    first: float = 5


def start_embedded(pace: Pace | None = None) -> Callable[[], None]:
    """Start the scheduler in threads of this process; returns what stops it and gives the lease back."""
    pace, worker = pace or Pace(), Worker()
    scheduler = BackgroundScheduler(
        timezone=clock.ZONE,
        executors={"default": ThreadPoolExecutor(3)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": _GRACE_SECONDS},
    )
    now = clock.real_now()
    soon = now + timedelta(seconds=pace.first)
    for act, seconds, first in (
        (worker.beat, pace.heartbeat, now),
        (worker.sweep, pace.sweep, soon),
        (worker.deliver, pace.deliver, soon),
    ):
        scheduler.add_job(act, "interval", seconds=seconds, next_run_time=first)
    scheduler.start()

    def stop() -> None:
        worker.stop()
        scheduler.shutdown(wait=True)
        worker.release()

    return stop


def run_forever(pace: Pace | None = None) -> None:
    """The same as a process of its own, until SIGTERM or SIGINT; the work in hand is finished first."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    stop = start_embedded(pace)
    log.info("worker started")
    ended.wait()
    stop()
    log.info("worker stopped")
