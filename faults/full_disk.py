"""A person at work while the disk is full: refused in words, nothing half-saved; later the same act works."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError
from domain.vocabulary import Role
from faults import district
from faults.disks import Disk, small_disk
from faults.harness import Figure, in_use
from models import Account, Project, Visit
from models.base import Base
from services import clock, health, visits
from services.database import reading
from services.settings import settings
from services.visits import VisitDraft
from services.words import has_word

_PHOTO = b"\x89PNG\r\n\x1a\n" + os.urandom(300_000)


def figures(folder: Path, source: str) -> Iterator[Figure]:
    """A visit with a photograph, and one without: the photograph lies beside the database."""
    with (
        small_disk(folder / "desk", megabytes=16) as disk,
        _house(disk),
        in_use(moved_to(disk, source)) as url,
        clock.frozen(district.NINE),
    ):
        yield from _at_the_desk(disk, url)


def _at_the_desk(disk: Disk, url: str) -> Iterator[Figure]:
    before = _state(disk)
    _no_room_in_its_journal(url)
    disk.fill()
    said = [_code(photo) for photo in (b"", _PHOTO)]
    is_silent = health.checks(actor=SYSTEM)[0].state == "ok"  # its first check is the database
    disk.free()
    yield Figure("disk full at the desk: acts not refused", said.count(""), 0, note=f"{len(said)} acts")
    unclear = sum(not all(has_word(code, lang) for lang in ("zh_CN", "en")) for code in said if code)
    yield Figure("  refusals without a sentence in both languages", unclear, 0, note=", ".join({*said}))
    yield Figure("  half-saved: tables and files that differ", int(_state(disk) != before), 0)
    yield Figure("  health says nothing", int(is_silent), 0)
    again = [_code(photo) for photo in (b"", _PHOTO)]
    with reading(SYSTEM) as session:
        kept = len(session.exec(select(Visit.id)).all())
    yield Figure("  the same acts with room again: not done", 2 - again.count("") + abs(kept - 2), 0)


def moved_to(disk: Disk, source: str) -> str:
    """A closed SQLite database, copied onto the small disk."""
    target = disk.folder / "daiban.db"
    for kind in ("-wal", "-shm"):
        target.with_name(target.name + kind).unlink(missing_ok=True)
    shutil.copy(source.removeprefix("sqlite:///"), target)
    return f"sqlite:///{target}"


def _no_room_in_its_journal(url: str) -> None:
    """As after the first start: nothing may be written into room that was taken before."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _code(photo: bytes) -> str:
    """Why it was refused; empty if it was not."""
    with reading(SYSTEM) as session:
        project_id, agent_id = session.exec(
            select(Project.id, Project.primary_agent_id).order_by(col(Project.id)).limit(1)
        ).one()
        name = session.get_one(Account, agent_id).display_name
    draft = VisitDraft(project_id=project_id or 0, what="Asked " * 300, photo_name="a.png" if photo else "")
    draft = draft.model_copy(update={"photo": photo})
    try:
        visits.log_visit(draft=draft, actor=Actor(agent_id or 0, name, Role.AGENT))
    except DomainError as error:
        return error.code
    return ""


def _state(disk: Disk) -> tuple[str, int]:
    """Every row of every table, and how many files there are."""
    seen = hashlib.sha256()
    with reading(SYSTEM) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.connection().execute(table.select()):
                seen.update(repr((table.name, row)).encode())
    kept = settings().data_folder
    return seen.hexdigest(), sum(path.is_file() for path in kept.rglob("*")) if kept.exists() else 0


@contextmanager
def _house(disk: Disk) -> Iterator[None]:
    """Files are kept on the small disk too."""
    before = os.environ.get("DAIBAN_DATA_FOLDER")
    os.environ["DAIBAN_DATA_FOLDER"] = str(disk.folder / "files")
    settings.cache_clear()
    try:
        yield
    finally:
        if before is None:
            del os.environ["DAIBAN_DATA_FOLDER"]
        else:
            os.environ["DAIBAN_DATA_FOLDER"] = before
        settings.cache_clear()
