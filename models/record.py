"""Audit rows, stored files, issued reports."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from models.base import Base, document, instant, key


class AuditRow(Base, table=True):
    """Who did what, when, with the values before and after. No foreign keys: it outlives its subjects."""

    __tablename__ = "audit_row"
    id: int | None = key()
    at: datetime | None = instant(nullable=False)
    actor_id: int
    actor_name: str
    action: str = Field(index=True)
    subject_type: str
    subject_id: str
    project_id: int | None = Field(default=None, index=True)
    before: dict[str, Any] = document()
    after: dict[str, Any] = document()
    reason: str | None = None
    previous_hash: str = ""
    hash: str = ""


class StoredFile(Base, table=True):
    """Bytes live under the data folder by content hash; this row says what they are and who may see them."""

    __tablename__ = "stored_file"
    id: int | None = key()
    sha256: str = Field(index=True, max_length=64)
    name: str
    media_type: str
    size: int
    purpose: str
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    added_by: int
    added_at: datetime | None = instant(nullable=False)


class IssuedReport(Base, table=True):
    __tablename__ = "issued_report"
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    number: int
    kind: str = "progress"
    as_of: date
    lang: str = "zh_CN"
    file_id: int = Field(foreign_key="stored_file.id")
    issued_by: int
    issued_at: datetime | None = instant(nullable=False)
