"""One or two agents a project, one or two enterprises an agent, and who acts today (domain.md (f))."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import BadInput, RuleBroken
from domain.vocabulary import AssignmentRole


@dataclass(frozen=True)
class Pair:
    """The people a project has; `coordinator` stands above both agents."""

    primary: int | None
    backup: int | None = None
    coordinator: int | None = None

    def holder(self, role: AssignmentRole) -> int | None:
        return self.primary if role is AssignmentRole.PRIMARY else self.backup


def acting(pair: Pair, absent: Collection[int]) -> int | None:
    """A; B while A is absent; the coordinator when both are, or B is empty. None where nobody is left."""
    for agent in (pair.primary, pair.backup):
        if agent is not None and agent not in absent:
            return agent
    return pair.coordinator


def require_pair(primary: int | None, backup: int | None) -> None:
    """A is never empty where B is set, and both are never the same person.

    Raises RuleBroken agency.primary_missing, agency.same_person.
    """
    if primary is None:
        raise RuleBroken("agency.primary_missing")
    if primary == backup:
        raise RuleBroken("agency.same_person")


def require_free(now: Pair, primary: int, backup: int | None) -> None:
    """Naming agents fills empty places and may empty that of B; to replace somebody takes a handover note.

    Raises RuleBroken agency.needs_handover.
    """
    if now.primary not in (None, primary) or (backup is not None and now.backup not in (None, backup)):
        raise RuleBroken("agency.needs_handover")


def is_too_much(served: Collection[int], enterprise: int, limit: int) -> bool:
    """Whether this enterprise would be one too many for an agent who serves `served` as A.

    Only A counts; a second project of the same enterprise adds nothing.
    """
    return enterprise not in served and len(set(served)) >= limit


def require_load(
    served: Collection[int], enterprise: int, *, name: str, limit: int, may_override: bool
) -> bool:
    """Whether an override was needed to give an agent this enterprise as A.

    Raises RuleBroken agency.too_many_enterprises (name, limit) where one is needed and not allowed.
    """
    too_much = is_too_much(served, enterprise, limit)
    if too_much and not may_override:
        raise RuleBroken("agency.too_many_enterprises", name=name, limit=limit)
    return too_much


def handed_over(pair: Pair, role: AssignmentRole, to: int) -> Pair:
    """The pair after `to` took over one place. B who becomes A leaves the place of B empty.

    Raises RuleBroken agency.primary_missing, agency.already_in_place, agency.same_person.
    """
    if pair.primary is None:
        raise RuleBroken("agency.primary_missing")
    if pair.holder(role) == to:
        raise RuleBroken("agency.already_in_place")
    if role is AssignmentRole.PRIMARY:
        return replace(pair, primary=to, backup=None if pair.backup == to else pair.backup)
    require_pair(pair.primary, to)
    return replace(pair, backup=to)


@dataclass(frozen=True)
class Away:
    """An absence: both days included."""

    from_on: date
    until_on: date

    def overlaps(self, other: "Away") -> bool:
        return self.from_on <= other.until_on and other.from_on <= self.until_on


def require_absence(wanted: Away, known: Iterable[Away], today: date) -> None:
    """An absence runs forward, is not over yet, and meets no other of the same agent.

    Raises BadInput agency.absence_inverted, agency.absence_over; RuleBroken agency.absence_overlaps.
    """
    if wanted.until_on < wanted.from_on:
        raise BadInput("agency.absence_inverted")
    if wanted.until_on < today:
        raise BadInput("agency.absence_over")
    for one in known:
        if wanted.overlaps(one):
            raise RuleBroken("agency.absence_overlaps", start=one.from_on, until=one.until_on)


@dataclass(frozen=True)
class Candidate:
    """An agent for a new project: what the order of suggestions looks at."""

    id: int
    enterprises: frozenset[int]
    as_backup: int = 0
    is_away: bool = False


def suggested(candidates: Iterable[Candidate], enterprise: int | None, limit: int) -> list[Candidate]:
    """Candidates for A, the best first: not away, within the limit, knows the enterprise, least load."""
    return sorted(candidates, key=lambda one: _order(one, enterprise, limit))


def _order(one: Candidate, enterprise: int | None, limit: int) -> tuple[bool, bool, bool, int, int, int]:
    serves = enterprise in one.enterprises
    is_full = not serves and len(one.enterprises) >= limit
    return one.is_away, is_full, not serves, len(one.enterprises), one.as_backup, one.id
