"""Editable reference data: departments, items, materials, packages, calendar, settings, reminder rules."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Base, document, instant, key


class Department(Base, table=True):
    code: str = Field(primary_key=True, max_length=40)
    name_zh: str
    name_en: str
    short_zh: str = ""
    short_en: str = ""
    kind: str


class ApprovalItem(Base, table=True):
    __tablename__ = "approval_item"
    code: str = Field(primary_key=True, max_length=60)
    seq: int = 0
    name_zh: str
    name_en: str
    short_zh: str = ""
    short_en: str = ""
    stage: str
    department_code: str = Field(foreign_key="department.code")
    lead_department_code: str | None = Field(default=None, foreign_key="department.code")
    statutory_days: int | None = None
    promised_days: int | None = None
    day_unit: str = "workday"
    limits_status: str = "pending"
    limits_source: str | None = None
    limits_effective_on: date | None = None
    prerequisites: list[str] = document(list)
    modes_allowed: list[str] = document(list)
    tolerance_flavour: str | None = None
    same_day: bool = False
    escalated: bool = False
    visits: int = 0
    milestone: bool = False
    outdoor: bool = False
    legal_basis: str = ""
    notes: str = ""
    evidence: str = ""
    version: int = 1


class LimitChange(Base, table=True):
    """A limit of an item as confirmed by a document, in force from a day on; `applied_at` once it is."""

    __tablename__ = "limit_change"
    id: int | None = key()
    item_code: str = Field(foreign_key="approval_item.code", index=True)
    statutory_days: int | None = None
    promised_days: int | None = None
    day_unit: str = "workday"
    limits_status: str = "pending"
    document_no: str | None = None
    note: str | None = None
    effective_on: date
    decided_by: int = 0
    decided_at: datetime | None = instant(nullable=False)
    applied_at: datetime | None = instant()


class ItemMaterial(Base, table=True):
    __tablename__ = "item_material"
    __table_args__ = (UniqueConstraint("item_code", "name_zh"),)
    id: int | None = key()
    item_code: str = Field(foreign_key="approval_item.code", index=True)
    name_zh: str
    name_en: str
    requirement: str
    defer_workdays: int | None = None
    source: str
    evidence: str = ""


class RoadmapTemplate(Base, table=True):
    __tablename__ = "roadmap_template"
    code: str = Field(primary_key=True, max_length=60)
    seq: int = 0
    name_zh: str
    name_en: str
    version: int = 1
    is_active: bool = True


class TemplateVersion(Base, table=True):
    """A published state of a template (`body`: steps and groups); a running roadmap knows its base."""

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("template_code", "version"),)
    id: int | None = key()
    template_code: str = Field(foreign_key="roadmap_template.code", index=True)
    version: int
    body: dict[str, Any] = document()
    note: str | None = None
    published_by: int = 0
    published_at: datetime | None = instant(nullable=False)


class TemplateDraft(Base, table=True):
    """What somebody is editing and has not published: `version` is the published one that it began from."""

    __tablename__ = "template_draft"
    __table_args__ = (UniqueConstraint("template_code", "account_id"),)
    id: int | None = key()
    template_code: str = Field(foreign_key="roadmap_template.code")
    account_id: int
    version: int
    body: dict[str, Any] = document()


class TemplateStep(Base, table=True):
    __tablename__ = "template_step"
    __table_args__ = (UniqueConstraint("template_code", "item_code"),)
    id: int | None = key()
    template_code: str = Field(foreign_key="roadmap_template.code", index=True)
    seq: int
    item_code: str = Field(foreign_key="approval_item.code")
    mode: str
    parallel_group: str | None = None
    optional: bool = False
    conversion_requires: list[str] = document(list)
    links: list[dict[str, Any]] = document(list)


class TemplateGroup(Base, table=True):
    __tablename__ = "template_group"
    __table_args__ = (UniqueConstraint("template_code", "parallel_group"),)
    id: int | None = key()
    template_code: str = Field(foreign_key="roadmap_template.code", index=True)
    parallel_group: str
    stage: str
    name_zh: str
    name_en: str
    lead_department_code: str = Field(foreign_key="department.code")


class CalendarDay(Base, table=True):
    """One exception of the Mon-Fri calendar (调休 both ways); `provisional` until the year's notice."""

    __tablename__ = "calendar_day"
    day: date = Field(primary_key=True)
    name: str
    is_workday: bool
    provisional: bool = False
    source: str = ""


class Setting(Base, table=True):
    """A number administrators edit (settings.csv), or a switch of the installation."""

    key: str = Field(primary_key=True, max_length=60)
    value: str
    unit: str = ""
    meaning_zh: str = ""
    evidence: str = ""


class ReminderRule(Base, table=True):
    __tablename__ = "reminder_rule"
    code: str = Field(primary_key=True, max_length=60)
    scope: str
    anchor: str = Field(index=True)
    offset: str
    unit: str
    repeat: str
    recipients: list[str] = document(list)
    level: str
    text_zh: str
    text_en: str = ""
    is_active: bool = True
    version: int = 1
