"""Own registry (so a reload of the module is clean), UTC instants, and small column makers."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, MetaData
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcInstant(TypeDecorator[datetime]):
    """Stored as naive UTC on every database, handed out aware. A naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """Base of every table. Rows never leave services."""


def key() -> Any:
    return Field(default=None, primary_key=True)


def instant(*, nullable: bool = True, index: bool = False) -> Any:
    return Field(default=None, sa_type=UtcInstant, nullable=nullable, index=index)


def document(default: type = dict) -> Any:
    """A JSON column; assign a new object to change it (in-place edits are not noticed)."""
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


Day = date | None
