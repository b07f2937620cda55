"""For a coordinator: what is waiting for a coordinator, and what is overdue in the whole district."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func
from sqlmodel import Session, select

from domain.vocabulary import ProjectStatus
from models import Obligation, Project
from services.desk import cards
from services.desk.duty_rows import CLOCKS, COORDINATION, PROMISES, SIGNED, rows
from services.desk.surroundings import Surroundings
from services.desk.views import DistrictNote, DutyRow, Group
from services.reminders import duties

_SHOWN = 60
_LATE = tuple(dict.fromkeys((*CLOCKS, *PROMISES, *SIGNED)))
_OFF = (ProjectStatus.DONE, ProjectStatus.WITHDRAWN)


def to_decide(session: Session, here: Surroundings) -> list[DutyRow]:
    """Projects without an agent, problems to assign, pauses to sign off."""
    found = duties.read(
        session, Obligation.is_open, Obligation.anchor.in_(COORDINATION), Project.status.not_in(_OFF)
    )
    return rows(session, here, found)


def overdue(session: Session, here: Surroundings, except_of: Collection[int]) -> list[DutyRow]:
    """What is over its day anywhere, the oldest first; projects the actor works off stand above already."""
    conditions = [*_late(here), Obligation.project_id.not_in(sorted(except_of))]
    found = rows(session, here, duties.by_id(session, _first(session, conditions)).values())
    return [replace(row, group=Group.DISTRICT) for row in found]


def _late(here: Surroundings) -> list[Any]:
    return [Obligation.anchor.in_(_LATE), Obligation.due_on < here.today, ~Obligation.is_paused]


def _open() -> Any:
    return select(Obligation.id).join(Project, Project.id == Obligation.project_id)


def _first(session: Session, conditions: list[Any]) -> list[int]:
    query = (
        _open()
        .where(Obligation.is_open, Project.status.not_in(_OFF), *conditions)
        .order_by(Obligation.due_on, Obligation.id)
        .limit(_SHOWN)
    )
    return list(session.exec(query))


def note(session: Session, here: Surroundings) -> DistrictNote:
    """The numbers of the second line: one pass over the open duties."""
    counted = {
        "unassigned": Obligation.anchor == "entered_pool",
        "overdue": and_(*_late(here)),
        "problems_to_assign": Obligation.anchor == "problem_raised",
        "pauses_to_sign": and_(
            Obligation.anchor == "pause_unsigned", Obligation.due_on <= _signed_from(here)
        ),
    }
    anchors = (*_LATE, *COORDINATION)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in counted.values()]
    found = session.exec(
        select(*sums)
        .select_from(Obligation)
        .join(Project, Project.id == Obligation.project_id)
        .where(Obligation.is_open, Obligation.anchor.in_(anchors), Project.status.not_in(_OFF))
    ).one()
    numbers = {name: int(value or 0) for name, value in zip(counted, found, strict=True)}
    return DistrictNote(**numbers, away=cards.away_count(session, here.today))


def _signed_from(here: Surroundings) -> date:
    """Pauses that began by this day need the coordinator's signature today."""
    term = here.act_by("pause_unsigned", here.today)
    return here.days.subtract_workdays(here.today, here.days.workdays_between(here.today, term))
