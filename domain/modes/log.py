"""The event log of a step and the state that a replay of it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.modes.table import NOT_STARTED
from domain.vocabulary import ClockKind, Party, StateKind
from domain.workdays import Pause


@dataclass(frozen=True)
class StepEvent:
    """One act: what, when, whose. `payload` carries what the act itself says (see domain/modes/inputs.py)."""

    name: str
    happened_on: date
    acted_by: Party
    mode: str = ""
    acted_by_name: str | None = None
    recorder_name: str | None = None
    member: str | None = None
    reason: str | None = None
    document_no: str | None = None
    has_file: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    is_corrected: bool = False


@dataclass(frozen=True)
class Segment:
    """A stretch in which one clock ran; a day counts iff it is after `from_on` and not after `to_on`."""

    clock: ClockKind
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True)
class Gap:
    """A deferred material: promised within `days` working days from `from_on`, longer by `extra_days`."""

    material: str
    from_on: date
    days: int
    extra_days: int = 0
    received_on: date | None = None


@dataclass(frozen=True)
class MemberState:
    """What is kept beside a group's shared state for one member."""

    code: str
    opinion_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    is_signed_off: bool = False
    is_escalated: bool = False

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].to_on is None


@dataclass(frozen=True)
class Mark:
    """One entry as anchors.csv sees it: the event, and the kind of state before and after."""

    mode: str
    event: str
    happened_on: date
    kind_before: StateKind
    kind_after: StateKind


@dataclass(frozen=True)
class EndedAttempt:
    """An attempt that was given up; kept with its days."""

    number: int
    mode: str
    state: str
    accepted_on: date | None
    ended_on: date | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class StepState:
    """Derived from the log alone; deadlines come from domain/modes/deadlines.py."""

    mode: str
    state: str = NOT_STARTED
    attempt: int = 1
    entered_on: date | None = None
    changed_on: date | None = None
    previous: str | None = None
    previous_entered_on: date | None = None
    accepted_on: date | None = None
    service_accepted_on: date | None = None
    review_from: date | None = None
    opinion_on: date | None = None
    valid_until: date | None = None
    voided_on: date | None = None
    decided_on: date | None = None
    done_on: date | None = None
    delivered_on: date | None = None
    ended_on: date | None = None
    extended_days: int = 0
    pauses: tuple[Pause, ...] = ()
    pause_reason: str | None = None
    is_signed_off: bool = False
    corrections: tuple[Pause, ...] = ()
    gaps: tuple[Gap, ...] = ()
    is_supplement_extended: bool = False
    fulfil_days: int | None = None
    fulfilled_on: date | None = None
    check_from: date | None = None
    filers: tuple[str, ...] = ()
    members: tuple[MemberState, ...] = ()
    used_voids: tuple[tuple[str, date], ...] = ()
    segments: tuple[Segment, ...] = ()
    marks: tuple[Mark, ...] = ()
    attempts: tuple[EndedAttempt, ...] = ()
    is_placed: bool = False

    def changed(self, **values: Any) -> "StepState":
        """A copy with other values. `dataclasses.replace` would run a constructor of 35 fields every time."""
        copy = object.__new__(StepState)
        copy.__dict__.update(self.__dict__, **values)
        return copy

    @property
    def is_paused(self) -> bool:
        return self.state == "paused"

    @property
    def missing(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.received_on is None)

    @property
    def closed_pauses(self) -> tuple[Pause, ...]:
        """Pauses that ended: while one is open the due date shows as it stood when the clock stopped."""
        return tuple(pause for pause in self.pauses if pause.to_on is not None)

    @property
    def started_on(self) -> date | None:
        """S of scheduling.md §3: the acceptance, of a simulated step that of the simulated filing."""
        return self.service_accepted_on or self.accepted_on

    def unsigned_pauses(self, code: str) -> tuple[str | None, ...]:
        """Whose open pause waits for the coordinator's word: None is the step's own or its group's, else the
        member `code`."""
        own = self.member(code)
        is_own = own is not None and own.is_paused and not own.is_signed_off
        return (*((None,) if self.is_paused and not self.is_signed_off else ()), *((code,) if is_own else ()))

    def member(self, code: str | None) -> MemberState | None:
        return next((member for member in self.members if member.code == code), None)
