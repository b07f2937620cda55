"""The people around each duty: agents, stand-ins, coordinators, liaisons, leaders; active accounts only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.recipients import Parties
from domain.vocabulary import Role
from models import Account, Project
from services.agency import acting_of
from services.reminders.duties import Duty


@dataclass(frozen=True)
class _House:
    """Active accounts of the district by role, liaisons by department."""

    active: frozenset[int]
    by_role: Mapping[str, tuple[int, ...]]
    liaisons: Mapping[str, tuple[int, ...]]

    def one(self, account_id: int | None) -> int | None:
        """The account if it is still in use: a disabled one falls back like one never named."""
        return account_id if account_id in self.active else None


@dataclass(frozen=True)
class _Agents:
    """Who a project names, and who acts today."""

    primary: int | None = None
    backup: int | None = None
    coordinator: int | None = None
    leader: int | None = None
    acting: int | None = None


def around(session: Session, duties: Iterable[Duty], today: date) -> dict[int, Parties]:
    """Parties by duty id."""
    house, agents = _house(session), _agents(session, today)
    return {duty.id: _of(duty, agents.get(duty.project_id or 0, _Agents()), house) for duty in duties}


def _house(session: Session) -> _House:
    by_role: dict[str, list[int]] = defaultdict(list)
    liaisons: dict[str, list[int]] = defaultdict(list)
    columns: tuple[Any, ...] = (Account.id, Account.role, Account.department_code)
    for account_id, role, department in session.exec(
        select(*columns).where(Account.is_active).order_by(Account.id)
    ):
        by_role[role].append(account_id)
        if role == Role.LIAISON and department:
            liaisons[department].append(account_id)
    return _House(
        active=frozenset(account_id for ids in by_role.values() for account_id in ids),
        by_role={role: tuple(ids) for role, ids in by_role.items()},
        liaisons={department: tuple(ids) for department, ids in liaisons.items()},
    )


def _agents(session: Session, today: date) -> dict[int, _Agents]:
    columns = (Project.primary_agent_id, Project.backup_agent_id, Project.coordinator_id, Project.leader_id)
    projects = session.exec(select(Project.id, *columns, Project.status)).all()
    acting = acting_of(session, projects, today)
    return {
        row.id: _Agents(
            primary=row.primary_agent_id,
            backup=row.backup_agent_id,
            coordinator=row.coordinator_id,
            leader=row.leader_id,
            acting=acting.get(row.id),
        )
        for row in projects
    }


def _of(duty: Duty, agents: _Agents, house: _House) -> Parties:
    liaisons = house.liaisons.get(duty.department_code or "", ())
    return Parties(
        primary=house.one(agents.primary),
        backup=house.one(agents.backup),
        acting=house.one(agents.acting),
        coordinator=house.one(agents.coordinator),
        coordinators=house.by_role.get(Role.COORDINATOR, ()),
        liaisons=liaisons,
        lead_liaisons=house.liaisons.get(duty.lead_department_code or "", ()),
        leader=house.one(agents.leader),
        leaders=house.by_role.get(Role.LEADER, ()),
        owner=house.one(duty.problem_owner),
        owner_liaisons=liaisons,
        admins=house.by_role.get(Role.ADMIN, ()),
    )
