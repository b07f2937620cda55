"""What the inbox shows: one row a duty, the latest reminder of it; words in the actor's language."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.vocabulary import ReminderLevel


class Tab(StrEnum):
    """Where a reminder is found: to be dealt with (and parts of that), put off, dealt with."""

    OPEN = "open"
    TODAY = "today"
    WEEK = "week"
    OVERDUE = "overdue"
    OTHERS = "others"
    SNOOZED = "snoozed"
    DONE = "done"


PARTS = (Tab.TODAY, Tab.WEEK, Tab.OVERDUE, Tab.OTHERS)
"""Views of what is open: one matter may stand in several, and all stand under `Tab.OPEN`."""


@dataclass(frozen=True)
class InboxFilters:
    """`level` None: all three."""

    tab: Tab = Tab.OPEN
    level: ReminderLevel | None = None


@dataclass(frozen=True)
class Sent:
    """A message that carried a reminder: mail, enterprise, moved or robot; `delivered_at` None: under way."""

    channel: str
    queued_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class Told:
    """A role that hears of the same duty, since a day."""

    role: str
    on: date


@dataclass(frozen=True)
class ReminderRow:
    """One duty as its latest reminder says it. `ids` are all its reminders in this tab, `id` the latest.

    `anchor_on` is the day the rule counts from, `left_workdays` None where that is no deadline; `told_on` the
    day it spoke last. `latest_snooze` is None where putting off is no longer possible, `first_snooze` the day
    offered first: the next working day, if that is not too late. `is_provisional`: the deadline was counted
    through a year whose holidays are not announced. `is_copy`: the reader is an absent A, the acting agent is
    told. `is_about_rating`: it is dealt with
    where ratings are kept. `sent`: the messages that carried it, `told`: who else hears of it.
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
    step_id: int | None
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
    first_snooze: date | None
    reason: str
    closed_at: datetime | None
    is_provisional: bool = False
    close_cause: str = ""
    is_copy: bool = False
    is_about_rating: bool = False
    sent: tuple[Sent, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class InboxPage:
    """Rows of the tab asked for (`more` were left out), and how much waits in all, by tab and level."""

    rows: tuple[ReminderRow, ...]
    more: int
    open: int
    snoozed: int
    urgent: int
    due_today: int
    by_level: dict[str, int]
    by_tab: dict[Tab, int]
    oldest_days: int
    today: date
