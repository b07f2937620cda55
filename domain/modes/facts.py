"""What the interpreter is told about a step besides its log: limits, materials, group, predecessors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.credit import CreditNote
from domain.vocabulary import DayUnit, DepartmentKind, Mode
from domain.workdays import WorkCalendar


@dataclass(frozen=True)
class Material:
    """One line of the checklist; `defer_days` working days if it is on the deferrable list."""

    name: str
    is_missing: bool
    defer_days: int | None = None


@dataclass(frozen=True)
class Requirement:
    """What must be decided before a simulated opinion converts; `decided_on` None while it is not."""

    code: str
    decided_on: date | None = None
    is_land_result: bool = False


@dataclass(frozen=True)
class Member:
    """One step of a parallel group with its own limit."""

    code: str
    limit: int | None
    unit: DayUnit = DayUnit.WORKDAY


@dataclass(frozen=True)
class Voided:
    """An upstream simulated opinion this step started from, and the day it lapsed or was voided."""

    code: str
    voided_on: date


@dataclass(frozen=True)
class StepFacts:
    """Everything the guards and deadlines read. `limit` is promised, else statutory; None means no limit."""

    code: str
    calendar: WorkCalendar
    mode: Mode = Mode.STANDARD
    department_kind: DepartmentKind = DepartmentKind.GOVERNMENT
    promised_days: int | None = None
    statutory_days: int | None = None
    day_unit: DayUnit = DayUnit.WORKDAY
    flavour: str | None = None
    same_day: bool = False
    escalated: bool = False
    is_optional: bool = False
    is_milestone: bool = False
    is_surveyed: bool = False
    materials: tuple[Material, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    members: tuple[Member, ...] = ()
    is_group_lead: bool = True
    open_prerequisites: tuple[str, ...] = ()
    ready_on: date | None = None
    voided_upstream: tuple[Voided, ...] = ()
    credit: tuple[CreditNote, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def limit(self) -> int | None:
        return self.promised_days if self.promised_days is not None else self.statutory_days

    @property
    def missing(self) -> tuple[Material, ...]:
        return tuple(material for material in self.materials if material.is_missing)

    def number(self, key: str, default: int | None = None) -> int:
        """A setting of settings.csv; the table's own default when the installation has none."""
        value = self.numbers.get(key, default)
        if value is None:
            raise KeyError(key)
        return int(value)
