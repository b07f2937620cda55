"""Who becomes A and B of the rows of a file, counting the load that the rows before have brought."""

from collections.abc import Hashable
from dataclasses import dataclass

from sqlmodel import Session, select

from domain.access import Actor, Permission, can
from domain.assignment import is_too_much
from domain.vocabulary import ProjectStatus, Role
from models import Project
from services import catalogue
from services.ledger_import.cells import LedgerRow
from services.ledger_import.matching import Names
from services.ledger_import.remarks import Remark, error, warning

_PLACED = (ProjectStatus.UNASSIGNED, ProjectStatus.ACTIVE)


@dataclass(frozen=True)
class Pair:
    """The two accounts; no A means the project waits in 待分配."""

    primary: int | None = None
    backup: int | None = None


class Places:
    """Gives the agents that a file names their places, as long as nobody gets an enterprise too many."""

    def __init__(self, session: Session, names: Names, actor: Actor) -> None:
        self.session, self.names, self.actor = session, names, actor
        self.limit = catalogue.number(session, "agency.max_enterprises")
        self.served: dict[int, set[Hashable]] = {}

    def of_new(self, row: LedgerRow, enterprise: Hashable) -> tuple[Pair, list[Remark]]:
        """A and B of a new project. Without a known A who has room it waits, and that is said."""
        wanted = self._wanted(row)
        if refused := self._refused(row, wanted):
            return Pair(), [refused]
        if wanted.primary is None:
            is_named = "primary" in row.values
            return Pair(), [] if is_named else [warning("ledger.no_agent", row.number, "primary")]
        if self._is_full(wanted.primary, enterprise):
            agent = row.values["primary"]
            return Pair(), [warning("ledger.agent_full", row.number, "primary", name=agent, limit=self.limit)]
        self._load(wanted.primary).add(enterprise)
        return wanted, []

    def of_known(self, row: LedgerRow, project: Project) -> tuple[Pair | None, list[Remark]]:
        """The pair to place now, None for no change. Who works is never replaced: that is a handover."""
        wanted, now = self._wanted(row), Pair(project.primary_agent_id, project.backup_agent_id)
        may_place = can(self.actor, Permission.ASSIGN) and project.status in _PLACED
        if project.status == ProjectStatus.UNASSIGNED and may_place and wanted.primary is not None:
            pair, remarks = self.of_new(row, project.enterprise_id)
            return (pair if pair.primary else None), remarks
        remarks = [
            warning("ledger.agent_kept", row.number, column, name=row.values[column])
            for column, named, held in (
                ("primary", wanted.primary, now.primary),
                ("backup", wanted.backup, now.backup),
            )
            if named is not None and held is not None and named != held
        ]
        fills_b = wanted.backup is not None and now.backup is None and wanted.backup != now.primary
        if fills_b and may_place and now.primary is not None:
            return Pair(now.primary, wanted.backup), remarks
        return None, remarks

    def _wanted(self, row: LedgerRow) -> Pair:
        return Pair(
            self.names.account_id("agent", row.values.get("primary")),
            self.names.account_id("backup", row.values.get("backup")),
        )

    def _refused(self, row: LedgerRow, wanted: Pair) -> Remark | None:
        if wanted.primary is not None and wanted.primary == wanted.backup:
            return error("agency.same_person", row.number, "backup")
        is_agent = self.actor.role is Role.AGENT
        if is_agent and wanted.primary not in (None, self.actor.account_id):
            return error("projects.agent_names_others", row.number, "primary")
        return None

    def _is_full(self, agent_id: int, enterprise: Hashable) -> bool:
        return is_too_much(self._load(agent_id), enterprise, self.limit)  # type: ignore[arg-type]

    def _load(self, agent_id: int) -> set[Hashable]:
        """The enterprises that the agent serves as A: those of the pool, and those of the rows before."""
        if agent_id not in self.served:
            active = (Project.primary_agent_id == agent_id) & (Project.status == ProjectStatus.ACTIVE)
            self.served[agent_id] = set(self.session.exec(select(Project.enterprise_id).where(active)))
        return self.served[agent_id]
