"""What the desk shows; words in the actor's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Group(StrEnum):
    """Where a row stands on the desk, in this order. Only the first two count as to be done today."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    WAITING = "waiting"
    DISTRICT = "district"


class DeskAct(StrEnum):
    """What the button of a row does. Verify and done act at once, the others open where it is done."""

    RESULT = "result"
    SUBMIT = "submit"
    BEGIN = "begin"
    SUPPLEMENT = "supplement"
    DELIVER = "deliver"
    CONVERT = "convert"
    CORRECT = "correct"
    LOOK = "look"
    PROBLEM = "problem"
    CLOSE = "close"
    ASSIGN_PROBLEM = "assign_problem"
    ASSIGN = "assign"
    SIGN_OFF = "sign_off"
    VERIFY = "verify"
    DONE = "done"


@dataclass(frozen=True)
class DutyRow:
    """One thing to do. `due_on` is the day by which to act, `left_workdays` negative when over.
    `is_provisional`: counted through a year whose holidays are not announced.

    `key` is unique on the desk; `holder` says whose move it is, `you` that it is the reader's own. `slack`:
    working days its step may still slip before the thaw or the target is missed; None while neither presses.
    """

    key: str
    group: Group
    act: DeskAct
    light: str
    title: str
    project_id: int
    project: str
    holder: str
    why: str
    due_on: date | None = None
    left_workdays: int | None = None
    is_own_move: bool = False
    mode: str = "standard"
    number: str = ""
    step_id: int | None = None
    step_code: str | None = None
    problem_id: int | None = None
    visit_id: int | None = None
    is_provisional: bool = False
    slack: int | None = None


@dataclass(frozen=True)
class ProjectCard:
    """A project of the actor at a glance. `is_acting`: B while A is absent, or the coordinator for both.

    `left_workdays` of the present step, for a paused one as they stood when its clock was stopped.
    """

    id: int
    name: str
    light: str
    light_reason: str
    stage: str
    current: str
    current_due_on: date | None
    left_workdays: int | None
    is_paused: bool
    role: str
    is_acting: bool
    acting_name: str
    last_verified_on: date | None
    verified_days: int | None
    is_verified_today: bool
    is_stale: bool


@dataclass(frozen=True)
class AbsenceNote:
    """Somebody is or will be away; `is_self` the actor, else one whose projects the actor looks after."""

    name: str
    from_on: date
    until_on: date
    is_self: bool
    is_now: bool
    projects: int


@dataclass(frozen=True)
class DistrictNote:
    """For a coordinator: what waits in the whole district, in numbers."""

    unassigned: int
    overdue: int
    problems_to_assign: int
    pauses_to_sign: int
    away: int


@dataclass(frozen=True)
class DeskView:
    """`more` counts, by group, the rows that were left out; `next_*` what comes after the coming days."""

    today: date
    horizon: date
    duties: tuple[DutyRow, ...]
    more: Mapping[Group, int]
    to_do: int
    due_today: int
    overdue: int
    projects: tuple[ProjectCard, ...]
    primary_projects: int
    backup_projects: int
    absences: tuple[AbsenceNote, ...]
    district: DistrictNote | None
    next_on: date | None
    next_title: str
