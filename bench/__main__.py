"""`make bench`: prints every figure beside its floor; exit 1 when one is over its limit."""

import sys
import tempfile
from pathlib import Path

from bench import dashboard, district, pages, start
from bench.map import figures as map_figures
from services import database


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        seconds = district.fill(url, projects=1000)
        print(f"1,000 projects x 30 steps on SQLite, filled in {seconds:.1f} s")
        figures = [*pages.figures(), *dashboard.figures(), *start.figures(Path(folder)), *map_figures()]
        database.dispose(url)
    for figure in figures:
        print(figure.line())
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
