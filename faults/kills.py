"""kill -9: at a hundred random moments, and at every step of one pass."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from domain.access import SYSTEM
from faults import district, ledger, post, workers
from faults.harness import Figure, ended, in_use
from faults.ledger import Ledger
from faults.post import Post
from models import SweepRun
from services import clock, database
from services.database import reading

LATER = timedelta(minutes=6)
"""Longer than the leases of a dead process."""
_NEXT_MORNING = datetime(2026, 9, 2, 0, 31, tzinfo=district.NINE.tzinfo)
_HASTE = 50.0
_LIVES_AT_MOST = 0.8

Copy = Callable[[str], str]
"""Makes a database of a name like the prepared one; returns its URL."""


def at_random(
    copy: Copy, *, kills: int, duties: int, kind: str, at_most: float = _LIVES_AT_MOST
) -> Iterator[Figure]:
    """Half of the duties are there at the start, the rest come between two kills; the clock goes on."""
    chance = random.Random(20260901)
    half = duties // 2
    at, owed = district.NINE, half
    with post.opened() as box, in_use(copy("killed")) as url:
        district.owe(0, half)
        for number in range(1, kills + 1):
            _live_and_die(url, at, chance.uniform(0, at_most))
            more = half + (duties - half) * number // kills
            district.owe(owed, more)
            at, owed = at + LATER, more
        interrupted = _interrupted()
        for moment in (at, max(at + LATER, _NEXT_MORNING)):
            database.dispose(url)
            workers.passes_at(moment)
        found = ledger.read()
    wanted = undisturbed(copy, duties, (district.NINE, _NEXT_MORNING))
    note = f"{kind}: {kills} kills, {interrupted} runs cut off; {wanted.reminders.total():,} reminders"
    yield from compared("kill -9 at random moments", found, wanted, box, note)


def _live_and_die(url: str, at: datetime, seconds: float) -> None:
    """A scheduler in a child of its own, killed so long after it began."""
    database.dispose(url)
    hears, says = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            workers.scheduler(at, haste=_HASTE, ready=lambda: os.write(says, b"!") and None)
        finally:
            os._exit(1)
    os.read(hears, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    ended(child, seconds=10)
    os.close(hears)
    os.close(says)


def _interrupted() -> int:
    """Runs that never ended: their process was killed in the middle."""
    query = select(func.count()).select_from(SweepRun).where(col(SweepRun.finished_at).is_(None))
    with reading(SYSTEM) as session:
        return session.exec(query).one()


def at_every_step(copy: Copy, *, duties: int, kind: str, every: int = 1) -> Iterator[Figure]:
    """One pass killed at its n-th step, another goes on later; n = 1, 2, 3 … until it ends by itself."""
    wanted = undisturbed(copy, duties, (district.NINE, district.NINE + LATER))
    lost = in_app = mails = steps = again = 0
    number = 1
    with post.opened() as box:
        while (found := _killed_at(copy, number, duties, box)) is not None:
            lost += (
                found.lost(wanted) + box.lost(found.message_ids) + (wanted.letters - found.letters).total()
            )
            in_app += found.doubled_in_app(wanted)
            mails += found.doubled_mail(wanted) + box.unknown(found.message_ids)
            mails += (found.letters - wanted.letters).total()
            again, steps, number = again + box.repeated, steps + 1, number + every
    note = f"{kind}: killed at {steps} steps; {wanted.reminders.total()} reminders each"
    yield Figure("kill -9 at every step: lost", lost, 0, note=note)
    yield Figure("kill -9 at every step: doubled in-app", in_app, 0)
    yield Figure(
        "kill -9 at every step: doubled mails", mails, 0, note=f"{again} came again, same Message-ID"
    )


def _killed_at(copy: Copy, number: int, duties: int, box: Post) -> Ledger | None:
    box.received.clear()
    with in_use(copy("steps")) as url:
        district.owe(0, duties)
        database.dispose(url)
        if not workers.pass_killed_at_step(number, district.NINE):
            return None
        workers.passes_at(district.NINE + LATER)
        return ledger.read()


def undisturbed(copy: Copy, duties: int, moments: tuple[datetime, ...]) -> Ledger:
    """What a worker that nothing happens to would have written at these moments."""
    with post.opened(), in_use(copy("undisturbed")):
        district.owe(0, duties)
        for moment in moments:
            with clock.frozen(moment):
                workers.one_pass()
        return ledger.read()


def compared(name: str, found: Ledger, wanted: Ledger, box: Post, note: str) -> Iterator[Figure]:
    yield Figure(f"{name}: lost", found.lost(wanted) + box.lost(found.message_ids), 0, note=note)
    yield Figure(f"{name}: doubled in-app", found.doubled_in_app(wanted), 0)
    again = f"{box.received.total():,} mails; {box.repeated} came again, same Message-ID"
    doubled = found.doubled_mail(wanted) + box.unknown(found.message_ids)
    yield Figure(f"{name}: doubled mails", doubled, 0, note=again)
