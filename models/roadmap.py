"""A project's own roadmap: steps, attempts, the append-only event log, obligations, materials."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.base import Base, document, instant, key


class Step(Base, table=True):
    """One item on one project's roadmap. Limits are a snapshot: running steps keep theirs.

    `links` (of this project): `{"source": item code, "kind": "FS"|"SS", "lag": working days}`. `pinned_on`:
    agreed acceptance, never planned earlier. `local_edits`: columns edited here, kept against the template.
    `surveyed_on`: the day the enterprise was asked to rate this milestone.
    """

    __table_args__ = (
        UniqueConstraint("project_id", "item_code"),
        Index("ix_step_due", "state_kind", "due_on"),
        Index(
            *("ix_step_decided", "state_kind", "decided_on", "accepted_on", "promised_days"), "done_late_days"
        ),
    )
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    item_code: str = Field(foreign_key="approval_item.code", index=True)
    seq: int
    stage: str
    department_code: str = Field(index=True)
    lead_department_code: str | None = None
    mode: str
    parallel_group: str | None = None
    optional: bool = False
    conversion_requires: list[str] = document(list)
    prerequisites: list[str] = document(list)
    statutory_days: int | None = None
    promised_days: int | None = None
    day_unit: str = "workday"
    limits_status: str = "pending"
    plan_days: int | None = None
    links: list[dict[str, Any]] = document(list)
    pinned_on: date | None = None
    local_edits: list[str] = document(list)
    not_needed_reason: str | None = None
    surveyed_on: date | None = None
    # derived from the event log by replay
    attempt: int = 1
    state: str = Field(default="not_started", index=True)
    state_kind: str = "open"
    holder: str = "none"
    accepted_on: date | None = None
    opinion_on: date | None = None
    decided_on: date | None = None
    due_on: date | None = None
    paused_on: date | None = None
    pauses: list[list[str | None]] = document(list)
    is_date_unknown: bool = False
    is_extended: bool = False
    is_contested: bool = False
    done_late_days: int = 0
    light: str = "none"
    light_reason: str = ""
    light_params: dict[str, Any] = document()
    # written by the plan engine
    plan_accept_on: date | None = None
    plan_opinion_on: date | None = None
    plan_finish_on: date | None = None
    latest_accept_on: date | None = None
    slack_workdays: int | None = None
    is_critical: bool = False
    baseline_accept_on: date | None = None
    baseline_finish_on: date | None = None
    version: int = 1


class StepEvent(Base, table=True):
    """The truth. Rows are never updated except for confirmation, contest and being corrected."""

    __tablename__ = "step_event"
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    step_id: int = Field(foreign_key="step.id", index=True)
    attempt: int
    mode: str
    event: str
    state_after: str = ""
    happened_on: date | None = None
    recorded_at: datetime | None = instant(nullable=False)
    recorded_by: int = 0
    acted_by: str
    acted_by_name: str | None = None
    department_code: str | None = Field(default=None, index=True)
    member_code: str | None = None
    is_on_behalf: bool = False
    document_no: str | None = None
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    reason: str | None = None
    note: str | None = None
    payload: dict[str, Any] = document()
    confirmed_at: datetime | None = instant()
    confirmed_by: int | None = None
    contested_at: datetime | None = instant()
    contested_by: int | None = None
    contest_reason: str | None = None
    corrected_by_event_id: int | None = None


class Obligation(Base, table=True):
    """A dated anchor of anchors.csv for one subject; open until discharged or withdrawn.

    `subject` is `step:12`, `project:3`, `problem:7`, `event:9`, with `key` for the material or member.
    """

    __table_args__ = (
        Index("ix_obligation_open_anchor", "anchor", "is_open", "due_on"),
        Index("ix_obligation_subject", "subject", "anchor"),
    )
    id: int | None = key()
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    step_id: int | None = Field(default=None, foreign_key="step.id", index=True)
    subject: str
    key: str = ""
    anchor: str
    attempt: int = 1
    started_on: date | None = None
    due_on: date
    granted_workdays: int | None = None
    party: str = ""
    department_code: str | None = None
    is_open: bool = True
    is_paused: bool = False
    opened_at: datetime | None = instant()
    closed_at: datetime | None = instant()
    outcome: str | None = None


class CreditRepair(Base, table=True):
    """信用修复: ends the credit note of a failed tolerance (`event_id`: the act that made the note)."""

    __tablename__ = "credit_repair"
    id: int | None = key()
    event_id: int = Field(foreign_key="step_event.id", unique=True)
    repaired_on: date
    document_no: str
    note: str | None = None
    recorded_by: int = 0
    recorded_at: datetime | None = instant(nullable=False)


class StepMaterial(Base, table=True):
    __tablename__ = "step_material"
    __table_args__ = (UniqueConstraint("step_id", "name_zh"),)
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    step_id: int = Field(foreign_key="step.id", index=True)
    name_zh: str
    name_en: str
    requirement: str
    defer_workdays: int | None = None
    source: str
    state: str = "owed"
    produced_by: str | None = None
    received_on: date | None = None
    due_on: date | None = None
    document_id: int | None = Field(default=None, foreign_key="archive_document.id")
    note: str | None = None
    version: int = 1


class ArchiveDocument(Base, table=True):
    """云档案: entered once per enterprise, reused by every step."""

    __tablename__ = "archive_document"
    id: int | None = key()
    enterprise_id: int = Field(foreign_key="enterprise.id", index=True)
    name: str
    number: str | None = None
    valid_until: date | None = None
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    replaced_by_id: int | None = None
    added_by: int | None = None
    added_at: datetime | None = instant()


class RoadmapChange(Base, table=True):
    """One saved edit of a roadmap with what it replaced, so that it can be undone as one transaction."""

    __tablename__ = "roadmap_change"
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    kind: str
    summary: dict[str, Any] = document()
    before: dict[str, Any] = document()
    after: dict[str, Any] = document()
    reason: str | None = None
    made_by: int = 0
    made_at: datetime | None = instant(nullable=False)
    undone_by: int | None = None
    undone_at: datetime | None = instant()


class PlanScenario(Base, table=True):
    """An own choice of modes (`{item code: mode}`) kept beside the computed scenarios of a project."""

    __tablename__ = "plan_scenario"
    __table_args__ = (UniqueConstraint("project_id", "name"),)
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    name: str
    modes: dict[str, Any] = document()
    made_by: int = 0
    made_at: datetime | None = instant(nullable=False)
    adopted_at: datetime | None = instant()
    version: int = 1
