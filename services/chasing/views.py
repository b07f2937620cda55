"""One sheet for one department: what waits for it, what reaches it, what it answered; words of the actor."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal


class AnswerKind(StrEnum):
    """What a department says of one matter: done, expected by a day, in difficulty."""

    DONE = "done"
    EXPECTED = "expected"
    DIFFICULT = "difficult"


@dataclass(frozen=True)
class AnswerView:
    """The last answer that still counts. `is_applied`: a done that was entered as the department's act."""

    kind: str
    given_on: date | None
    document_no: str
    reason: str
    by: str
    answered_at: datetime | None
    is_applied: bool


@dataclass(frozen=True)
class PendingRow:
    """A running step or an unsolved problem of the department.

    `stamp` changes when the matter or its answer does. Day `used` of `limit` (in `day_unit`s; `is_pending`:
    the limit is 暂按, not confirmed). `missing` says what it lacks; `waits_for` whose move it is when not the
    department's (then nobody asks the department for an answer).
    """

    subject: str
    stamp: str
    project_id: int
    project: str
    enterprise: str
    title: str
    department: str
    agent: str
    light: str
    step_id: int | None = None
    step_code: str = ""
    problem_id: int | None = None
    mode: str = "standard"
    state_word: str = ""
    accepted_on: date | None = None
    used: int | None = None
    limit: int | None = None
    day_unit: str = "workday"
    is_pending: bool = False
    due_on: date | None = None
    left_workdays: int | None = None
    is_provisional: bool = False
    missing: tuple[str, ...] = ()
    waits_for: str = ""
    answer: AnswerView | None = None

    @property
    def is_over(self) -> bool:
        return not self.waits_for and self.left_workdays is not None and self.left_workdays < 0


@dataclass(frozen=True)
class RecordRow:
    """An act entered for the department (代录) that it has yet to confirm; silence agrees after `until`."""

    event_id: int
    project_id: int
    project: str
    title: str
    step_code: str
    what: str
    happened_on: date | None
    document_no: str
    recorded_by: str
    until: date | None


@dataclass(frozen=True)
class ArrivalRow:
    """来件预告: a step of the stored plan that reaches the department within the coming working days.

    `submit_on` is the planned day of filing, `latest_on` the last day before the plan breaks; `slack` working
    days against the thaw or the target where it is short.
    """

    project_id: int
    project: str
    enterprise: str
    title: str
    step_code: str
    mode: str
    agent: str
    submit_on: date
    accept_on: date
    latest_on: date | None
    limit: int | None
    day_unit: str
    is_pending: bool
    slack: int | None


@dataclass(frozen=True)
class ChaseSheet:
    """`pending`: its own moves, steps before problems, the most urgent first; `standing`: others' moves."""

    department_code: str
    department: str
    district: str
    today: date
    horizon: date
    pending: tuple[PendingRow, ...]
    standing: tuple[PendingRow, ...]
    records: tuple[RecordRow, ...]
    arrivals: tuple[ArrivalRow, ...]

    @property
    def over(self) -> int:
        return sum(row.is_over for row in self.pending)

    def due_within(self, workdays: int) -> int:
        """Rows that are over or due within so many working days."""
        known = [row.left_workdays for row in self.pending if row.left_workdays is not None]
        return sum(left <= workdays for left in known)


@dataclass(frozen=True)
class DepartmentChoice:
    """A department one may look at: how much waits for it, and how much of that is over."""

    code: str
    name: str
    pending: int
    over: int


@dataclass(frozen=True)
class LetterRow:
    """One late matter of a letter: what, since when, how late, what it holds up. All in Chinese."""

    subject: str
    project: str
    enterprise: str
    title: str
    accepted_on: date | None
    due_on: date | None
    over: int
    days: str
    lacks: str
    follows: str
    agent: str


@dataclass(frozen=True)
class LetterView:
    """A letter as it was written; empty texts are unknown and stand on the paper as such."""

    year: int
    number: int
    department: str
    district: str
    written_on: date
    reply_by: date
    rows: tuple[LetterRow, ...]
    contact: str
    phone: str


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: entered as the department's act, or kept for the agent to see."""

    is_applied: bool


Fate = Literal["applied", "kept", "refused", "blank"]
FATES: tuple[Fate, ...] = ("applied", "kept", "refused", "blank")

FORMAT = "daiban.department_chase.1"
"""Stands in the hidden first cell, with the department after a colon: what kind of file comes back."""
COLUMNS = (
    *("subject", "stamp", "seq", "project", "title", "accepted", "days", "due", "left", "missing", "agent"),
)
ANSWERS = ("answer", "answer_on", "document_no", "reason")
"""Machine names of the columns; they stand in a hidden row, so that words and widths may change."""


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a returned sheet (`number` as in the file) and what becomes of it, in words."""

    number: int
    subject: str
    name: str
    project: str
    fate: Fate
    said: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReturnedSheet:
    """`absent`: pending rows of the department that the file does not have; nothing happens to them."""

    department_code: str
    department: str
    rows: tuple[ReturnedRow, ...]
    absent: int

    def count(self, fate: Fate) -> int:
        return sum(row.fate == fate for row in self.rows)
