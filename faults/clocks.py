"""The clock jumps, stands in another zone, or the worker sleeps over a weekend: same dates, nothing twice."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from faults import district, ledger, post, worker, workers
from faults.harness import Figure, copy_sqlite, in_use
from faults.kills import Copy
from faults.ledger import Ledger
from services import clock
from services.settings import ROOT

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_DUTIES = 100
_AFTER_THE_HOLIDAYS = district.NINE + 41 * _DAY
"""30 days ahead is the National Day, when nobody is written to."""
_FRIDAY = district.NINE + 3 * _DAY
_ZONES = ("UTC", "Asia/Shanghai", "America/New_York")


def figures(folder: Path) -> Iterator[Figure]:
    copy = partial(copy_sqlite, worker.sqlite(folder, "clocks", projects=30))
    yield from set_wrong(copy, duties=_DUTIES)
    yield from weekend(copy, duties=_DUTIES)
    yield from zones(copy)


def set_wrong(copy: Copy, *, duties: int) -> Iterator[Figure]:
    """Two hours back after the morning's letters; and thirty days ahead in one leap."""
    right = [district.NINE + n * _HOUR for n in range(4)]
    back = [right[0], right[1], right[1] - 2 * _HOUR, *right]
    yield from _alike("clock back 2 h", copy, duties, back, right)
    every_day = [district.NINE + n * _DAY for n in range(31)]
    leap = [every_day[0], every_day[-1], _AFTER_THE_HOLIDAYS]
    slept = [*every_day, _AFTER_THE_HOLIDAYS]
    yield from _alike("clock forward 30 d", copy, duties, leap, slept, after_gap=True)


def weekend(copy: Copy, *, duties: int) -> Iterator[Figure]:
    """Friday's pass, then nobody until Monday noon, against a worker that looked every day."""
    monday = _FRIDAY + 3 * _DAY + 3 * _HOUR
    daily = [_FRIDAY + n * _DAY for n in range(4)]
    yield from _alike(
        "worker off from Friday to Monday", copy, duties, [_FRIDAY, monday], [*daily, monday], after_gap=True
    )


def _alike(
    name: str,
    copy: Copy,
    duties: int,
    moments: Sequence[datetime],
    wanted_at: Sequence[datetime],
    *,
    after_gap: bool = False,
) -> Iterator[Figure]:
    """As an undisturbed worker would have it. After a gap the latest repetition stands for all."""
    found, lost_mail = _lived(copy, duties, moments)
    wanted, _ = _lived(copy, duties, wanted_at)
    if after_gap:
        found, wanted = found.latest(), wanted.latest()
    note = f"{wanted.reminders.total()} reminders, {found.letters.total()} letters"
    yield Figure(f"{name}: lost", found.lost(wanted) + lost_mail, 0, note=note)
    yield Figure(f"{name}: doubled in-app", found.doubled_in_app(wanted), 0)
    twice = 0 if after_gap else (found.letters - wanted.letters).total()
    yield Figure(f"{name}: doubled mails", found.doubled_mail(wanted) + twice, 0)


def _lived(copy: Copy, duties: int, moments: Sequence[datetime]) -> tuple[Ledger, int]:
    with post.opened() as box, in_use(copy("lived")):
        district.owe(0, duties)
        for moment in moments:
            with clock.frozen(moment):
                workers.one_pass()
        found = ledger.read()
        return found, box.lost(found.message_ids)


def zones(copy: Copy) -> Iterator[Figure]:
    """The same pass in processes whose machines stand elsewhere."""
    seen = [_dates(copy, zone) for zone in _ZONES]
    other = sum(found != seen[0] for found in seen)
    note = f"{len(seen[0])} reminders in {', '.join(_ZONES)}"
    yield Figure("zones with other dates", other, 0, note=note)


def _dates(copy: Copy, zone: str) -> list[list[str]]:
    """Just after midnight in China, when it is still yesterday elsewhere."""
    with in_use(copy("zone")) as url:
        district.owe(0, _DUTIES)
    environment = os.environ | {"TZ": zone, "DAIBAN_DATABASE_URL": url}
    command = [sys.executable, "-m", "faults.dates", f"{district.NINE - 8.5 * _HOUR:%Y-%m-%dT%H:%M:%S%z}"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return list(json.loads(answer.stdout))
