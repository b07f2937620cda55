"""What pages and sheets read of limits: frozen, names in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class LimitRow:
    """An item of the catalogue with its limits as they are in force. `planned_on`: a decided change waits."""

    code: str
    seq: int
    version: int
    name: str
    stage: str
    department_code: str
    department: str
    statutory_days: int | None
    promised_days: int | None
    day_unit: str
    limits_status: str
    document_no: str
    effective_on: date | None
    legal_basis: str
    milestone: bool
    planned_on: date | None = None


@dataclass(frozen=True)
class LimitChangeView:
    """One decision about a limit; `applied_at` None: it waits for `effective_on`."""

    id: int
    statutory_days: int | None
    promised_days: int | None
    day_unit: str
    limits_status: str
    document_no: str
    note: str
    effective_on: date
    decided_by: str
    decided_at: datetime
    applied_at: datetime | None


@dataclass(frozen=True)
class LimitList:
    """The rows that match, and how many of the whole catalogue are confirmed or wait (the page's lead)."""

    rows: tuple[LimitRow, ...]
    total: int
    confirmed: int
    pending: int
    departments: Mapping[str, str]


@dataclass(frozen=True)
class LimitSheet:
    """One item with its history, the latest decision first."""

    row: LimitRow
    notes: str
    evidence: str
    history: tuple[LimitChangeView, ...]


@dataclass(frozen=True)
class ProjectMove:
    """The forecast finish of a project before and after. `name` is empty for who may not see projects."""

    project_id: int
    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class LimitEffects:
    """What a changed limit does to open projects: `steps` take it, `kept` are accepted and keep theirs."""

    projects: int
    steps: int
    kept: int
    moves: tuple[ProjectMove, ...]
