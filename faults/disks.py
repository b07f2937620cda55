"""A small disk that can be filled to its last byte and given room again."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, event

_BLOCK = bytes(64 * 1024)


class Disk(Protocol):
    """`folder` lies on it; `kind` says how it was made."""

    folder: Path
    kind: str

    def fill(self) -> None: ...

    def free(self) -> None: ...


class _Mounted:
    """A file system in memory of a size of its own: what is full is really full, for everybody."""

    kind = "a file system of its own"

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file:
            for block in (_BLOCK, _BLOCK[:4096], _BLOCK[:1]):
                _write_all(file, block)

    def free(self) -> None:
        self._ballast.unlink()


def _write_all(file: Any, block: bytes) -> None:
    try:
        while file.write(block):
            pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


class _Limited:
    """Where mounting is refused: SQLite itself says that the disk is full when it wants another page."""

    kind = "max_page_count"

    def __init__(self, folder: Path) -> None:
        self.folder, self._mark = folder, folder / "full"

    def fill(self) -> None:
        self._mark.touch()

    def free(self) -> None:
        self._mark.unlink()

    def at_begin(self, connection: Any) -> None:
        pages = 1 if self._mark.exists() else 2**31 - 2  # never below what there is
        connection.connection.driver_connection.execute(f"PRAGMA max_page_count = {pages}")


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Disk]:
    """Within the block there is one, mounted on `folder` if this process may."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0 and _is_mounted(folder, megabytes):
        try:
            yield _Mounted(folder)
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    limited = _Limited(folder)
    event.listen(Engine, "begin", limited.at_begin)
    try:
        yield limited
    finally:
        event.remove(Engine, "begin", limited.at_begin)


def _is_mounted(folder: Path, megabytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0
