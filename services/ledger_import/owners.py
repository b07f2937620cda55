"""The enterprises of a file: one name a credit code, one contact an enterprise."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from domain.errors import RuleBroken
from domain.identifiers import normalised_name
from models import Enterprise
from services.ledger_import.cells import LedgerRow
from services.ledger_import.differences import CONTACT
from services.ledger_import.remarks import Remark, warning


class Owners:
    """What the rows so far said of their enterprises."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.contacts: dict[tuple[Hashable, str], tuple[Any, int]] = {}

    def require_one_name(self, row: LedgerRow) -> None:
        """Raises RuleBroken projects.credit_code_of_another when an earlier row names it otherwise."""
        uscc, name = row.values.get("uscc"), row.values["enterprise_name"]
        if uscc and normalised_name(self.names.setdefault(uscc, name)) != normalised_name(name):
            raise RuleBroken("projects.credit_code_of_another", enterprise=self.names[uscc])

    def key(self, row: LedgerRow, enterprise: Enterprise | None) -> Hashable:
        """What tells one enterprise from another, also before it is stored."""
        if enterprise is not None:
            return enterprise.id
        name = normalised_name(row.values["enterprise_name"])
        uscc = row.values.get("uscc")
        known = self.keys.get(uscc or "") or self.keys.get(name) or uscc or name
        for form in (uscc, name):
            if form:
                self.keys.setdefault(form, known)
        return known

    def with_one_contact(
        self, row: LedgerRow, enterprise: Enterprise | None
    ) -> tuple[LedgerRow, list[Remark]]:
        """The row with the contact that its enterprise's first row gave; a difference is said."""
        key, values, remarks = self.key(row, enterprise), dict(row.values), []
        for column in CONTACT:
            if column not in values:
                continue
            first, number = self.contacts.setdefault((key, column), (values[column], row.number))
            if first != values[column]:
                remarks.append(warning("ledger.contact_differs", row.number, column, first=number))
                values[column] = first
        return replace(row, values=values), remarks
