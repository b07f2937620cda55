"""One or two agents a project, one or two enterprises an agent, and who acts today (domain.md (f))."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.errors import RuleBroken


@dataclass(frozen=True)
class Pair:
    """The people a project has; `coordinator` stands above both agents."""

    primary: int | None
    backup: int | None = None
    coordinator: int | None = None


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


def require_load(
    served: Collection[int],
    enterprise: int,
    *,
    name: str,
    limit: int,
    may_override: bool,
) -> None:
    """Whether an agent may take one more enterprise as A (`served`: ids of its enterprises so far).

    Only A counts; a second project of the same enterprise adds nothing. Beyond `limit` only an override
    goes. Raises RuleBroken agency.too_many_enterprises (name, limit).
    """
    is_new = enterprise not in served
    if is_new and len(set(served)) >= limit and not may_override:
        raise RuleBroken("agency.too_many_enterprises", name=name, limit=limit)
