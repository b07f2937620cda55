"""SQLModel tables, one file per aggregate. Importing this package registers every table."""

from models.account import Account, WebSession
from models.base import Base
from models.catalogue import (
    ApprovalItem,
    CalendarDay,
    Department,
    ItemMaterial,
    LimitChange,
    ReminderRule,
    RoadmapTemplate,
    Setting,
    TemplateDraft,
    TemplateGroup,
    TemplateStep,
    TemplateVersion,
)
from models.problem import Problem, ProblemEvent
from models.project import Absence, Assignment, Enterprise, Handover, Project, Visit
from models.record import AuditRow, IssuedReport, StoredFile
from models.reminder import Lease, OutboxMessage, Reminder, SweepRun
from models.roadmap import (
    ArchiveDocument,
    CreditRepair,
    Obligation,
    PlanScenario,
    RoadmapChange,
    Step,
    StepEvent,
    StepMaterial,
)

__all__ = [
    "Absence",
    "Account",
    "ApprovalItem",
    "ArchiveDocument",
    "Assignment",
    "AuditRow",
    "Base",
    "CalendarDay",
    "CreditRepair",
    "Department",
    "Enterprise",
    "Handover",
    "IssuedReport",
    "ItemMaterial",
    "Lease",
    "LimitChange",
    "Obligation",
    "OutboxMessage",
    "PlanScenario",
    "Problem",
    "ProblemEvent",
    "Project",
    "Reminder",
    "ReminderRule",
    "RoadmapChange",
    "RoadmapTemplate",
    "Setting",
    "Step",
    "StepEvent",
    "StepMaterial",
    "StoredFile",
    "SweepRun",
    "TemplateDraft",
    "TemplateGroup",
    "TemplateStep",
    "TemplateVersion",
    "Visit",
    "WebSession",
]
