"""A sheet written from top to bottom in merged spans: the one-page overview and the lists use it."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import lines_of, put_text
from exports.style import COLUMN_HEAD, HEADING, TEXT, Look, dress

COLUMNS = 12
COLUMN_WIDTH = 8.1
UNITS_IN_COLUMN = 8.8
ROW_HEIGHT = 21.0
LINE_HEIGHT = 13.0


@dataclass(frozen=True)
class Column:
    """A table column over grid columns first..last; a light column takes its look from the row."""

    heading: str
    first: int
    last: int
    across: str = "left"


@dataclass(frozen=True)
class Entry:
    """One text of a table row with its own look (a light cell), or the column's."""

    text: str
    look: Look | None = None


class Grid:
    """Twelve equal columns and a running row number."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 0
        for number in range(1, COLUMNS + 1):
            sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH

    def next_row(self, height: float) -> None:
        self.row += 1
        self.sheet.row_dimensions[self.row].height = height

    def span(self, first: int, last: int, text: str, look: Look, *, link: str = "") -> None:
        """Write a text over several columns of the current row; every cell of the merge gets the look."""
        for number in range(first, last + 1):
            dress(self.sheet.cell(self.row, number), look)
        cell = self.sheet.cell(self.row, first)
        put_text(cell, text)
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        if link:
            cell.hyperlink = link
            dress(cell, look)

    def gap(self, height: float = 8) -> None:
        self.next_row(height)

    def heading(self, text: str, *, first: int = 1, last: int = COLUMNS, is_new_row: bool = True) -> None:
        """A section title with a thin blue rule under it."""
        if is_new_row:
            self.next_row(25)
        self.span(first, last, text, HEADING)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Entry]]) -> None:
        """Column heads in grey, then one row each, as high as its longest text needs."""
        self.next_row(16)
        for column in columns:
            self.span(column.first, column.last, column.heading, _aligned(COLUMN_HEAD, column))
        for entries in rows:
            self._table_row(columns, entries)

    def _table_row(self, columns: Sequence[Column], entries: Sequence[Entry]) -> None:
        pairs = list(zip(columns, entries, strict=True))
        self.next_row(row_height(max(lines_of(entry.text, room(column)) for column, entry in pairs)))
        for column, entry in pairs:
            self.span(column.first, column.last, entry.text, entry.look or _aligned(TEXT, column))


def room(column: Column) -> float:
    """How many column units of text fit into one line; right-aligned and light cells shrink instead."""
    if column.across != "left":
        return 1000
    return (column.last - column.first + 1) * UNITS_IN_COLUMN - 0.8


def _aligned(look: Look, column: Column) -> Look:
    if column.across == "right":
        return look.but(across="right", indent=1, wrap=False, shrink=True)
    return look.but(across=column.across)


def row_height(lines: int) -> float:
    return ROW_HEIGHT + (lines - 1) * LINE_HEIGHT
