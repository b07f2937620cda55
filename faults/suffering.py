"""One worker that meets one trouble, against one that meets none: what was lost, and when all was done."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from domain.access import SYSTEM
from faults import district, ledger, workers
from faults.ledger import Ledger
from faults.moments import Moment
from faults.post import Post
from faults.troubles import Trouble
from faults.watched import Watched
from services import clock, database, health, leases
from services.leases import WORKER

_AT_THE_END = district.NINE + timedelta(minutes=14)
"""After every lease of a letter, and before another quarter of an hour: nothing more may come."""
_PATIENCE = 15.0


@dataclass(frozen=True)
class Suffered:
    """`seconds` from the end of the trouble until all was done; `failures` that the worker met, `errors` that
    it took for faults of the program; `leftover`: what one more pass still found to remind of.

    `is_unseen`, `is_unhealed`: health said nothing while it lasted, or went on complaining afterwards.
    """

    lost: int
    doubled_in_app: int
    doubled_mail: int
    again: int
    leftover: int
    seconds: float
    failures: int
    errors: int
    is_same: bool
    is_unseen: bool
    is_unhealed: bool


@dataclass(frozen=True)
class _Lived:
    """What was seen of the worker while it lived."""

    seconds: float
    failures: int
    errors: int
    is_same: bool
    is_unseen: bool
    is_unhealed: bool


def suffered(
    trouble: Trouble,
    moment: Moment,
    wanted: Ledger,
    box: Post,
    *,
    lasts: float,
    meets: bool,
    limit: float,
    haste: float,
) -> Suffered:
    """On the database in use, whose duties are there. `meets`: it lasts until the worker has met it."""
    watched = Watched(district.NINE, moment, haste=haste)
    try:
        met = (lambda: watched.failures > 0) if meets else (lambda: True)
        lived = _lived(watched, trouble, partial(_lasting, lasts, met), partial(_missing, wanted, box), limit)
    finally:
        watched.close()
    before = ledger.read().reminders.total()
    database.dispose(database.current_url())
    workers.passes_at(_AT_THE_END)
    found = ledger.read()
    return Suffered(
        lost=found.lost(wanted) + box.lost(found.message_ids),
        doubled_in_app=found.doubled_in_app(wanted),
        doubled_mail=found.doubled_mail(wanted) + box.unknown(found.message_ids),
        again=box.repeated,
        leftover=found.reminders.total() - before,
        **vars(lived),
    )


def _lived(
    watched: Watched, trouble: Trouble, lasting: Callable[[], bool], missing: Callable[[], int], limit: float
) -> _Lived:
    """It stands at its moment, the trouble comes and goes; nobody helps it until all is done."""
    watched.wait()
    trouble.begin()
    try:
        watched.go_on()
        is_unseen = lasting()
    finally:
        trouble.end()
    seconds = _until(lambda: not missing(), limit)
    is_same = watched.is_alive and _lease_is_of(watched.pid)
    is_unhealed, failures, errors = bool(_complaints()), watched.failures, watched.errors
    return _Lived(seconds, failures, errors, watched.stop() == 0 and is_same, is_unseen, is_unhealed)


def _lasting(seconds: float, met: Callable[[], bool]) -> bool:
    """Waits, on a busy machine until the worker came to it; True if health found nothing wrong meanwhile."""
    until = time.monotonic() + seconds
    time.sleep(seconds / 2)
    unseen = not _complaints()
    time.sleep(max(until - time.monotonic(), 0))
    _until(met, _PATIENCE)
    return unseen


def _complaints() -> list[str]:
    """What health says about the database and the sweeps."""
    with clock.frozen(district.NINE + timedelta(minutes=2)):
        found = health.checks(actor=SYSTEM)
    return [one.words for one in found if one.name in ("database", "sweep") and one.state == "bad"]


def _missing(wanted: Ledger, box: Post) -> int:
    found = ledger.read()
    return found.lost(wanted) + box.lost(found.message_ids)


def _lease_is_of(pid: int) -> bool:
    lease = leases.current(name=WORKER, actor=SYSTEM)
    return lease is not None and lease.holder.split(":")[1] == str(pid)


def _until(happened: Callable[[], bool], limit: float) -> float:
    """Seconds until it did; a worker that needs help is waited for in vain, a little beyond the limit."""
    started = time.monotonic()
    while not happened() and time.monotonic() - started < limit * 1.2:
        time.sleep(0.5 if limit > 60 else 0.1)
    return time.monotonic() - started
