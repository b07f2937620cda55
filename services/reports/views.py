"""What an enterprise may read about its own project. Whatever is not a field here stays in the house."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StageCell:
    """One of the six stages; `on` is the day it was finished or, until then, is forecast to be."""

    code: str
    progress: str  # done | now | later
    steps_done: int
    steps_needed: int
    on: date | None
    is_provisional: bool = False


@dataclass(frozen=True)
class Happening:
    """Something done since the last report, or planned for the coming week."""

    on: date | None
    text: str


@dataclass(frozen=True)
class Ask:
    """Something the enterprise itself has to do; `used_for` is the item that waits for it."""

    text: str
    used_for: str
    due_on: date | None
    left_workdays: int | None
    light: str


@dataclass(frozen=True)
class Owed:
    """A deferred material or a signed promise with its deadline; `kind` is a dotted word owed.<kind>."""

    kind: str
    text: str
    used_for: str
    due_on: date | None
    left_workdays: int | None
    light: str


@dataclass(frozen=True)
class UnderWay:
    """A step that runs now, who has it in hand, and until when."""

    name: str
    holder: str
    due_on: date | None
    left_workdays: int | None
    light: str
    is_critical: bool = False


@dataclass(frozen=True)
class ProblemLine:
    """A problem that blocks this project; `state` is a code of domain.vocabulary.ProblemState."""

    number: str
    text: str
    department: str
    due_on: date | None
    state: str
    light: str


@dataclass(frozen=True)
class Contact:
    """`role` is a dotted word contact.<role>; `unit` only where the person is an office."""

    role: str
    name: str
    phone: str
    is_acting: bool = False


@dataclass(frozen=True)
class StepLine:
    """One row of the roadmap: limits, first plan, plan and what really happened."""

    seq: int
    stage: str
    name: str
    department: str
    mode: str
    statutory_days: int | None
    promised_days: int | None
    day_unit: str
    is_limit_pending: bool
    baseline_accept_on: date | None
    baseline_finish_on: date | None
    plan_accept_on: date | None
    plan_finish_on: date | None
    accepted_on: date | None
    decided_on: date | None
    is_done: bool
    is_running: bool
    is_date_unknown: bool
    is_provisional: bool
    is_critical: bool
    light: str
    remark: str
    pauses: tuple[tuple[date, date | None], ...] = ()

    @property
    def starts_on(self) -> date | None:
        """The day the work began or is to begin."""
        return self.accepted_on or (None if self.is_done else self.plan_accept_on)

    @property
    def ends_on(self) -> date | None:
        """The day it was decided, else the day it is forecast to be."""
        return self.decided_on or (None if self.is_done else self.plan_finish_on)


@dataclass(frozen=True)
class ProgressReportView:
    """Everything exports.progress_report.render needs; texts are already in `lang`."""

    lang: str
    number: int
    as_of: date
    since: date
    until: date
    project_id: int
    project_name: str
    project_code: str | None
    enterprise_name: str
    office: str
    light: str
    light_reason: str
    steps_done: int
    steps_needed: int
    licence_on: date | None
    licence_state: str  # none | planned | done
    finish_on: date | None
    baseline_finish_on: date | None
    slip_workdays: int | None
    provisional_from: date | None
    stages: tuple[StageCell, ...]
    asks: tuple[Ask, ...]
    under_way: tuple[UnderWay, ...]
    done: tuple[Happening, ...]
    planned: tuple[Happening, ...]
    owed: tuple[Owed, ...]
    problems: tuple[ProblemLine, ...]
    contacts: tuple[Contact, ...]
    steps: tuple[StepLine, ...]
    has_simulated_opinion: bool
    has_pending_limits: bool
