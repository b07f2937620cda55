"""What pages and exports see of a project; words in the actor's language."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonView:
    """An agent, coordinator or leader; the office phone is not masked: they are there to be called."""

    id: int
    name: str
    phone: str
    post: str


@dataclass(frozen=True)
class CurrentStepView:
    """The matter the project stands at. `left_workdays` is negative when over, frozen while paused."""

    id: int
    code: str
    name: str
    stage: str
    mode: str
    state: str
    state_word: str
    light: str
    department: str
    holder: str
    holder_word: str
    due_on: date | None
    plan_finish_on: date | None
    left_workdays: int | None


@dataclass(frozen=True)
class ProjectView:
    """A project as its page heads it. Phone and mail of the enterprise are masked (`is_contact_masked`)
    except for those who work on it: its two agents and the coordinators."""

    id: int
    version: int
    name: str
    code: str | None
    status: str
    status_reason: str
    stage: str
    light: str
    light_reason: str
    enterprise_id: int
    enterprise: str
    uscc: str | None
    contact: str
    phone: str
    email: str
    is_contact_masked: bool
    primary: PersonView | None
    backup: PersonView | None
    acting: PersonView | None
    coordinator: PersonView | None
    leader: PersonView | None
    template_code: str
    template_name: str
    investment_wan: float | None
    annual_investment_wan: float | None
    land_mu: float | None
    park: str
    site: str
    build_type: str
    industry_code: str
    industry_name: str
    next_plan: str
    signed_on: date | None
    entered_on: date
    closed_on: date | None
    planned_start: str | None
    planned_production: str | None
    target_kind: str | None
    target_on: date | None
    forecast_finish_on: date | None
    baseline_finish_on: date | None
    last_verified_on: date | None
    last_follow_up_on: date | None
    verified_workdays_ago: int | None
    is_verified_today: bool
    steps_done: int
    steps_needed: int
    current: CurrentStepView | None
    open_problems: int
    overdue_problems: int
    is_backfilled: bool
    may_edit: bool
    may_assign: bool
    today: date

    @property
    def done_percent(self) -> int:
        """Finished steps of those needed, in whole percent."""
        return round(100 * self.steps_done / self.steps_needed) if self.steps_needed else 0

    @property
    def is_closed(self) -> bool:
        return self.status in ("done", "withdrawn")


@dataclass(frozen=True)
class PoolRow:
    """One line of the pool. `left_workdays` is negative when over; `verified_days_ago` in calendar days."""

    id: int
    version: int
    name: str
    code: str | None
    enterprise: str
    status: str
    light: str
    stage: str
    steps_done: int
    steps_needed: int
    done_percent: int
    current: str
    mode: str
    current_due_on: date | None
    left_workdays: int | None
    is_paused: bool
    investment_wan: float | None
    park: str
    primary: str
    backup: str
    primary_agent_id: int | None
    backup_agent_id: int | None
    open_problems: int
    overdue_problems: int
    last_verified_on: date | None
    verified_days_ago: int | None
    is_verified_today: bool
    is_stale: bool
    may_verify: bool


@dataclass(frozen=True)
class PoolPage:
    """One page of `total` rows under the filters; the rest counts everything the actor has in the pool.

    `stale`: not verified for more than `stale_after` working days.
    """

    rows: tuple[PoolRow, ...]
    total: int
    page: int
    pages: int
    size: int
    in_pool: int
    by_light: dict[str, int]
    stale: int
    stale_after: int
    unassigned: int

    @property
    def first(self) -> int:
        """The number of the first row shown, counted from 1; 0 when there is none."""
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0
