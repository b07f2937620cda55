"""The rows of a table as values by machine column, each cell read by its column's kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from domain import ledger_values as values
from domain.errors import BadInput
from domain.identifiers import CREDIT_CODE, PROJECT_CODE
from domain.ledger_headers import Found, Headers, plain
from domain.ledger_values import Read
from services.ledger_import.columns import column, units, words
from services.ledger_import.matching import Names
from services.ledger_import.reading import Table
from services.ledger_import.remarks import Remark, error, of_refusal, warning
from services.words import say_date, say_number, translate

_EXCEL_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
_NAMES = ("project_name", "enterprise_name")


@dataclass(frozen=True)
class LedgerRow:
    """One row of the file (`number` from 1): what its cells say, only those that say something."""

    number: int
    values: dict[str, Any]
    remarks: tuple[Remark, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(remark.is_error for remark in self.remarks)


def ledger_rows(
    table: Table, headers: Headers, *, names: Names, today: date, lang: str
) -> Iterator[LedgerRow]:
    """Every row below the header that speaks of a project; sums and notes come without values."""
    reader = _Reader(table, headers, names, today, lang)
    for number, cells in enumerate(table.rows[headers.row :], start=headers.row + 1):
        if any(not _is_blank(cell) for cell in cells):
            yield reader.row(number, cells)


def _is_blank(cell: Any) -> bool:
    """Nothing, or a word for nothing."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return not text or not plain(text) or plain(text) in words("blank")


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, headers: Headers, names: Names, today: date, lang: str) -> None:
        self.table, self.headers, self.names, self.today, self.lang = table, headers, names, today, lang
        self.kinds: dict[str, Callable[[Any, Found], Read]] = {
            "line": _plainly(values.line),
            "text": _plainly(values.text),
            "day": _plainly(values.day),
            "past_day": _plainly(partial(values.past_day, today=today)),
            "month": _plainly(values.month),
            "phone": _plainly(values.phone),
            "mail": _plainly(values.mail),
            "credit_code": _plainly(partial(values.identifier, CREDIT_CODE)),
            "project_code": _plainly(partial(values.identifier, PROJECT_CODE)),
            "money": _amount,
            "area": _amount,
        }

    def row(self, number: int, cells: tuple[Any, ...]) -> LedgerRow:
        if self._is_note(number, cells):
            return LedgerRow(number, {}, (warning("ledger.not_a_project", number),))
        found: dict[str, Any] = {}
        remarks: list[Remark] = []
        for code, place in self.headers.found.items():
            cell = self._cell(code, cells)
            if (number, place.place) in self.table.formulas:
                remarks.append(_of_formula(number, code, cell))
            if _is_blank(cell):
                continue
            if cell in _EXCEL_ERRORS:
                remarks.append(error("ledger.excel_error", number, code, text=cell))
                continue
            try:
                for filled, read in self._read(code, place, cell):
                    if read.value is not None:
                        found[filled] = read.value
                    remarks += self._reread(number, filled, cell, read)
            except BadInput as refusal:
                remarks.append(of_refusal(refusal, number, code))
        remarks += [
            error("ledger.cell_missing", number, name) for name in _NAMES if self._lacks(name, found, remarks)
        ]
        return LedgerRow(number, found, tuple(remarks))

    def _is_note(self, number: int, cells: tuple[Any, ...]) -> bool:
        """A sum, or a remark below the table: no project and no enterprise is named."""
        filled = [plain(cell) for cell in cells if not _is_blank(cell)]
        if any(text in words("total") for text in filled):
            return True
        has_name = any(not _is_blank(self._cell(name, cells)) for name in _NAMES)
        has_formula = any((number, self.headers.found[name].place) in self.table.formulas for name in _NAMES)
        return not has_name and not has_formula and len(filled) <= 2

    def _cell(self, code: str, cells: tuple[Any, ...]) -> Any:
        place = self.headers.found[code].place
        return cells[place] if place < len(cells) else None

    def _lacks(self, name: str, found: dict[str, Any], remarks: list[Remark]) -> bool:
        return name not in found and not any(one.column == name and one.is_error for one in remarks)

    def _read(self, code: str, found: Found, cell: Any) -> Iterator[tuple[str, Read]]:
        kind = found.column.kind
        if kind == "contact_and_phone":
            pair = zip(
                ("enterprise_contact", "enterprise_phone"), values.contact_and_phone(cell), strict=True
            )
            yield from ((name, read) for name, read in pair if read)
        elif kind in self.kinds:
            yield code, self.kinds[kind](cell, found)
        else:
            yield code, self.names.read(kind, values.line(cell).value)

    def _reread(self, number: int, code: str, cell: Any, read: Read) -> Iterator[Remark]:
        """Says what was read otherwise than it stands there, and what is odd about it."""
        spoken = self._spoken(code, read.value)
        if read.is_reread and spoken != values.shown(cell):
            yield warning("ledger.read_as", number, code, text=values.shown(cell), value=spoken)
        for key in read.warnings:
            yield warning(key, number, code, text=values.shown(cell), **self.names.suggestion(key, cell))

    def _spoken(self, code: str, value: Any) -> str:
        if isinstance(value, date):
            return say_date(value, lang=self.lang, today=date.min, weekday=False)
        if code.endswith("_wan"):
            return translate("ledger.wan", lang=self.lang, n=say_number(value, digits=_digits(value)))
        if isinstance(value, float):
            return say_number(value, digits=_digits(value))
        return self.names.word(column(code).kind, value)


def _plainly(read: Callable[[Any], Read]) -> Callable[[Any, Found], Read]:
    return lambda cell, found: read(cell)


def _amount(cell: Any, found: Found) -> Read:
    return values.amount(cell, factor=found.unit or "1", units=units().of(found.column.kind))


def _digits(value: float) -> int:
    return 0 if value == int(value) else 2


def _of_formula(number: int, code: str, cell: Any) -> Remark:
    """A formula's last result is taken and said; without one nobody knows what it says."""
    if cell is None or cell == "":
        return error("ledger.formula_empty", number, code)
    return warning("ledger.formula", number, code, value=values.shown(cell))
