"""Several workers at once: with the lease one of them works, and even without it nothing is doubled."""

import os
import traceback
from collections.abc import Iterator

from faults import district, ledger, post, workers
from faults.harness import Figure, ended, in_use
from faults.kills import LATER, Copy, compared, undisturbed
from services import clock, database


def at_once(copy: Copy, *, workers_at_once: int, duties: int, kind: str) -> Iterator[Figure]:
    """Workers that believe, each of them, that the lease is theirs: the worst a stopped clock can do."""
    wanted = undisturbed(copy, duties, (district.NINE, district.NINE + LATER))
    with post.opened() as box, in_use(copy("crowd")) as url:
        district.owe(0, duties)
        database.dispose(url)
        _passes(workers_at_once)
        workers.passes_at(district.NINE + LATER)
        found = ledger.read()
    note = f"{kind}; {wanted.reminders.total():,} reminders"
    yield from compared(f"{workers_at_once} workers at once, no lease", found, wanted, box, note)


def _passes(number: int) -> None:
    """All of them start when the gate opens."""
    waits, opens = os.pipe()
    children = []
    for _ in range(number):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(opens)
                os.read(waits, 1)
                with clock.frozen(district.NINE):
                    workers.one_pass()
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        children.append(child)
    os.close(waits)
    os.close(opens)
    for child in children:
        code = ended(child, seconds=300)
        if code:
            raise RuntimeError(f"a worker ended with {code}")
