"""A department's items as a workbook to answer in, and all departments' workbooks in one archive."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.vocabulary import DayUnit, LimitsStatus
from exports.answer_sheet import (
    ANSWER,
    FIRST_ROW,
    HEAD_ROW,
    OPEN,
    add_rules,
    any_day,
    choice,
    heads,
    lock,
    paper,
    safe_name,
    top,
)
from exports.cells import lines_of, put_text
from exports.style import SOFT, TEXT, dress, light_look
from exports.wording import Words
from exports.workbook import new_workbook, to_bytes
from services.department_sheets import ANSWERS, COLUMNS, FORMAT, DepartmentSheet, SheetLine

_NAMES = (*COLUMNS, *ANSWERS)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDTHS = {
    "seq": 5,
    "name": 27,
    "stage": 11,
    "statutory": 8.5,
    "promised": 8.5,
    "unit": 8,
    "basis": 25,
    "status": 11.5,
    "new_statutory": 9.5,
    "new_promised": 9.5,
    "new_unit": 9,
    "new_document": 19,
    "new_effective_on": 12.5,
    "opinion": 20,
}


@dataclass(frozen=True)
class _Answer:
    """How an answer column looks and what may be written in it."""

    across: str = "left"
    number_format: str = "General"


_ANSWER_LOOKS = {
    "new_statutory": _Answer("right"),
    "new_promised": _Answer("right"),
    "new_unit": _Answer("center"),
    "new_document": _Answer(number_format="@"),
    "new_effective_on": _Answer("right", "yyyy-mm-dd"),
    "opinion": _Answer(number_format="@"),
}


def file_name(view: DepartmentSheet, *, lang: str) -> str:
    """A name that every system takes, also inside the archive."""
    words = Words(lang, view.as_of)
    return safe_name(words("{department}: limits to confirm", department=view.department)) + ".xlsx"


def render(view: DepartmentSheet, *, lang: str) -> bytes:
    """The workbook of one department."""
    words = Words(lang, view.as_of)
    title = words("{department}: limits to confirm", department=view.department)
    book = new_workbook(title=title, author=view.district, words=words)
    sheet = book.create_sheet(words("Limits to confirm"))
    put_text(sheet.cell(1, 1), f"{FORMAT}:{view.department_code}")
    note = words("department_sheet.how_to", district=view.district, day=words.day(view.as_of, weekday=False))
    top(sheet, title, note, first=3, last=len(_NAMES))
    heads(sheet, {name: _head(words, name) for name in _NAMES}, _WIDTHS, ANSWERS)
    for offset, line in enumerate(view.lines):
        _write_line(sheet, FIRST_ROW + offset, line, words)
    last_row = FIRST_ROW + len(view.lines) - 1
    _rules(sheet, words, last_row)
    _paper(sheet, words, view, last_row)
    return to_bytes(book)


def render_all(views: Sequence[DepartmentSheet], *, lang: str) -> bytes:
    """Every department's workbook in one archive; equal catalogues give equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for view in views:
            entry = zipfile.ZipInfo(file_name(view, lang=lang), _ZIP_EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, render(view, lang=lang))
    return packed.getvalue()


def _head(words: Words, name: str) -> str:
    return "" if name not in _WIDTHS else words(f"department_sheet.{name}")


def _write_line(sheet: Worksheet, row: int, line: SheetLine, words: Words) -> None:
    cells = {name: sheet.cell(row, number) for number, name in enumerate(_NAMES, start=1)}
    put_text(cells["code"], line.code)
    cells["version"].value = line.version
    cells["seq"].value = line.seq
    dress(cells["seq"], TEXT.but(across="center", ink=SOFT))
    for name, text in (
        ("name", line.name),
        ("stage", words(f"stage.{line.stage}")),
        ("unit", words(f"day_unit.{line.day_unit}")),
        ("basis", line.legal_basis),
    ):
        put_text(cells[name], text)
        dress(cells[name], TEXT.but(bold=name == "name", across="center" if name == "unit" else "left"))
    _days(cells["statutory"], line.statutory_days)
    _days(cells["promised"], line.promised_days)
    is_confirmed = line.limits_status == LimitsStatus.CONFIRMED
    put_text(cells["status"], words(f"limits_status.{line.limits_status}"))
    dress(cells["status"], light_look("green" if is_confirmed else "yellow", size=9))
    for name in ANSWERS:
        look = _ANSWER_LOOKS[name]
        dress(cells[name], ANSWER.but(across=look.across, number_format=look.number_format))
        cells[name].protection = OPEN
    texts = (
        (line.name, _WIDTHS["name"]),
        (line.legal_basis, _WIDTHS["basis"]),
        (words(f"stage.{line.stage}"), _WIDTHS["stage"]),
        (words(f"day_unit.{line.day_unit}"), _WIDTHS["unit"]),
    )
    sheet.row_dimensions[row].height = 26 + 13 * (max(lines_of(text, width) for text, width in texts) - 1)


def _days(cell: Cell, days: int | None) -> None:
    look = TEXT.but(across="right", indent=1, wrap=False)
    if days is None:
        put_text(cell, "—")
        return dress(cell, look.but(ink=SOFT))
    cell.value = days
    dress(cell, look)


def _rules(sheet: Worksheet, words: Words, last_row: int) -> None:
    """Whole days, the two units, a real day."""
    rules: dict[str, DataValidation] = {
        "new_statutory": _whole_days(),
        "new_promised": _whole_days(),
        "new_unit": choice([words(f"day_unit.{unit}") for unit in DayUnit]),
        "new_effective_on": any_day(),
    }
    told = {name: (rule, words(f"department_sheet.error_{name}")) for name, rule in rules.items()}
    add_rules(sheet, _NAMES, told, words, last_row)


def _whole_days() -> DataValidation:
    """A whole number, or one of the words for: no such limit."""
    rule = DataValidation(type="whole", operator="between", formula1="0", formula2="1500", allow_blank=True)
    rule.errorStyle = "warning"
    return rule


def _paper(sheet: Worksheet, words: Words, view: DepartmentSheet, last_row: int) -> None:
    footer = f"{view.district} · {view.department}"
    paper(sheet, words, footer=footer, freeze="E", first="C", columns=len(_NAMES), last=last_row)
    sheet.auto_filter.ref = f"C{HEAD_ROW}:{get_column_letter(len(_NAMES))}{last_row}"
    lock(sheet)
