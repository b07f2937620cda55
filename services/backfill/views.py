"""What leaves this package: frozen views, never rows."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class BackfillRow:
    """One step with its proposal. `before`: ids of the steps it needs, transitively.

    `is_recorded`: it has entries of its own already and is not placed here.
    """

    step_id: int
    code: str
    name: str
    short_name: str
    stage: str
    department: str
    mode: str
    group: str | None
    is_optional: bool
    needs: tuple[str, ...]
    before: tuple[int, ...]
    state_word: str
    is_recorded: bool
    how: str
    on: date | None


@dataclass(frozen=True)
class LedgerView:
    """The ledger's columns that pre-tick the steps, in words; None where the row was empty."""

    stage: str | None = None
    item: str | None = None
    mode: str | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    paused_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class BackfillView:
    project_id: int
    version: int
    name: str
    enterprise: str
    package: str
    agent: str | None
    signed_on: date | None
    today: date
    is_placed: bool
    may_undo: bool
    ledger: LedgerView
    rows: tuple[BackfillRow, ...]


@dataclass(frozen=True)
class BackfillResult:
    """How a project was placed; `warnings` say in words what does not fit but was kept."""

    project_id: int
    name: str
    done: int
    running: int
    not_needed: int
    open: int
    is_closed: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueueRow:
    project_id: int
    name: str
    enterprise: str
    stage: str | None
    item: str | None


@dataclass(frozen=True)
class Queue:
    """Projects that still have to be placed, newest first; `placed` of `total` are."""

    rows: tuple[QueueRow, ...]
    placed: int
    total: int
