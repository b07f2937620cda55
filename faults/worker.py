"""The worker dies, has company, or is replaced: nothing is lost, nothing is doubled (issue 4, faults)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from faults import crowds, district, kills, takeovers
from faults.harness import Figure, copy_sqlite, in_use, new_sqlite, postgresql
from faults.kills import Copy
from services import clock

_PROJECTS, _MANY, _FEW = 120, 370, 10
"""Duties that make 2,000 reminders and more, and few enough to die at every step of a pass."""


def figures(folder: Path) -> Iterator[Figure]:
    """Both kinds of database."""
    small = partial(copy_sqlite, sqlite(folder, "small", projects=6))
    yield from _on(partial(copy_sqlite, sqlite(folder)), small, "SQLite")
    with postgresql(folder / "server") as made:
        for name, projects in (("district", _PROJECTS), ("small_district", 6)):
            with in_use(made(name)):
                fill(projects)
        small = partial(made, template="small_district")
        yield from _on(partial(made, template="district"), small, "PostgreSQL")
    yield from takeovers.figures(sqlite(folder, "pace"))


def sqlite(folder: Path, name: str = "worker", *, projects: int = _PROJECTS) -> str:
    """A prepared SQLite district, closed, to be copied."""
    url = new_sqlite(folder, name)
    with in_use(url):
        fill(projects)
    return url


def fill(projects: int) -> None:
    """Three projects an agent."""
    with clock.frozen(district.NINE):
        district.fill(projects=projects, agents=max(projects // 3, 2))


def _on(copy: Copy, small: Copy, kind: str) -> Iterator[Figure]:
    yield from kills.at_random(copy, kills=100, duties=_MANY, kind=kind)
    for number in (2, 4):
        yield from crowds.at_once(copy, workers_at_once=number, duties=_MANY, kind=kind)
    yield from kills.at_every_step(small, duties=_FEW, kind=kind)
