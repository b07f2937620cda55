"""The winter board: which projects still make the thaw and the frost, read from their stored outlooks.

Three statements for any number of projects: the plans were made when something changed or the day turned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.errors import Forbidden
from domain.modes.guards import TASK_KINDS
from domain.vocabulary import Role
from domain.workdays import WorkCalendar
from models import Account, Department, Enterprise, Project, Step
from services import catalogue, clock
from services.dashboard.attention import holder_word, item_names
from services.database import reading
from services.projects.listing import IN_POOL
from services.queries import visible
from services.roadmaps.goals import late_workdays, next_of
from services.roadmaps.outlook import FROST, THAW, Goal
from services.roadmaps.specs import Reference
from services.winter.views import FrostRow, Outcome, WinterBoard, WinterRow

_PROJECT: tuple[Any, ...] = (
    *(Project.id, Project.name, Project.park, Project.light, Project.outlook, Project.primary_agent_id),
    *(Account.display_name.label("agent"), Enterprise.name.label("enterprise")),  # type: ignore[attr-defined]
)
_STEP: tuple[Any, ...] = (
    *(Step.id, Step.holder, Step.statutory_days, Department.kind),
    *(Department.short_zh, Department.short_en, Department.name_zh, Department.name_en),
)
_CHUNK = 500


@dataclass(frozen=True)
class _Here:
    """What every row is worded and measured by."""

    lang: str
    names: Mapping[str, str]
    days: WorkCalendar
    today: date
    holding: Mapping[int, Any]


def board(*, actor: Actor) -> WinterBoard:
    """Every project in the pool that the actor may see and that has outdoor work ahead or under way.

    Raises Forbidden: liaisons see steps of their department, not whole projects against the season.
    """
    require(actor, Permission.SEE_PROJECTS)
    if actor.role is Role.LIAISON:
        raise Forbidden("access.denied")
    with reading(actor) as session:
        today, reference = clock.today(), Reference(session)
        found = _projects(session, actor)
        here = _here(session, actor, reference.calendar, today, found)
        rows = [row for project in found if (row := _thaw_row(here, project))]
        frost = [row for project in found if (row := _frost_row(here, project))]
        season, known = reference.timeline.season, reference.calendar
        assert season is not None  # the settings always hold one
        opens_on = season.next_opening(today)
        return WinterBoard(
            today=today,
            opens_on=opens_on,
            closes_on=season.next_closing(today),
            left_workdays=known.workdays_between(today, opens_on),
            is_provisional=known.is_provisional(opens_on),
            is_open=season.is_open(today),
            warn_workdays=catalogue.number(session, "season.warn_days"),
            rows=tuple(sorted(rows, key=lambda row: (row.margin, row.project_id))),
            frost=tuple(sorted(frost, key=lambda row: (row.margin, row.project_id))),
            parks=_distinct(project.park for project in found),
            agents=_agents(found),
        )


def _projects(session: Session, actor: Actor) -> list[Any]:
    query = (
        select(*_PROJECT)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(Account, Account.id == Project.primary_agent_id)
        .where(visible(actor, Project), Project.status.in_(IN_POOL))  # type: ignore[attr-defined]
        .order_by(Project.id)
    )
    return [row for row in session.exec(query) if THAW in row.outlook or FROST in row.outlook]


def _here(session: Session, actor: Actor, days: WorkCalendar, today: date, found: Sequence[Any]) -> _Here:
    ids = sorted({row.outlook.get(THAW, {}).get("holding_id") for row in found} - {None})
    holding: dict[int, Any] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        query = (
            select(*_STEP)
            .outerjoin(Department, Department.code == Step.department_code)
            .where(Step.id.in_(chunk))  # type: ignore[union-attr]
        )
        holding |= {row.id: row for row in session.exec(query)}
    return _Here(actor.lang, item_names(session, actor.lang), days, today, holding)


def _distinct(parks: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({park for park in parks if park}))


def _agents(found: Iterable[Any]) -> tuple[tuple[int, str], ...]:
    people = {row.primary_agent_id: row.agent for row in found if row.primary_agent_id}
    return tuple(sorted(people.items(), key=lambda pair: pair[1]))


def _thaw_row(here: _Here, project: Any) -> WinterRow | None:
    goal = Goal.read(project.outlook, THAW)
    if goal is None:
        return None
    step = here.holding.get(goal.holding_id or 0)
    is_task = step is not None and (step.kind in TASK_KINDS or step.statutory_days is None)
    next_act, next_by = next_of(goal, is_task=is_task)
    return WinterRow(
        project_id=project.id,
        project=project.name,
        enterprise=project.enterprise,
        park=project.park or "",
        agent=project.agent or "",
        agent_id=project.primary_agent_id,
        light=project.light,
        outcome=outcome(goal, here.days, here.today),
        outdoor=here.names.get(goal.step, goal.step),
        holding=here.names.get(goal.holding, goal.holding),
        holding_code=goal.holding or goal.step,
        holder=holder_word(step, here.lang) if step else "",
        ready_on=goal.ready_on,
        margin=goal.margin,
        next_by=next_by,
        next_act=next_act,
        late_workdays=late_workdays(next_by, here.days, here.today),
    )


def outcome(goal: Goal, days: WorkCalendar, today: date) -> Outcome:
    """Made while the margin is not negative; lost once less than half of the needed working days is left."""
    if not goal.holding:
        return Outcome.READY
    if goal.margin >= 0:
        return Outcome.MADE
    needed = days.workdays_between(today, goal.ready_on)
    there = days.workdays_between(today, goal.limit_on)
    return Outcome.SHORT if 2 * there >= needed else Outcome.LOST


def _frost_row(here: _Here, project: Any) -> FrostRow | None:
    """Only work that has begun: the rest stands before the thaw."""
    goal = Goal.read(project.outlook, FROST)
    if goal is None or not goal.is_running:
        return None
    return FrostRow(
        project_id=project.id,
        project=project.name,
        park=project.park or "",
        agent=project.agent or "",
        agent_id=project.primary_agent_id,
        outdoor=here.names.get(goal.step, goal.step),
        outdoor_code=goal.step,
        finish_on=goal.ready_on,
        limit_on=goal.limit_on,
        margin=goal.margin,
    )
