"""Open duties about which some rule may speak by today: plain columns, a few thousand at a time.

Each anchor has its bound, so the index (anchor, is_open, due_on) finds exactly these; a stretch of it begins
where the one before ended, so that no transaction stays open and memory does not grow with the pool.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, tuple_
from sqlmodel import Session, func, select

from domain.reminders import AFTERWARDS, Rule, horizon
from domain.vocabulary import ProjectStatus
from domain.workdays import WorkCalendar
from models import Obligation, Project, Step

Found = TypeVar("Found")
CHUNK = 5_000
_SPEAKING = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED, None)  # a duty without a project has no status


class Candidate(NamedTuple):
    """One open obligation, and whom its project and step name."""

    id: int
    project_id: int | None
    step_id: int | None
    subject: str
    key: str
    anchor: str
    due_on: date
    started_on: date | None
    opened_at: datetime | None
    granted: int | None
    is_paused: bool
    own_department: str | None
    step_department: str | None
    lead_department: str | None
    primary: int | None
    backup: int | None
    coordinator: int | None
    leader: int | None
    status: str | None

    @property
    def is_live(self) -> bool:
        """A project that waits for an agent has no clock reminders, a finished one only of what its
        enterprise thinks of it, a withdrawn one none at all."""
        if self.status == ProjectStatus.UNASSIGNED:
            return self.anchor == "entered_pool"
        if self.status == ProjectStatus.DONE:
            return self.anchor in AFTERWARDS
        return self.status in _SPEAKING


@dataclass(frozen=True)
class Stretch:
    """Neighbours in the index of one anchor, the earliest first; `within` finds the same in SQL."""

    candidates: tuple[Candidate, ...]
    within: Any


_COLUMNS: tuple[Any, ...] = (
    *(Obligation.id, Obligation.project_id, Obligation.step_id, Obligation.subject, Obligation.key),
    *(Obligation.anchor, Obligation.due_on, Obligation.started_on, Obligation.opened_at),
    *(Obligation.granted_workdays, Obligation.is_paused, Obligation.department_code),
    *(Step.department_code, Step.lead_department_code, Project.primary_agent_id, Project.backup_agent_id),
    *(Project.coordinator_id, Project.leader_id, Project.status),
)
_place: Any = tuple_(Obligation.due_on, Obligation.id)  # type: ignore[arg-type]


def bound(session: Session, anchor: str, of_anchor: list[Rule], days: WorkCalendar, today: date) -> date:
    """The last day on which a duty of the anchor can have something to say by today."""
    longest = 0
    if any(rule.is_half for rule in of_anchor):
        query = select(func.max(Obligation.granted_workdays))
        longest = session.exec(query.where(Obligation.anchor == anchor, Obligation.is_open)).one() or 0
    return max(horizon(rule, today=today, calendar=days, longest_granted=longest) for rule in of_anchor)


def each_stretch(
    by_anchor: Mapping[str, list[Rule]],
    days: WorkCalendar,
    today: date,
    read: Callable[[], AbstractContextManager[Session]],
    look: Callable[[Session, Stretch], Found],
) -> Iterator[Found]:
    """What `look` finds in each stretch of all candidates, each inside a read transaction of its own."""
    for anchor, of_anchor in by_anchor.items():
        until: date | None = None
        after: Candidate | None = None
        while True:
            with read() as session:
                until = until or bound(session, anchor, of_anchor, days, today)
                stretch = _next(session, anchor, until, after)
                if not stretch.candidates:
                    break
                found = look(session, stretch)
            yield found
            after = stretch.candidates[-1]
            if len(stretch.candidates) < CHUNK:
                break


def read(session: Session, *conditions: Any) -> list[Candidate]:
    """Every duty for which all conditions hold, earliest first: for one person's part of the district."""
    return [Candidate(*row) for row in session.exec(_ordered(*conditions))]


def _ordered(*conditions: Any) -> Any:
    return (
        select(*_COLUMNS)
        .select_from(Obligation)
        .outerjoin(Project, Project.id == Obligation.project_id)
        .outerjoin(Step, Step.id == Obligation.step_id)
        .where(*conditions)
        .order_by(Obligation.due_on, Obligation.id)
    )


def _next(session: Session, anchor: str, until: date, after: Candidate | None) -> Stretch:
    own: Any = (Obligation.anchor == anchor, Obligation.is_open, Obligation.due_on <= until)
    if after is not None:
        own += (Obligation.due_on >= after.due_on, _place > (after.due_on, after.id))
    found = tuple(Candidate(*row) for row in session.exec(_ordered(*own).limit(CHUNK)))
    if len(found) == CHUNK:
        own += (Obligation.due_on <= found[-1].due_on, _place <= (found[-1].due_on, found[-1].id))
    return Stretch(found, and_(*own))
