"""The pool: enterprises, projects, agents of a project, absences, handovers, visits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.base import Base, document, instant, key


class Enterprise(Base, table=True):
    id: int | None = key()
    uscc: str | None = Field(default=None, unique=True, max_length=18)
    name: str
    name_normalised: str = Field(index=True)
    pinyin: str = ""
    initials: str = ""
    contact: str | None = None
    phone: str | None = None
    email: str | None = None
    version: int = 1


class Project(Base, table=True):
    """A never empty on an active project, B may be, never the same person (domain.md (f))."""

    __table_args__ = (
        CheckConstraint("status <> 'active' OR primary_agent_id IS NOT NULL", name="active_has_primary"),
        CheckConstraint(
            "primary_agent_id IS NULL OR backup_agent_id IS NULL OR primary_agent_id <> backup_agent_id",
            name="two_agents_differ",
        ),
        Index("ix_project_status_light", "status", "light"),
    )
    id: int | None = key()
    code: str | None = Field(default=None, unique=True, max_length=24)
    name: str
    name_normalised: str = Field(index=True)
    search_text: str = ""
    enterprise_id: int = Field(foreign_key="enterprise.id", index=True)
    industry_code: str | None = None
    industry_name: str | None = None
    investment_wan: float | None = None
    annual_investment_wan: float | None = None
    park: str | None = None
    site: str | None = None
    build_type: str | None = None
    land_mu: float | None = None
    template_code: str = Field(foreign_key="roadmap_template.code")
    template_version: int = 1
    answers: dict[str, Any] = document()
    target_kind: str | None = None
    target_on: date | None = None
    status: str = Field(default="unassigned", index=True)
    status_reason: str | None = None
    primary_agent_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    backup_agent_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    coordinator_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    leader_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    signed_on: date | None = None
    planned_start: str | None = None
    planned_production: str | None = None
    next_plan: str | None = None
    entered_on: date
    closed_on: date | None = None
    last_verified_on: date | None = None
    last_follow_up_on: date | None = None
    changed_at: datetime | None = instant()
    backfilled_at: datetime | None = instant()
    import_hints: dict[str, Any] = document()
    # derived by services, for lists and dashboards in SQL
    stage: str = Field(default="signing", index=True)
    light: str = Field(default="green", index=True)
    light_reason: str = ""
    light_params: dict[str, Any] = document()
    current_step_id: int | None = None
    current_due_on: date | None = None
    steps_done: int = 0
    steps_needed: int = 0
    open_problems: int = 0
    overdue_problems: int = 0
    saving_used: int | None = None
    saving_serial: int | None = None
    saving_parallel: int | None = None
    baseline_finish_on: date | None = None
    forecast_finish_on: date | None = None
    outlook: dict[str, Any] = document()
    roadmap_version: int = 0
    version: int = 1


class Assignment(Base, table=True):
    """History of who was A or B of a project, when, and why the 1-2 enterprises rule was overridden."""

    __table_args__ = (
        Index(
            "uq_assignment_open_role",
            "project_id",
            "role",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index(
            "uq_assignment_open_agent",
            "project_id",
            "agent_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    agent_id: int = Field(foreign_key="account.id", index=True)
    role: str
    from_on: date
    until_on: date | None = None
    override_reason: str | None = None
    assigned_by: int | None = None


class Absence(Base, table=True):
    id: int | None = key()
    agent_id: int = Field(foreign_key="account.id", index=True)
    from_on: date
    until_on: date
    reason: str = ""
    cancelled_at: datetime | None = instant()


class Handover(Base, table=True):
    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    from_agent_id: int | None = Field(default=None, foreign_key="account.id")
    to_agent_id: int = Field(foreign_key="account.id")
    role: str
    note: str
    handed_at: datetime | None = instant(nullable=False)
    handed_by: int


class Visit(Base, table=True):
    """走访、点对点指导: who, with whom, three lines, next step with date."""

    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    kind: str
    visited_on: date
    with_whom: str = ""
    what: str
    outcome: str = ""
    enterprise_asks: str = ""
    next_step: str = ""
    next_on: date | None = Field(default=None, index=True)
    next_done_at: datetime | None = instant()
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    recorded_by: int = Field(foreign_key="account.id")
    recorded_at: datetime | None = instant(nullable=False)
