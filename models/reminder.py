"""Reminders, their deliveries (the outbox), leases and the record of each sweep."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.base import Base, document, instant, key


class Reminder(Base, table=True):
    """Unique by (rule, subject, anchor date, repetition, recipient): `dedupe_key`."""

    __table_args__ = (
        Index("ix_reminder_recipient_state", "recipient_id", "state"),
        Index("ix_reminder_waiting", "state", "obligation_id", "anchor_on"),
    )
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
    close_cause: str = ""


class ReminderDelivery(Base, table=True):
    """One reminder on one channel, once: what a letter or robot message carried."""

    __tablename__ = "reminder_delivery"
    __table_args__ = (UniqueConstraint("reminder_id", "channel"),)
    id: int | None = key()
    reminder_id: int = Field(foreign_key="reminder.id")
    channel: str = Field(max_length=20)
    message_id: int | None = Field(default=None, foreign_key="outbox_message.id", index=True)
    queued_at: datetime | None = instant(nullable=False)
    delivered_at: datetime | None = instant()


class ReminderMute(Base, table=True):
    """Somebody who need not hear of a rule (of all projects, or of one); `until` None: until taken back."""

    __tablename__ = "reminder_mute"
    id: int | None = key()
    account_id: int = Field(foreign_key="account.id", index=True)
    rule_code: str = Field(max_length=60)
    project_id: int | None = Field(default=None, foreign_key="project.id")
    reason: str
    until: date | None = None
    created_at: datetime | None = instant(nullable=False)
    ended_at: datetime | None = instant()


class NoticePreference(Base, table=True):
    """When somebody wants to be written to; who has no row gets the house's hours."""

    __tablename__ = "notice_preference"
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    morning_at: str = Field(default="08:30", max_length=5)
    wants_last_call: bool = True
    version: int = 1
    changed_at: datetime | None = instant()


class MorningRound(Base, table=True):
    """The last day on which somebody's morning came round: written to then, or with nothing to say."""

    __tablename__ = "morning_round"
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    served_on: date


class Robot(Base, table=True):
    """A chat group's robot. `address` is its secret web hook: never logged, never shown whole."""

    id: int | None = key()
    name: str = Field(max_length=60)
    kind: str = Field(max_length=20)
    address: str
    audience: str = Field(max_length=60)
    per_minute: int = 10
    is_active: bool = True
    version: int = 1


class CalendarFeed(Base, table=True):
    """A private address under which a calendar program reads somebody's dates; only its hash is kept."""

    __tablename__ = "calendar_feed"
    id: int | None = key()
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime | None = instant(nullable=False)
    read_at: datetime | None = instant()
    revoked_at: datetime | None = instant()


class DepartmentAnswer(Base, table=True):
    """What a department said about one of its pending matters: done, expected by, or in difficulty."""

    __tablename__ = "department_answer"
    id: int | None = key()
    subject: str = Field(index=True, max_length=60)
    department_code: str = Field(foreign_key="department.code", index=True)
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    step_id: int | None = None
    problem_id: int | None = None
    kind: str = Field(max_length=20)
    given_on: date | None = None
    document_no: str | None = None
    reason: str | None = None
    via: str = Field(max_length=20)
    answered_by: int
    answered_at: datetime | None = instant(nullable=False)
    is_applied: bool = False


class OutboxMessage(Base, table=True):
    """A message that must leave the house. Leased, sent, marked; Message-ID is stable over retries."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_next", "state", "next_try_at"),)
    id: int | None = key()
    dedupe_key: str = Field(unique=True, max_length=200)
    channel: str = "mail"
    kind: str = ""
    robot_id: int | None = Field(default=None, foreign_key="robot.id")
    recipient_id: int | None = Field(default=None, foreign_key="account.id")
    address: str
    subject: str
    text: str
    html: str = ""
    attachments: list[dict[str, str]] = document(list)
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
    wakes: dict[str, str] = document()


class SweepRun(Base, table=True):
    __tablename__ = "sweep_run"
    id: int | None = key()
    sweep: str = Field(index=True)
    holder: str = ""
    started_at: datetime | None = instant(nullable=False)
    finished_at: datetime | None = instant()
    counts: dict[str, Any] = document()
    error: str | None = None
