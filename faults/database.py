"""The database is locked, full or gone in the midst of a sweep: the same worker goes on by itself.

Each trouble meets the worker at three moments: among the reminders, among the letters, among the mails. It
keeps its real pace; only its clock shows the morning on which all is due.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from faults import district, full_disk, kills, post, worker
from faults.disks import small_disk
from faults.harness import Figure, copy_sqlite, in_use, postgresql
from faults.ledger import Ledger
from faults.moments import LETTERS, MAILS, REMINDERS, Moment
from faults.suffering import Suffered, suffered
from faults.troubles import Full, Locked, Stopped, Trouble

MOMENTS = (REMINDERS, LETTERS, MAILS)
_DUTIES, _PROJECTS = 370, 120
_MEGABYTES = 16

Scene = Callable[[], AbstractContextManager[Trouble]]
"""A fresh database in use within the block, its duties there, and what will be done to it."""


@dataclass(frozen=True)
class Case:
    """`meets`: the worker cannot but notice, for the trouble lasts longer than it waits. `limit`: seconds."""

    name: str
    scene: Scene
    lasts: float
    meets: bool = True
    between: bool = False
    haste: float = 1.0
    limit: float = 90.0


def figures(folder: Path) -> Iterator[Figure]:
    source = worker.sqlite(folder, "database", projects=_PROJECTS)
    wanted = kills.undisturbed(
        partial(copy_sqlite, source), _DUTIES, (district.NINE, district.NINE + kills.LATER)
    )
    lock = partial(locked, source)
    for case in (
        Case("SQLite locked by another program for 30 s", lock, 30, meets=False, between=True),
        Case("SQLite locked by another program for 90 s", lock, 90, between=True),
        Case("disk full for 20 s (SQLite)", partial(on_full_disk, folder / "disk", source), 20),
    ):
        yield from told(case, wanted)
    yield from full_disk.figures(folder, source)
    yield from _postgresql(folder / "server", wanted)


def _postgresql(folder: Path, wanted: Ledger) -> Iterator[Figure]:
    with postgresql(folder) as made:
        with in_use(made("district")):
            worker.fill(_PROJECTS)
        for name, mode in (("killed (-m immediate)", "immediate"), ("restarted (-m fast)", "fast")):
            scene = partial(stopped, folder, partial(made, template="district"), mode)
            yield from told(Case(f"PostgreSQL {name}, back after 10 s", scene, 10), wanted)


def told(case: Case, wanted: Ledger, moments: tuple[Moment, ...] = MOMENTS) -> Iterator[Figure]:
    """All moments of one trouble together."""
    found = [_met(case, moment, wanted) for moment in moments]
    failures = ", ".join(str(one.failures) for one in found)
    note = f"{wanted.reminders.total():,} reminders each, {len(found)} moments; met {failures} failures"
    yield Figure(f"{case.name}: lost", sum(one.lost for one in found), 0, note=note)
    yield Figure("  doubled in-app", sum(one.doubled_in_app + one.leftover for one in found), 0)
    again = f"{sum(one.again for one in found)} came again, same Message-ID"
    yield Figure("  doubled mails", sum(one.doubled_mail for one in found), 0, note=again)
    slowest = max(one.seconds for one in found)
    yield Figure("  all is done after the end of the trouble", slowest, case.limit, "s")
    yield Figure("  other workers than at the start", sum(not one.is_same for one in found), 0)
    yield Figure("  taken for faults of the program", sum(one.errors for one in found), 0)
    blind = sum(one.is_unseen + one.is_unhealed for one in found)
    yield Figure("  not seen by health while it lasted, or seen afterwards", blind, 0)
    if case.meets:
        yield Figure(
            "  moments at which the worker noticed nothing", sum(not one.failures for one in found), 0
        )


def _met(case: Case, moment: Moment, wanted: Ledger) -> Suffered:
    with post.opened() as box, case.scene() as trouble:
        at = replace(moment, between=case.between)
        pace = {"lasts": case.lasts, "limit": case.limit, "haste": case.haste}
        return suffered(trouble, at, wanted, box, meets=case.meets, **pace)


@contextmanager
def locked(source: str, *, duties: int = _DUTIES) -> Iterator[Trouble]:
    with in_use(copy_sqlite(source, "locked")) as url:
        district.owe(0, duties)
        yield Locked(url)


@contextmanager
def on_full_disk(folder: Path, source: str, *, duties: int = _DUTIES) -> Iterator[Trouble]:
    with small_disk(folder, megabytes=_MEGABYTES) as disk, in_use(full_disk.moved_to(disk, source)):
        district.owe(0, duties)
        yield Full(disk)


@contextmanager
def stopped(folder: Path, copy: kills.Copy, mode: str, *, duties: int = _DUTIES) -> Iterator[Trouble]:
    """PostgreSQL forgets the sequences of a database copied since the last checkpoint when it is killed."""
    with in_use(copy("stopped")):
        district.owe(0, duties)
        trouble = Stopped(folder, mode)
        trouble.write_down()
        yield trouble
