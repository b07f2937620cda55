"""The people around each duty: agents, stand-ins, coordinators, liaisons, leaders; active accounts only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, select

from domain.assignment import Pair, acting
from domain.recipients import Circle, Parties
from domain.vocabulary import Role
from models import Account, Problem
from services.agency import unavailable_on
from services.reminders.candidates import Candidate

_PROBLEM = "problem:"
_MOST = 50_000
_CHUNK = 500


@dataclass(frozen=True)
class _House:
    """Active accounts of the district by role, liaisons by department; who cannot act today."""

    active: frozenset[int]
    by_role: Mapping[str, tuple[int, ...]]
    liaisons: Mapping[str, tuple[int, ...]]
    away: frozenset[int]

    def one(self, account_id: int | None) -> int | None:
        """The account if it is still in use: a disabled one falls back like one never named."""
        return account_id if account_id in self.active else None


class _Named(NamedTuple):
    """Whom a project, a step and a problem name: duties that name the same have the same circle."""

    primary: int | None
    backup: int | None
    coordinator: int | None
    leader: int | None
    department: str | None
    lead_department: str | None
    owner: int | None


class ProblemPeople(NamedTuple):
    """The problem that a duty is about, and whom it names."""

    id: int
    owner: int | None
    department: str | None


_NONE = ProblemPeople(0, None, None)


@dataclass
class Circles:
    """Circles of one sweep, each made once; it forgets them before they fill the memory."""

    house: _House
    _known: dict[_Named, Circle] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, today: date) -> "Circles":
        return cls(_house(session, frozenset(unavailable_on(session, today))))

    def around(self, duty: Candidate, problem: ProblemPeople | None) -> Circle:
        about = problem or _NONE
        named = _Named(
            *(duty.primary, duty.backup, duty.coordinator, duty.leader),
            duty.own_department or about.department or duty.step_department,
            duty.lead_department,
            about.owner,
        )
        found = self._known.get(named)
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[named] = Circle(_parties(named, self.house))
        return found


def problems(session: Session, duties: Iterable[Candidate]) -> dict[str, ProblemPeople]:
    """By subject: the problems among what the duties are about."""
    subjects = {duty.subject for duty in duties if duty.subject.startswith(_PROBLEM)}
    ids = sorted(int(subject.removeprefix(_PROBLEM)) for subject in subjects)
    columns: tuple[Any, ...] = (Problem.id, Problem.owner_account_id, Problem.department_code)
    found = {}
    for start in range(0, len(ids), _CHUNK):
        for row in session.exec(select(*columns).where(Problem.id.in_(ids[start : start + _CHUNK]))):
            found[f"{_PROBLEM}{row.id}"] = ProblemPeople(*row)
    return found


def _house(session: Session, away: frozenset[int]) -> _House:
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
        away=away,
    )


def _parties(named: _Named, house: _House) -> Parties:
    liaisons = house.liaisons.get(named.department or "", ())
    return Parties(
        primary=house.one(named.primary),
        backup=house.one(named.backup),
        acting=house.one(acting(Pair(named.primary, named.backup, named.coordinator), house.away)),
        coordinator=house.one(named.coordinator),
        coordinators=house.by_role.get(Role.COORDINATOR, ()),
        liaisons=liaisons,
        lead_liaisons=house.liaisons.get(named.lead_department or "", ()),
        leader=house.one(named.leader),
        leaders=house.by_role.get(Role.LEADER, ()),
        owner=house.one(named.owner),
        owner_liaisons=liaisons,
        admins=house.by_role.get(Role.ADMIN, ()),
    )
