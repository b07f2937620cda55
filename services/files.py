"""Stored files: bytes by content hash under the data folder, a row that says whose they are.

The type is what the first bytes say, whatever the name claims (anything else could be served to a browser).
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from domain.access import Actor, Permission, require
from domain.errors import BadInput, NotFound
from models import Project, StoredFile
from services import audit, outages
from services.database import UnitOfWork, reading, unit_of_work
from services.queries import one_readable
from services.settings import settings

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# file name ending → first bytes, media type
TYPES: dict[str, tuple[bytes, str]] = {
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "pdf": (b"%PDF-", "application/pdf"),
    "xlsx": (_ZIP, f"{_OFFICE}spreadsheetml.sheet"),
    "docx": (_ZIP, f"{_OFFICE}wordprocessingml.document"),
    "xls": (_OLE, "application/vnd.ms-excel"),
    "doc": (_OLE, "application/msword"),
}
_INSIDE = {"xlsx": b"xl/", "docx": b"word/"}


@dataclass(frozen=True)
class FileContent:
    name: str
    media_type: str
    data: bytes


def store(work: UnitOfWork, *, name: str, data: bytes, purpose: str, project_id: int | None = None) -> int:
    """Keep a file inside the open transaction and return its id; the same bytes are kept once on disk.

    Raises BadInput files.empty, files.too_big (limit in MB), files.type_refused (name, types).
    """
    name = Path(name.replace("\\", "/")).name.strip()[:200]
    media_type = checked_type(name, data)
    row = StoredFile(
        sha256=hashlib.sha256(data).hexdigest(),
        name=name,
        media_type=media_type,
        size=len(data),
        purpose=purpose,
        project_id=project_id,
        added_by=work.actor.account_id,
        added_at=work.now,
    )
    _write(row.sha256, data)
    work.session.add(row)
    work.session.flush()
    seen = {"name": name, "sha256": row.sha256, "purpose": purpose}
    audit.record(
        work, action="file.store", subject_type="file", subject_id=row.id, project_id=project_id, after=seen
    )
    return row.id or 0


def checked_type(name: str, data: bytes) -> str:
    """The media type that both the name and the first bytes agree on. Raises as `store`."""
    limit = settings().upload_megabytes
    if not data:
        raise BadInput("files.empty", name=name)
    if len(data) > limit * 1024 * 1024:
        raise BadInput("files.too_big", name=name, limit=limit)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    start, media_type = TYPES.get(ending, (b"", ""))
    if not media_type or not data.startswith(start) or _INSIDE.get(ending, b"") not in data:
        raise BadInput("files.type_refused", name=name, types=" ".join(TYPES))
    return media_type


def _path(sha256: str) -> Path:
    return settings().data_folder / sha256[:2] / sha256


def _write(sha256: str, data: bytes) -> None:
    """Written whole beside its place, then moved: a crash or a full disk leaves no half file under a hash.

    Raises Unavailable outage.full.
    """
    path = _path(sha256)
    if path.exists():
        return
    with outages.told():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
            try:
                _fill(stream, data)
            except OSError:
                os.unlink(stream.name)
                raise
        os.replace(stream.name, path)


def _fill(stream: IO[bytes], data: bytes) -> None:
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())


def store_file(*, name: str, data: bytes, purpose: str, project_id: int, actor: Actor) -> int:
    """Keep a file of a project the actor works on. Raises Forbidden, NotFound and as `store`."""
    require(actor, Permission.RECORD_EVENT)
    with unit_of_work(actor) as work:
        one_readable(work.session, actor, Project, project_id)
        return store(work, name=name, data=data, purpose=purpose, project_id=project_id)


def read(*, file_id: int, actor: Actor) -> FileContent:
    """The bytes of a file whose project the actor may see, or an own upload without a project.

    Raises NotFound access.not_found (also for what the actor may not know of) and files.lost.
    """
    with reading(actor) as session:
        own = session.get(StoredFile, file_id)
        is_own = own is not None and own.project_id is None and own.added_by == actor.account_id
        row = own if own is not None and is_own else one_readable(session, actor, StoredFile, file_id)
        path = _path(row.sha256)
        if not path.is_file():
            raise NotFound("files.lost", name=row.name)
        return FileContent(name=row.name, media_type=row.media_type, data=path.read_bytes())
