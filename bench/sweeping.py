"""A sweep over a large pool against its floor (the same rows by one statement an anchor), and its growth."""

import json
import math
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import sweeping_floor, sweeping_pool
from bench.measure import Figure
from domain.access import SYSTEM
from services import clock, database, memory, reminders

STEPS, MANY_STEPS = 300_000, 1_000_000


@dataclass(frozen=True)
class _Run:
    """Two sweeps of one pool, one after the other, in a process of their own."""

    seconds: float
    queued: int
    again: float
    queued_again: int
    megabytes: float


def figures(folder: Path) -> list[Figure]:
    """Raises AssertionError when the sweep and its floor do not make the same number of rows."""
    few, floor = _measured(folder, STEPS)
    many, _ = _measured(folder, MANY_STEPS)
    growth = math.log(many.seconds / few.seconds) / math.log(MANY_STEPS / STEPS)
    return [
        Figure(f"sweep, {STEPS:,} open steps / insert-select an anchor", few.seconds, floor, 3),
        Figure("the same sweep again, nothing new / the first", few.again, few.seconds, 1.2),
        Figure(f"growth of a sweep, {STEPS:,} to {MANY_STEPS:,} (exponent)", growth, None, 1.1, ""),
        Figure(f"memory of a sweep, {MANY_STEPS:,} open steps", many.megabytes, None, 300, "MB"),
    ]


def _measured(folder: Path, steps: int) -> tuple[_Run, float]:
    """The pool's sweeps, and the seconds of their floor on a copy of it."""
    pool, copy = folder / "sweeping.db", folder / "floor.db"
    for path in (pool, copy):
        path.unlink(missing_ok=True)
    sweeping_pool.fill(f"sqlite:///{pool}", steps=steps)
    shutil.copy(pool, copy)
    floor, rows = sweeping_floor.seconds(f"sqlite:///{copy}")
    command = [sys.executable, "-m", "bench.sweeping", f"sqlite:///{pool}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    run = _Run(**json.loads(done.stdout))
    print(f"{steps:,} steps: {run.queued:,} reminders in {run.seconds:.1f} s, floor {floor:.1f} s")
    assert (run.queued, run.queued_again) == (rows, 0), (run, rows)
    return run, floor


def _sweeps(url: str) -> _Run:
    memory.calm()  # as a worker does
    database.use(url)
    found = []
    for _ in range(2):
        started = time.perf_counter()
        with clock.frozen(sweeping_pool.TODAY):
            counts = reminders.sweep(actor=SYSTEM)
        found.append((time.perf_counter() - started, counts.queued))
    (seconds, queued), (again, queued_again) = found
    return _Run(seconds, queued, again, queued_again, _megabytes())


def _megabytes() -> float:
    """The most memory this program held; `ru_maxrss` would count the process it was started from."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(kilobytes) / 1024


if __name__ == "__main__":
    print(json.dumps(vars(_sweeps(sys.argv[1]))))
