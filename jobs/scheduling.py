"""When sweeps are woken: inside the server, or as a process of its own. The code is the same."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from domain.errors import Unavailable
from jobs.clock_watch import ClockWatch
from jobs.outage import Outage
from jobs.stirring import Stirring
from jobs.sweeps import HEARTBEAT, HEARTBEAT_SECONDS, TABLE, Sweep
from jobs.work import Worker
from services import clock
from services.sweep_runs import DELIVERY, REMINDERS

_FIRST_SECONDS = 5.0
"""Before the first sweep, so that a start is not slowed down."""

log = logging.getLogger("daiban.jobs")


class Rota:
    """The table of sweeps under APScheduler, which only wakes; `haste` shortens every wait, for tests.

    A wake-up that comes late still counts, however late: the default of one second drops it silently.
    """

    def __init__(self, haste: float = 1.0) -> None:
        self._haste = haste
        self._worker = Worker(self.wakes)
        self._stirring, self._outage = Stirring(), Outage(haste)
        self._asking, self._is_stopping = threading.Lock(), False
        self._watch = ClockWatch(self._wake_all, every=5.0 / haste)
        self._scheduler = BackgroundScheduler(
            timezone=clock.ZONE,
            executors={"default": ThreadPoolExecutor(len(TABLE) + 1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        now = clock.real_now()
        soon = now + timedelta(seconds=_FIRST_SECONDS / self._haste)
        self._add(HEARTBEAT, HEARTBEAT_SECONDS, self._look, now)
        for sweep in TABLE:
            act = self._remind if sweep.name == REMINDERS else self._act
            self._add(sweep.name, sweep.seconds, partial(act, sweep), soon)
        self._scheduler.start()
        self._watch.start()

    def stop(self) -> None:
        """The work in hand is finished first; then the lease is given back.

        A scheduler that waits for its jobs holds its lock: from here on they must not ask it anything.
        """
        self._worker.stop()
        self._watch.end()
        with self._asking:
            self._is_stopping = True
        self._scheduler.shutdown(wait=True)
        self._patiently("release", self._worker.release)

    def wakes(self) -> dict[str, datetime]:
        """When each sweep wakes next."""
        with self._asking:
            jobs = [] if self._is_stopping else self._scheduler.get_jobs()
        next_of = {job.id: job.next_run_time for job in jobs}
        return {sweep.name: next_of[sweep.name] for sweep in TABLE if sweep.name in next_of}

    def _add(self, name: str, seconds: float, act: Callable[[], object], first: datetime) -> None:
        every = max(seconds / self._haste, 0.02)
        act = partial(self._patiently, name, act)
        self._scheduler.add_job(act, "interval", id=name, name=name, seconds=every, next_run_time=first)

    def _patiently(self, name: str, act: Callable[[], object]) -> None:
        """A database that is full, busy or gone is waited for."""
        try:
            act()
        except Unavailable as error:
            self._outage.met()
            log.warning("%s: %s; it is tried again by itself", name, error.code)

    def _look(self) -> None:
        """The heartbeat: keep the lease, make up for an outage, wake the reminders if anything stirred."""
        if not self._worker.beat():
            return
        if self._outage.calls():
            log.warning("the database can be used again: everything is looked at now")
            self._wake(*(sweep.name for sweep in TABLE))
        elif self._stirring.calls():
            self._wake(REMINDERS)

    def _act(self, sweep: Sweep) -> bool:
        """Work if the lease is ours."""
        is_ours = self._worker.beat()
        if is_ours:
            sweep.act(self._worker.is_ending)
        return is_ours

    def _remind(self, sweep: Sweep) -> None:
        """Remembers what was seen and how long it took; its letters go out at once."""
        begun, is_done = self._stirring.begun(), False
        try:
            is_done = self._act(sweep)
        finally:
            self._stirring.ended(begun) if is_done else self._stirring.failed()
        if is_done:
            self._outage.ended()
            self._wake(DELIVERY)

    def _wake(self, *names: str) -> None:
        now = clock.real_now()
        with self._asking:
            for name in () if self._is_stopping else names:
                self._scheduler.modify_job(name, next_run_time=now)

    def _wake_all(self) -> None:
        log.warning("the clock was set: everything is looked at now")
        self._wake(HEARTBEAT, *(sweep.name for sweep in TABLE))


def start_embedded(haste: float = 1.0) -> Callable[[], None]:
    """Start the scheduler in threads of this process; returns what stops it and gives the lease back."""
    rota = Rota(haste)
    rota.start()
    return rota.stop


def run_forever(haste: float = 1.0) -> None:
    """The same as a process of its own, until SIGTERM or SIGINT; the work in hand is finished first."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    stop = start_embedded(haste)
    log.info("worker started")
    ended.wait()
    stop()
    log.info("worker stopped")
