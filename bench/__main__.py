"""`make bench`: prints every figure beside its floor; exit 1 when one is over its limit."""

import sys
import tempfile
from pathlib import Path

from bench import (
    dashboard,
    district,
    engine,
    events,
    fastest,
    inbox,
    mail,
    pages,
    recalculation,
    start,
    sweeping,
)
from bench.map import figures as map_figures
from services import database, memory


def main() -> int:
    memory.calm()  # as the server does
    with tempfile.TemporaryDirectory() as folder:
        url, large = (f"sqlite:///{Path(folder) / name}.db" for name in ("bench", "large"))
        for pool, projects in ((large, 10_000), (url, 1_000)):
            seconds = district.fill(pool, projects=projects)
            print(f"{projects:,} projects x 30 steps on SQLite, filled in {seconds:.1f} s")
        figures = [*pages.figures(), *dashboard.figures(), *start.figures(Path(folder)), *map_figures()]
        figures += [
            *events.figures(url, large),
            *recalculation.figures(large),
            *fastest.figures(),
            *engine.figures(),
            *inbox.figures(),
            *mail.figures(url),
            *sweeping.figures(Path(folder)),
        ]
        for pool in (url, large):
            database.dispose(pool)
    for figure in figures:
        print(figure.line())
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
