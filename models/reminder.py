"""Reminders, their deliveries (the outbox), leases and the record of each sweep."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from models.base import Base, document, instant, key


class Reminder(Base, table=True):
    """Unique by (rule, subject, anchor date, repetition, recipient): `dedupe_key`."""

    __table_args__ = (Index("ix_reminder_recipient_state", "recipient_id", "state"),)
    id: int | None = key()
    dedupe_key: str = Field(unique=True, max_length=200)
    rule_code: str = Field(index=True)
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id", index=True)
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    step_id: int | None = None
    problem_id: int | None = None
    subject: str
    anchor: str
    anchor_on: date
    repetition: int = 0
    due_on: date
    level: str
    recipient_id: int = Field(foreign_key="account.id")
    recipient_role: str
    params: dict[str, Any] = document()
    state: str = "open"
    created_at: datetime | None = instant(nullable=False)
    acknowledged_at: datetime | None = instant()
    snoozed_until: date | None = None
    reason: str | None = None
    closed_at: datetime | None = instant()


class OutboxMessage(Base, table=True):
    """A message that must leave the house. Leased, sent, marked; Message-ID is stable over retries."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_next", "state", "next_try_at"),)
    id: int | None = key()
    dedupe_key: str = Field(unique=True, max_length=200)
    channel: str = "mail"
    recipient_id: int | None = Field(default=None, foreign_key="account.id")
    address: str
    subject: str
    text: str
    html: str = ""
    message_id: str = Field(unique=True, max_length=120)
    reminder_ids: list[int] = document(list)
    state: str = "queued"
    attempts: int = 0
    queued_at: datetime | None = instant(nullable=False)
    next_try_at: datetime | None = instant()
    leased_until: datetime | None = instant()
    sent_at: datetime | None = instant()
    last_error: str | None = None


class Lease(Base, table=True):
    name: str = Field(primary_key=True, max_length=40)
    holder: str
    heartbeat_at: datetime | None = instant(nullable=False)
    expires_at: datetime | None = instant(nullable=False)


class SweepRun(Base, table=True):
    __tablename__ = "sweep_run"
    id: int | None = key()
    sweep: str = Field(index=True)
    holder: str = ""
    started_at: datetime | None = instant(nullable=False)
    finished_at: datetime | None = instant()
    counts: dict[str, Any] = document()
    error: str | None = None
