"""One decision a row: what becomes of it, and everything that storing it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from domain.access import Actor
from services.catalogue import TemplateView
from services.ledger_import.cells import LedgerRow
from services.ledger_import.differences import as_json
from services.ledger_import.matching import Names
from services.ledger_import.places import Pair, Places
from services.ledger_import.remarks import Remark
from services.ledger_import.views import Fate
from services.projects import IntakeDraft


@dataclass(frozen=True)
class Surroundings:
    """What every decision looks at. `package` is the one chosen for rows that name none."""

    session: Session
    names: Names
    actor: Actor
    today: date
    package: str | None
    packages: Mapping[str, TemplateView]
    columns: tuple[str, ...]
    places: Places


@dataclass(frozen=True)
class Change:
    """What an update writes; empty parts write nothing. `hints` are those that are new or different."""

    basics: dict[str, Any] = field(default_factory=dict)
    uscc: str | None = None
    hints: dict[str, Any] = field(default_factory=dict)
    last_verified_on: date | None = None
    pair: Pair | None = None

    @property
    def is_empty(self) -> bool:
        return not any((self.basics, self.uscc, self.hints, self.last_verified_on, self.pair))


@dataclass(frozen=True)
class Decision:
    """`stored`: every column of the file as it is stored then. `problem`: a text to raise as a problem.

    `waits`: the project will have no agent.
    """

    row: LedgerRow
    fate: Fate
    remarks: tuple[Remark, ...] = ()
    project_id: int | None = None
    stored: dict[str, Any] = field(default_factory=dict)
    draft: IntakeDraft | None = None
    change: Change = Change()
    problem: str = ""
    waits: bool = False
    is_package_assumed: bool = False


def refused(
    around: Surroundings, row: LedgerRow, remarks: Sequence[Remark], project_id: int | None = None
) -> Decision:
    """The decision on a row that cannot be stored; its own remarks come first."""
    values = stored(around, {}, row.values)
    return Decision(row, "error", (*row.remarks, *remarks), project_id, stored=values)


def stored(around: Surroundings, now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns of the file hold afterwards; blank cells keep what is stored."""
    return {name: as_json(then.get(name, now.get(name))) for name in around.columns}


def unplaced(placed: Mapping[str, int | None]) -> tuple[str, ...]:
    """The places that nobody has: who was named for them is kept as a hint."""
    return tuple(column for column, account_id in placed.items() if account_id is None)


# column of the ledger → kind of name, field of the drafts
PEOPLE = {"coordinator": ("coordinator", "coordinator_id"), "responsible_leader": ("leader", "leader_id")}
