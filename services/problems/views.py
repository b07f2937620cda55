"""What pages and exports see of a problem; words in the actor's language."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.problems import ProblemAct


@dataclass(frozen=True)
class ProblemRow:
    """One line of the problem list. `left_workdays` is negative when over; `open_workdays` since raised."""

    id: int
    number: str
    project_id: int
    project: str
    step: str
    text: str
    kind: str
    state: str
    raised_by: str
    raised_on: date
    department_code: str | None
    department: str
    owner_name: str
    due_on: date | None
    left_workdays: int | None
    open_workdays: int
    is_overdue: bool
    measures: str
    progress: str
    needs_decision: bool
    resolved_on: date | None
    closed_on: date | None
    confirmed_by_name: str
    times_reopened: int
    version: int


@dataclass(frozen=True)
class ProblemPage:
    """The rows asked for, and what the first line of the page says about all that the actor may see."""

    rows: tuple[ProblemRow, ...]
    total: int
    open: int
    overdue: int
    waiting_for_assignment: int
    waiting_for_confirmation: int


@dataclass(frozen=True)
class HistoryLine:
    """One entry of a problem's history: what, when it happened, who wrote it down when."""

    act: str
    happened_on: date
    recorded_by: str
    recorded_at: datetime | None
    text: str
    document_no: str
    file_id: int | None


@dataclass(frozen=True)
class ProblemView:
    """A problem with its history and what the actor may do with it now."""

    row: ProblemRow
    agent: str
    step_id: int | None
    owner_account_id: int | None
    history: tuple[HistoryLine, ...]
    permitted: tuple[ProblemAct, ...]
    today: date
