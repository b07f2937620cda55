"""A file as a table of cells: what it is by its first bytes, which sheet, which cells are formulas."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.errors import BadInput
from domain.ledger_headers import SEARCHED_ROWS, header_row
from services.ledger_import.columns import columns, units
from services.ledger_import.csv_text import is_text, text_rows
from services.settings import settings

MOST_ROWS = 2_000  # one transaction holds all of them: others wait for as long as it writes
_MOST_COLUMNS = 120
_LARGEST_UNPACKED = 300 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREADABLE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    NotImplementedError,
    zipfile.LargeZipFile,
)


@dataclass(frozen=True)
class Table:
    """The cells of one sheet from row 1 on; `formulas` are (row from 1, column from 0).

    `sheets`: the names of all sheets with something in them; empty for a text file.
    """

    rows: tuple[tuple[Any, ...], ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()


def read(*, data: bytes, name: str, sheet: str | None) -> Table:
    """The table of a file. Without a sheet named, the one whose header names most columns.

    Raises BadInput ledger.empty_file, ledger.too_big, ledger.type_refused, ledger.old_excel,
    ledger.unreadable, ledger.no_such_sheet, ledger.sheet_empty, ledger.too_many_rows.
    """
    _check_size(data)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data.startswith(_OLE):
        raise BadInput("ledger.old_excel")
    if ending in ("xlsx", "xlsm") and data.startswith(_ZIP):
        table = _from_excel(data, sheet)
    elif ending in ("csv", "txt") and is_text(data):
        table = Table(*text_rows(data, most=MOST_ROWS + SEARCHED_ROWS))
    else:
        raise BadInput("ledger.type_refused", name=name)
    if not any(is_filled(row) for row in table.rows):
        raise BadInput("ledger.sheet_empty", sheet=table.sheet or name)
    return table


def _check_size(data: bytes) -> None:
    limit = settings().upload_megabytes
    if not data:
        raise BadInput("ledger.empty_file")
    if len(data) > limit * 1024 * 1024:
        raise BadInput("ledger.too_big", limit=limit)


def is_filled(row: Iterable[Any]) -> bool:
    """Some cell of a row holds more than blanks."""
    return any(cell is not None and str(cell).strip() for cell in row)


def _from_excel(data: bytes, wanted: str | None) -> Table:
    _check_unpacked(data)
    with _opened(data, values=True) as book:
        heads = {one.title: _head(one) for one in book.worksheets if one.sheet_state == "visible"}
        filled = tuple(title for title, rows in heads.items() if any(map(is_filled, rows)))
        if wanted is not None and wanted not in heads:
            raise BadInput("ledger.no_such_sheet", sheet=wanted, sheets=list(heads))
        chosen = wanted or _likely(heads, filled)
        rows = _rows(book[chosen])
    return Table(rows, sheet=chosen, sheets=filled, formulas=_formulas(data, chosen))


def _check_unpacked(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise BadInput("ledger.unreadable") from None
    if not any(part.filename.startswith("xl/") for part in parts):
        raise BadInput("ledger.unreadable")
    if sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
        raise BadInput("ledger.too_big", limit=settings().upload_megabytes)


@contextmanager
def _opened(data: bytes, *, values: bool) -> Iterator[Any]:
    """The workbook, cell by cell from the archive. A damaged file fails anywhere inside: it is refused."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=values)
        try:
            yield book
        finally:
            book.close()
    except _UNREADABLE as error:
        raise BadInput("ledger.unreadable") from error


def _likely(heads: dict[str, tuple[tuple[Any, ...], ...]], filled: tuple[str, ...]) -> str:
    """The sheet whose header names most columns, the first of equals."""

    def named(title: str) -> int:
        headers = header_row(heads[title], columns(), units())
        return len(headers.found) if headers else 0

    if not heads:
        raise BadInput("ledger.unreadable")
    return max(filled or heads, key=named)


def _head(sheet: Any) -> tuple[tuple[Any, ...], ...]:
    sheet.reset_dimensions()  # what a file claims about its size is often wrong
    cells = sheet.iter_rows(max_row=SEARCHED_ROWS, max_col=_MOST_COLUMNS, values_only=True)
    return tuple(tuple(row) for row in cells)


def _rows(sheet: Any) -> tuple[tuple[Any, ...], ...]:
    """Every row up to the last filled one. Raises BadInput ledger.too_many_rows."""
    rows: list[tuple[Any, ...]] = []
    last = 0
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1):
        if not is_filled(row):
            continue
        if number > MOST_ROWS + SEARCHED_ROWS:
            raise BadInput("ledger.too_many_rows", limit=MOST_ROWS)
        rows.extend([()] * (number - last - 1))
        rows.append(tuple(row))
        last = number
    return tuple(rows)


def _formulas(data: bytes, sheet: str) -> frozenset[tuple[int, int]]:
    """Where formulas stand: a second reading, because the first gives only their last results."""
    with _opened(data, values=False) as book:
        chosen = book[sheet]
        chosen.reset_dimensions()
        return frozenset(
            (cell.row, cell.column - 1)
            for row in chosen.iter_rows(max_row=MOST_ROWS + SEARCHED_ROWS, max_col=_MOST_COLUMNS)
            for cell in row
            if getattr(cell, "data_type", None) == "f"
        )
