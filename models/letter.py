"""Letters to departments (催办函): numbered by year, kept as they were written."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from models.base import Base, document, instant, key


class ChaseLetter(Base, table=True):
    """`number` is `2026-007`; `content` is what the paper says, whatever happened since."""

    __tablename__ = "chase_letter"
    id: int | None = key()
    number: str = Field(unique=True, max_length=20)
    department_code: str = Field(foreign_key="department.code", index=True)
    written_on: date
    reply_by: date
    written_by: int
    written_at: datetime | None = instant(nullable=False)
    content: dict[str, Any] = document()
