"""Who is told: recipient roles of reminder_rules.csv with the documented fallbacks (domain.md (b))."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from domain.reminders import ENTERPRISE, Recipient


@dataclass(frozen=True)
class Parties:
    """The accounts around one duty. `acting` is A, B while A is absent, the coordinator when both are."""

    primary: int | None = None
    backup: int | None = None
    acting: int | None = None
    coordinator: int | None = None
    coordinators: tuple[int, ...] = ()
    liaisons: tuple[int, ...] = ()
    lead_liaisons: tuple[int, ...] = ()
    leader: int | None = None
    leaders: tuple[int, ...] = ()
    owner: int | None = None
    owner_liaisons: tuple[int, ...] = ()
    admins: tuple[int, ...] = ()


def recipients(role: str, parties: Parties) -> tuple[Recipient, ...]:
    """Accounts for a role, fallbacks applied; an unknown role tells the coordinator rather than nobody."""
    find = _ROLES.get(role, _coordinator)
    if role == ENTERPRISE:
        return tuple(Recipient.enterprise(account) for account in _acting(parties)[:1])
    return tuple(Recipient.account(role, account) for account in find(parties))


def _coordinator(parties: Parties) -> tuple[int, ...]:
    """None named: every coordinator of the district."""
    return (parties.coordinator,) if parties.coordinator else parties.coordinators


def _acting(parties: Parties) -> tuple[int, ...]:
    return (parties.acting,) if parties.acting else _coordinator(parties)


def _agent(parties: Parties) -> tuple[int, ...]:
    """The acting one; an absent A gets a copy."""
    copy = (parties.primary,) if parties.primary and parties.primary != parties.acting else ()
    return (*_acting(parties), *copy)


def _backup(parties: Parties) -> tuple[int, ...]:
    """The other of the two."""
    both = (parties.primary, parties.backup)
    return tuple(agent for agent in both if agent and agent != parties.acting)


def _liaison(parties: Parties) -> tuple[int, ...]:
    return parties.liaisons or _coordinator(parties)


def _lead(parties: Parties) -> tuple[int, ...]:
    return parties.lead_liaisons or _coordinator(parties)


def _leader(parties: Parties) -> tuple[int, ...]:
    return (parties.leader,) if parties.leader else parties.leaders


def _owner(parties: Parties) -> tuple[int, ...]:
    """The person named, else the liaison of the responsible department, else the coordinator."""
    return (parties.owner,) if parties.owner else parties.owner_liaisons or _coordinator(parties)


_ROLES: dict[str, Callable[[Parties], tuple[int, ...]]] = {
    "agent": _agent,
    "backup": _backup,
    "coordinator": _coordinator,
    "liaison": _liaison,
    "lead_department": _lead,
    "leader": _leader,
    "problem_owner": _owner,
    "admin": lambda parties: parties.admins,
}


class Circle(Mapping[str, tuple[Recipient, ...]]):
    """The recipients of every role around one duty, each found when it is asked for."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties

    def __getitem__(self, role: str) -> tuple[Recipient, ...]:
        return recipients(role, self._parties)

    def __iter__(self) -> Iterator[str]:
        return iter((ENTERPRISE, *_ROLES))

    def __len__(self) -> int:
        return 1 + len(_ROLES)
