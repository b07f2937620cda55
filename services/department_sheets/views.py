"""A department's items as a sheet to answer in, and what came back: frozen, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Fate = Literal["confirm", "same", "opinion", "blank", "refused"]
FATES: tuple[Fate, ...] = ("confirm", "refused", "opinion", "same", "blank")

FORMAT = "daiban.department_items.1"
"""Stands in the hidden first cell, with the department after a colon: what kind of file comes back."""
COLUMNS = ("code", "version", "seq", "name", "stage", "statutory", "promised", "unit", "basis", "status")
ANSWERS = ("new_statutory", "new_promised", "new_unit", "new_document", "new_effective_on", "opinion")
"""Machine names of the columns; they stand in a hidden row, so that words and widths may change."""


@dataclass(frozen=True)
class SheetLine:
    """An item as the department sees it. `code` and `version` are hidden: they find the item again."""

    code: str
    version: int
    seq: int
    name: str
    stage: str
    statutory_days: int | None
    promised_days: int | None
    day_unit: str
    legal_basis: str
    limits_status: str
    document_no: str
    effective_on: date | None


@dataclass(frozen=True)
class DepartmentSheet:
    department_code: str
    department: str
    district: str
    as_of: date
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class DepartmentChoice:
    """A department with items, and how many of them wait for its answer."""

    code: str
    name: str
    items: int
    pending: int


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a returned sheet (`number` as in the file) and what becomes of it.

    `changes`: machine name → (before, after) as text; `reason` says why a refused row is refused.
    """

    number: int
    code: str
    name: str
    fate: Fate
    changes: Mapping[str, tuple[str, str]]
    document_no: str = ""
    effective_on: date | None = None
    opinion: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReturnedSheet:
    """`absent`: items of the department that the file does not have; nothing happens to them."""

    department_code: str
    department: str
    rows: tuple[ReturnedRow, ...]
    absent: int

    def count(self, fate: Fate) -> int:
        return sum(row.fate == fate for row in self.rows)
