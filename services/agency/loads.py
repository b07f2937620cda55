"""Agents and what they carry: a handful of grouped statements, however large the pool is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.assignment import Candidate, suggested
from domain.vocabulary import ProjectStatus, Role, StateKind
from models import Absence, Account, Project, Step
from services import catalogue, clock
from services.agency.acting import is_kept
from services.agency.views import AgencyChoices, AgentLoad
from services.database import reading


class _Served(NamedTuple):
    enterprises: frozenset[int]
    projects: int


_NOTHING = _Served(frozenset(), 0)


def loads(*, actor: Actor) -> tuple[AgentLoad, ...]:
    """Every active agent, the fullest first. Raises Forbidden."""
    require(actor, Permission.ASSIGN)
    with reading(actor) as session:
        return tuple(sorted(read_loads(session, clock.today()), key=_fullest_first))


def _fullest_first(load: AgentLoad) -> tuple[Any, ...]:
    return -load.enterprises, -load.projects, -load.as_backup, load.id


def read_loads(session: Session, today: date) -> list[AgentLoad]:
    """The loads of all active agents by name."""
    as_primary = _served(session, Project.primary_agent_id)
    as_backup = _served(session, Project.backup_agent_id)
    overdue, absences = _overdue(session, today), _absences(session, today)
    limit = catalogue.number(session, "agency.max_enterprises")
    found = []
    for agent_id, name, search in _agents(session):
        away = absences.get(agent_id)
        mine = as_primary.get(agent_id, _NOTHING)
        found.append(
            AgentLoad(
                id=agent_id,
                name=name,
                enterprises=len(mine.enterprises),
                as_backup=len(as_backup.get(agent_id, _NOTHING).enterprises),
                projects=mine.projects,
                overdue_steps=overdue.get(agent_id, 0),
                limit=limit,
                away_from=away[0] if away else None,
                away_until=away[1] if away else None,
                is_away=away is not None and away[0] <= today,
                serves=mine.enterprises,
                search=search,
            )
        )
    return found


def _agents(session: Session) -> list[tuple[int, str, str]]:
    """Id, name and what a search looks at (name, pinyin, initials) of active agents, by name."""
    columns = (Account.id, Account.display_name, Account.pinyin, Account.initials)
    query = select(*columns).where(Account.role == Role.AGENT, Account.is_active)  # type: ignore[type-var]
    found = session.exec(query.order_by(Account.pinyin, Account.id))
    return [(row[0] or 0, row[1], " ".join(row[1:]).lower()) for row in found]


def _people(session: Session, role: Role) -> dict[int, str]:
    query = select(Account.id, Account.display_name).where(Account.role == role, Account.is_active)
    return {row[0] or 0: row[1] for row in session.exec(query.order_by(Account.pinyin, Account.id))}


def _served(session: Session, column: Any) -> dict[int, _Served]:
    """The enterprises and the number of active projects of each agent in one of the two places."""
    query = (
        select(column, Project.enterprise_id, func.count())
        .where(Project.status == ProjectStatus.ACTIVE, column != None)  # noqa: E711 (SQL)
        .group_by(column, Project.enterprise_id)
    )
    enterprises: dict[int, set[int]] = defaultdict(set)
    projects: dict[int, int] = defaultdict(int)
    for agent_id, enterprise_id, count in session.exec(query):
        enterprises[agent_id].add(enterprise_id)
        projects[agent_id] += count
    return {agent_id: _Served(frozenset(ids), projects[agent_id]) for agent_id, ids in enterprises.items()}


def _overdue(session: Session, today: date) -> dict[int, int]:
    """Running steps over their day, as the dashboard counts them, by A."""
    query = (
        select(Project.primary_agent_id, func.count())
        .join(Step, Step.project_id == Project.id)  # type: ignore[arg-type]
        .where(Step.state_kind == StateKind.RUNNING, Step.due_on < today)  # type: ignore[operator]
        .where(Project.status == ProjectStatus.ACTIVE)
        .group_by(Project.primary_agent_id)  # type: ignore[arg-type]
    )
    return {agent_id or 0: count for agent_id, count in session.exec(query)}


def _absences(session: Session, today: date) -> dict[int, tuple[date, date]]:
    """The absence of today or else the next one of each agent."""
    query = (
        select(Absence.agent_id, Absence.from_on, Absence.until_on)
        .where(Absence.until_on >= today, is_kept())
        .order_by(Absence.from_on.desc())  # type: ignore[attr-defined]
    )
    return {agent_id: (from_on, until_on) for agent_id, from_on, until_on in session.exec(query)}


def agency_choices(*, actor: Actor) -> AgencyChoices:
    """People who may be named on a project; agents with room first. Raises Forbidden."""
    require(actor, Permission.ASSIGN)
    with reading(actor) as session:
        return read_choices(session, None, clock.today())


def read_choices(session: Session, enterprise_id: int | None, today: date) -> AgencyChoices:
    """As `agency_choices`; whoever serves this enterprise already stands first."""
    found = read_loads(session, today)
    return AgencyChoices(
        agents={load.id: load.name for load in in_order(found, enterprise_id)},
        coordinators=_people(session, Role.COORDINATOR),
        leaders=_people(session, Role.LEADER),
        loads={load.id: load for load in found},
    )


def in_order(found: Iterable[AgentLoad], enterprise_id: int | None) -> list[AgentLoad]:
    """The order in which agents are suggested as A."""
    by_id = {load.id: load for load in found}
    limit = next((load.limit for load in by_id.values()), 0)
    candidates = [Candidate(one.id, one.serves, one.as_backup, one.is_away) for one in by_id.values()]
    return [by_id[one.id] for one in suggested(candidates, enterprise_id, limit)]
