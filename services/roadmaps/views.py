"""What pages and exports read of a roadmap: frozen, in the actor's language."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SavingView:
    """Working days and percentages of scheduling.md §4; always shown with n. None without a counted item."""

    a_days: int
    b1: int
    b2: int
    vs_b1_pct: float | None
    vs_b2_pct: float | None
    n: int
    pre_service_days: int
    elapsed_days: int
    enterprise_days: int


@dataclass(frozen=True)
class StepRow:
    """One bar of the Gantt, one row of the table. Limits in `day_unit`s; `is_waiting_option`: not planned.

    `soft_predecessors`: of all `predecessors` those before which it may begin, but not end (conversion, late
    material). `late_workdays`: its own overrun once its work has ended, not a delay it inherited.
    `submit_by`, `accept_by`: the latest days that keep the project's target, without one its own finish;
    `target_slack`: working days against the target, None where it does not ask for the step.
    """

    id: int
    code: str
    name: str
    short_name: str
    stage: str
    department: str
    department_code: str
    mode: str
    group: str | None
    state: str
    state_word: str
    state_kind: str
    holder: str
    light: str
    light_reason: str
    accepted_on: date | None
    opinion_on: date | None
    decided_on: date | None
    due_on: date | None
    statutory_due_on: date | None
    promised_days: int | None
    statutory_days: int | None
    day_unit: str
    limits_status: str
    plan_accept_on: date | None
    plan_opinion_on: date | None
    plan_finish_on: date | None
    baseline_accept_on: date | None
    baseline_finish_on: date | None
    latest_accept_on: date | None
    slack_workdays: int | None
    is_critical: bool
    is_provisional: bool
    is_date_unknown: bool
    is_optional: bool
    is_waiting_option: bool
    pauses: tuple[tuple[date, date | None], ...]
    left_workdays: int | None
    attempt: int
    predecessors: tuple[str, ...]
    soft_predecessors: tuple[str, ...]
    late_workdays: int | None
    submit_by: date | None = None
    accept_by: date | None = None
    target_slack: int | None = None


@dataclass(frozen=True)
class GoalView:
    """A date to make: the target (`start`, `production`) or the thaw. `margin` in working days, negative when
    the forecast misses it. `holding`: the step it hangs on now; `next_act` what comes next of it (begin own
    work, submit, accept, finish), `next_by` its latest day, `late_workdays` how long that is over.
    `breaks`: the first step that is too late for the date."""

    kind: str
    ready_on: date
    limit_on: date
    margin: int
    holding: str
    next_act: str
    next_by: date | None
    late_workdays: int
    breaks: str


@dataclass(frozen=True)
class LatestView:
    """What a date (`start`, `production`, `thaw`) asks of one step: the last days to submit it (None: done)
    and to have it accepted; own work is begun instead. `late_workdays`: how long the next of them is over."""

    kind: str
    limit_on: date
    submit_by: date | None
    accept_by: date
    is_own_task: bool
    late_workdays: int


@dataclass(frozen=True)
class PerformedView:
    """When it finishes if open steps take as long as is usual here: the median `ratio` of actual to promised
    over `n` finished steps (per step: of its item, else department, else all). `p80_on` from n = 30."""

    finish_on: date
    n: int
    ratio: float
    p80_on: date | None


@dataclass(frozen=True)
class RoadmapView:
    """`off_days`: days without work between first and last date, with the holiday's name or an empty text.
    `provisional_from`: the first day of a year without an official notice that the plan reaches.
    `groups`: code and name of the package's parallel groups. `latest_against`: what the latest days of the
    steps keep: `start`, `production`, or without a target `finish`."""

    project_id: int
    template_name: str
    today: date
    start_on: date
    finish_on: date
    baseline_finish_on: date | None
    critical: tuple[str, ...]
    is_provisional: bool
    saving: SavingView
    off_days: tuple[tuple[date, str], ...]
    provisional_from: date | None
    groups: tuple[tuple[str, str], ...]
    steps: tuple[StepRow, ...]
    goals: tuple[GoalView, ...] = ()
    latest_against: str = "finish"
    performed: PerformedView | None = None
