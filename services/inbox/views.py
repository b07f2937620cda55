"""What the inbox shows: one row a duty, the latest reminder of it; words in the actor's language."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.vocabulary import ReminderLevel


class Tab(StrEnum):
    """Where a reminder is found: to be dealt with, put off, dealt with."""

    OPEN = "open"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True)
class InboxFilters:
    """`level` None: all three."""

    tab: Tab = Tab.OPEN
    level: ReminderLevel | None = None


@dataclass(frozen=True)
class ReminderRow:
    """One duty as its latest reminder says it. `ids` are all its reminders in this tab, `id` the latest.

    `anchor_on` is the day the rule counts from, `left_workdays` None where that is no deadline; `told_on` the
    day it spoke last. `latest_snooze` is None where putting off is no longer possible. `is_provisional`: the
    deadline was counted through a year whose holidays are not announced.
    """

    id: int
    ids: tuple[int, ...]
    rule: str
    level: str
    state: str
    sentence: str
    title: str
    problem: str
    project_id: int | None
    project: str
    enterprise: str
    step_code: str | None
    problem_id: int | None
    department: str
    anchor_on: date
    left_workdays: int | None
    told_on: date
    age_days: int
    times: int
    is_for_enterprise: bool
    snoozed_until: date | None
    latest_snooze: date | None
    reason: str
    closed_at: datetime | None
    is_provisional: bool = False


@dataclass(frozen=True)
class InboxPage:
    """Rows of the tab asked for (`more` were left out), and how much waits in all, by tab and level."""

    rows: tuple[ReminderRow, ...]
    more: int
    open: int
    snoozed: int
    urgent: int
    by_level: dict[str, int]
    oldest_days: int
    today: date
