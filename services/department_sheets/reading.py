"""A returned workbook as rows by machine column: is it ours, whose is it, what stands in each cell."""

from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from domain.errors import BadInput
from domain.ledger_values import shown
from services.department_sheets.views import ANSWERS, COLUMNS, FORMAT
from services.ledger_import import reading

_SEARCHED = 12


@dataclass(frozen=True)
class Kind:
    """What makes a file ours: its mark, its columns, those that find a row again, those it must have."""

    mark: str
    columns: Collection[str]
    keys: Set[str]
    needed: Set[str]


ITEMS = Kind(FORMAT, (*COLUMNS, *ANSWERS), {"code", "version"}, {"code", "version", "name", *ANSWERS})


@dataclass(frozen=True)
class Row:
    """`cells` by machine name, only those with something in them; `formulas`: where a formula stands."""

    number: int
    cells: dict[str, Any] = field(default_factory=dict)
    formulas: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        return shown(self.cells[name]) if name in self.cells else ""

    @property
    def is_answered(self) -> bool:
        return any(name in self.cells or name in self.formulas for name in ANSWERS if name != "opinion")


@dataclass(frozen=True)
class Returned:
    department_code: str
    rows: tuple[Row, ...]


def read(*, data: bytes, name: str, kind: Kind = ITEMS) -> Returned:
    """The rows of a returned sheet.

    Raises BadInput ledger.* for what is no workbook, department_sheet.not_ours and .columns_gone.
    """
    table, department_code = _marked(data, name, kind)
    at, places = _places(table.rows, kind)
    if kind.needed - places.keys():
        raise BadInput("department_sheet.columns_gone")
    return Returned(department_code, tuple(_rows(table, at, places)))


def _marked(data: bytes, name: str, kind: Kind) -> tuple[reading.Table, str]:
    """The sheet of the file that bears our mark, and the department behind the mark."""
    table = reading.read(data=data, name=name, sheet=None)
    others = (title for title in table.sheets if title != table.sheet)
    for one in chain([table], (reading.read(data=data, name=name, sheet=title) for title in others)):
        first = one.rows[0] if one.rows else ()
        mark, colon, code = str(first[0] if first and first[0] else "").partition(":")
        if colon and mark == kind.mark:
            return one, code
    raise BadInput("department_sheet.not_ours")


def _places(rows: tuple[tuple[Any, ...], ...], kind: Kind) -> tuple[int, dict[str, int]]:
    """The hidden row of machine names (its index) and where each column stands."""
    for at, row in enumerate(rows[:_SEARCHED]):
        places = {str(cell): place for place, cell in enumerate(row) if cell in kind.columns}
        if kind.keys <= places.keys():
            return at, places
    raise BadInput("department_sheet.columns_gone")


def _rows(table: reading.Table, at: int, places: dict[str, int]) -> Iterator[Row]:
    """Every row below the heads (the words people read stand right under the machine names)."""
    for number, cells in enumerate(table.rows[at + 2 :], start=at + 3):
        found = {
            name: cells[place]
            for name, place in places.items()
            if place < len(cells) and cells[place] is not None and str(cells[place]).strip()
        }
        formulas = tuple(name for name, place in places.items() if (number, place) in table.formulas)
        if found or formulas:
            yield Row(number, found, formulas)
