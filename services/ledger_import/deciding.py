"""The fate of every row, decided before anything is stored: created, updated, unchanged or refused."""

from datetime import date

from sqlmodel import Session

from domain.access import Actor
from domain.errors import DomainError
from domain.ledger_headers import Headers
from services import catalogue
from services.ledger_import import entering, updating
from services.ledger_import.cells import LedgerRow
from services.ledger_import.decisions import Decision, Surroundings, refused
from services.ledger_import.duplicates import Seen
from services.ledger_import.matching import Names
from services.ledger_import.owners import Owners
from services.ledger_import.places import Places
from services.ledger_import.remarks import Remark, error, of_refusal, warning
from services.ledger_import.standing import standing


class Decider:
    """Decides row after row; later rows know what the earlier ones bring."""

    def __init__(
        self,
        session: Session,
        *,
        headers: Headers,
        names: Names,
        actor: Actor,
        today: date,
        package: str | None,
    ) -> None:
        self.around = Surroundings(
            session=session,
            names=names,
            actor=actor,
            today=today,
            package=package,
            packages=catalogue.templates(session),
            columns=columns_of(headers),
            places=Places(session, names, actor),
        )
        self.seen, self.owners = Seen(), Owners()
        self.projects: dict[int, int] = {}

    def decide(self, row: LedgerRow) -> Decision:
        """What becomes of one row."""
        if not row.values and not row.is_refused:
            return Decision(row, "skipped", row.remarks)
        twin = self.seen.add(row)
        if twin or row.is_refused:
            return refused(self.around, row, [twin] if twin else [])
        try:
            there = standing(self.around.session, row.values)
            self.owners.require_one_name(row)
        except DomainError as refusal:
            column = "enterprise_name" if refusal.code.endswith("ambiguous") else "uscc"
            return refused(self.around, row, [of_refusal(refusal, row.number, column)])
        row, remarks = self.owners.with_one_contact(row, there.enterprise)
        remarks += _of_order(row)
        if there.project is None or there.enterprise is None:
            key = self.owners.key(row, there.enterprise)
            return entering.decision(self.around, row, there.enterprise, key, remarks)
        first = self.projects.setdefault(there.project.id or 0, row.number)
        if first != row.number:
            return refused(
                self.around, row, [error("ledger.duplicate", row.number, "project_name", first=first)]
            )
        return updating.decision(self.around, row, there.project, there.enterprise, remarks)


def columns_of(headers: Headers) -> tuple[str, ...]:
    """The machine columns that a file fills, in its order."""
    both = ("enterprise_contact", "enterprise_phone")
    found = [both if one.column.handling == "split" else (code,) for code, one in headers.found.items()]
    return tuple(dict.fromkeys(name for names in found for name in names))


def _of_order(row: LedgerRow) -> list[Remark]:
    """Days that cannot follow each other."""
    accepted = row.values.get("accepted_on")
    later = [name for name in ("due_on", "paused_on", "done_on") if name in row.values]
    return [
        warning("ledger.days_out_of_order", row.number, name)
        for name in later
        if accepted and row.values[name] < accepted
    ]
