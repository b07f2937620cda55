"""Safe cells: whatever people typed is stored as text, never as a formula, never with control characters."""

import re
import unicodedata

from openpyxl.cell.cell import Cell

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_LONGEST = 32_000  # a cell holds 32,767 characters


def clean(text: str) -> str:
    """The text without control characters, lone surrogates, direction overrides; cut to what a cell holds."""
    tidy = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return tidy if len(tidy) <= _LONGEST else tidy[: _LONGEST - 1] + "…"


def one_line(text: str) -> str:
    """As `clean`, with every run of white space a single blank: for titles, footers and file names."""
    return " ".join(clean(text).split())


def put_text(cell: Cell, text: str) -> None:
    """Store text as text. A start that a spreadsheet could take for a formula also gets the quote prefix."""
    value = clean(text)
    cell.value = value
    cell.data_type = "s"
    if value.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def footer_text(text: str) -> str:
    """Text for a page footer, where & starts a code and 255 characters are the limit for all parts."""
    return one_line(text)[:80].replace("&", "&&")


def width_of(text: str) -> float:
    """Width in units of a digit of the sheet's own font: at 10 points an East Asian character takes 1.9."""
    return sum(1.9 if unicodedata.east_asian_width(letter) in "WF" else 0.9 for letter in text)


def lines_of(text: str, columns: float) -> int:
    """How many lines the text takes when wrapped into `columns` units (at least one)."""
    return sum(max(1, -int(-width_of(line) // columns)) for line in text.split("\n"))
