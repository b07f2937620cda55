"""Around the lives of the projects: opinions, records on behalf, problems, visits, an absent agent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlmodel import select

from domain.access import SYSTEM
from domain.vocabulary import Party, VisitKind
from models import StepEvent as EventRow
from services import steps, visits
from services.database import reading
from services.demo.chronicle import Act
from services.demo.lives import Life
from services.visits import VisitDraft
from services.words import translate

_OPINIONS = {11: ("utility_connection", 4), 29: ("soil_water_plan", 1)}
"""Joint members whose opinion came, with the working days after the acceptance."""
_ON_BEHALF, _CONTESTED = 24, 21
_JOINT_OPINION = {_ON_BEHALF: "planning_verification", _CONTESTED: "quality_safety_supervision"}


def opinions(life: Life) -> Iterator[Act]:
    """Joint members who answered; one opinion waits for its department, one was contested."""
    row, shift = life.row, life.shift
    if row.seq in _OPINIONS and row.accepted_on:
        code, days = _OPINIONS[row.seq]
        yield life.act(code, "dept_opinion", shift.after(row.accepted_on, days), Party.DEPARTMENT)
    if row.seq in _JOINT_OPINION:
        yield Act(shift.today, lambda: _record_for_department(life, _JOINT_OPINION[row.seq]))
    if row.seq == _CONTESTED:
        yield Act(shift.today, lambda: _contest(life, _JOINT_OPINION[row.seq]))


def _record_for_department(life: Life, code: str) -> None:
    """代录 by whoever acts today: of an absent A the other agent."""
    today = life.shift.today
    life.advance(code, "dept_opinion", today, Party.DEPARTMENT, by=life.acting_on(today))


def _contest(life: Life, code: str) -> None:
    with reading(SYSTEM) as session:
        query = select(EventRow.id).where(
            EventRow.project_id == life.project_id, EventRow.event == "dept_opinion", EventRow.is_on_behalf
        )
        event_id = session.exec(query).one()
    department, _lead = life.departments[code]
    actor = life.cast.liaisons[department]
    steps.contest(event_id=event_id or 0, reason=translate("demo.contest_reason"), actor=actor)


@dataclass(frozen=True)
class Visiting:
    """When and how a project is visited; `next_in` working days from today, negative when overdue."""

    on: date
    text: int
    is_verifying: bool = False
    next_in: int | None = None
    is_next_done: bool = False


TALKS = 6
"""How many different visits the catalog tells."""


def visited(life: Life, random: Random) -> Iterator[Act]:
    """The visit at which the data were verified, and for some an earlier one whose next step was taken."""
    row = life.row
    if row.verified_on < life.entered_on:
        return
    next_in = random.choice((None, 1, 2, 4)) if row.done_on is None else None
    if row.seq % 10 == 4:
        next_in = 0
    plan = [Visiting(row.verified_on, random.randrange(TALKS), True, next_in)]
    earlier = life.shift.before(row.verified_on, 3)
    if random.random() < 0.6 and earlier > life.entered_on:
        plan.append(Visiting(earlier, random.randrange(TALKS), next_in=0, is_next_done=True))
    for one in plan:
        yield Act(one.on, lambda one=one: _visit(life, one, random))  # type: ignore[misc]


def _visit(life: Life, visit: Visiting, random: Random) -> None:
    next_on = None if visit.next_in is None else life.shift.ahead(visit.next_in)
    if visit.is_next_done:
        next_on = life.shift.after(visit.on, 2)
    key = f"demo.visit.{visit.text}"
    draft = VisitDraft(
        project_id=life.project_id,
        kind=random.choice((VisitKind.VISIT, VisitKind.TALK, VisitKind.CALL)),
        visited_on=visit.on,
        with_whom=life.row["enterprise_contact"],
        what=translate(f"{key}.what"),
        outcome=translate(f"{key}.outcome"),
        enterprise_asks=translate(f"{key}.asks"),
        next_step=translate(f"{key}.next") if next_on else "",
        next_on=next_on,
        verified=visit.is_verifying,
    )
    visit_id = visits.log_visit(draft=draft, actor=life.acting_on(visit.on))
    if visit.is_next_done:
        visits.mark_next_done(visit_id=visit_id, actor=life.acting_on(visit.on))
