"""What pages read of a step: frozen, in the actor's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.materials import MaterialView
from services.roadmaps.views import LatestView


@dataclass(frozen=True)
class MemberChoice:
    code: str
    name: str
    department: str


@dataclass(frozen=True)
class PermittedView:
    """One act that may come next: `needs` names the inputs of its form, `blocked` says why not yet.

    `defaults` fills the form, `earliest` is the first day the act may carry; entered today it would lead to
    `next_word`, due on `next_due_on`.
    """

    event: str
    label: str
    acted_by: tuple[str, ...]
    needs: tuple[str, ...]
    blocked: str | None
    next_state: str
    next_word: str
    is_on_behalf: bool
    members: tuple[MemberChoice, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    earliest: date | None = None
    next_due_on: date | None = None


@dataclass(frozen=True)
class EventView:
    """One entry of the history. `confirmation` is none | waiting | agreed | confirmed | contested."""

    id: int
    event: str
    text: str
    mode: str
    attempt: int
    state_word: str
    happened_on: date | None
    recorded_at: datetime | None
    recorded_by: str
    acted_by: str
    acted_by_word: str
    acted_by_name: str | None
    member: str | None
    is_on_behalf: bool
    confirmation: str
    contest_reason: str | None
    document_no: str | None
    file_id: int | None
    reason: str | None
    note: str | None
    is_corrected: bool
    is_system: bool
    may_confirm: bool
    may_correct: bool


@dataclass(frozen=True)
class ObligationView:
    """A dated duty: `left_workdays` is negative when over; with `is_since` it stands open since `due_on`."""

    anchor: str
    word: str
    key: str
    due_on: date
    left_workdays: int
    party: str
    party_word: str
    is_paused: bool
    is_since: bool


@dataclass(frozen=True)
class DateRow:
    """One line of dates: statutory, promised, baseline, forecast, actual, or what was signed besides (codes
    of DeadlineKind). `days` in `unit`.

    `is_pending`: the limit awaits confirmation; `is_provisional`: the year's holidays are not announced.
    """

    kind: str
    start_on: date | None
    end_on: date | None
    days: int | None
    unit: str
    is_pending: bool = False
    is_over: bool = False
    is_provisional: bool = False


@dataclass(frozen=True)
class ClockPart:
    """A stretch of working days. `kind` is used | paused | over | left."""

    kind: str
    days: int


@dataclass(frozen=True)
class MemberView:
    """One step of a joint review: whose opinion is there, whose is awaited until when."""

    code: str
    name: str
    department: str
    opinion_on: date | None
    due_on: date | None
    is_paused: bool
    is_this: bool


@dataclass(frozen=True)
class AttemptView:
    number: int
    mode: str
    state_word: str
    accepted_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class StepView:
    """A step as the drawer shows it. `locked`: why this actor enters nothing here though the role could."""

    id: int
    project_id: int
    code: str
    name: str
    full_name: str
    stage: str
    department: str
    department_code: str
    lead_department: str | None
    mode: str
    effective_mode: str
    group: str | None
    state: str
    state_word: str
    state_kind: str
    holder: str
    holder_word: str
    light: str
    light_reason: str
    accepted_on: date | None
    opinion_on: date | None
    decided_on: date | None
    delivered_on: date | None
    due_on: date | None
    due_word: str
    statutory_due_on: date | None
    valid_until: date | None
    left_workdays: int | None
    used_workdays: int | None
    promised_days: int | None
    statutory_days: int | None
    day_unit: str
    limits_status: str
    plan_accept_on: date | None
    plan_finish_on: date | None
    baseline_accept_on: date | None
    baseline_finish_on: date | None
    latest_accept_on: date | None
    slack_workdays: int | None
    is_critical: bool
    is_optional: bool
    is_date_unknown: bool
    is_contested: bool
    done_late_days: int
    pauses: tuple[tuple[date, date | None], ...]
    pause_reason: str | None
    awaits_sign_off: bool
    attempt: int
    attempts: tuple[AttemptView, ...]
    not_needed_reason: str | None
    version: int
    today: date
    locked: str | None
    permitted: tuple[PermittedView, ...] = ()
    history: tuple[EventView, ...] = ()
    materials: tuple[MaterialView, ...] = ()
    obligations: tuple[ObligationView, ...] = ()
    members: tuple[MemberView, ...] = ()
    dates: tuple[DateRow, ...] = ()
    latest: tuple[LatestView, ...] = ()
    clock: tuple[ClockPart, ...] = ()
    owed_materials: tuple[str, ...] = field(default=())
