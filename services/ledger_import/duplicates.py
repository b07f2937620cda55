"""One project twice in a file: the same code, or the same enterprise and name unless their codes differ."""

from collections import defaultdict
from typing import Any

from domain.identifiers import normalised_name
from services.ledger_import.cells import LedgerRow
from services.ledger_import.remarks import Remark, error


class Seen:
    """The rows of a file so far."""

    def __init__(self) -> None:
        self.by_code: dict[str, int] = {}
        self.by_name: dict[tuple[str, str], list[LedgerRow]] = defaultdict(list)

    def add(self, row: LedgerRow) -> Remark | None:
        """Remember a row; the error if an earlier one is the same project."""
        twin = self._twin(row)
        code = row.values.get("project_code")
        if code:
            self.by_code.setdefault(code, row.number)
        for key in _keys(row.values):
            self.by_name[key].append(row)
        return twin

    def _twin(self, row: LedgerRow) -> Remark | None:
        code = row.values.get("project_code")
        if code in self.by_code:
            return error("ledger.duplicate", row.number, "project_code", first=self.by_code[code])
        for key in _keys(row.values):
            for other in self.by_name[key]:
                if _may_be_same(row.values, other.values):
                    return error("ledger.duplicate", row.number, "project_name", first=other.number)
        return None


def _keys(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The enterprise's code and its name, each with the project's name."""
    project = normalised_name(values.get("project_name", ""))
    owners = (values.get("uscc"), normalised_name(values.get("enterprise_name", "")))
    return [(owner, project) for owner in owners if owner and project]


def _may_be_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    pairs = ((one.get(name), other.get(name)) for name in ("project_code", "uscc"))
    return all(not a or not b or a == b for a, b in pairs)
