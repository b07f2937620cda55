"""A department's items as a workbook to answer in: locked facts, coloured cells for the answer, A4 landscape.

Column A and B (item, row version), the first cell (kind of file, department) and row 3 (machine names) are
hidden: they find the rows again when the file comes back, whatever was sorted or translated meanwhile.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.vocabulary import DayUnit, LimitsStatus
from exports.cells import lines_of, one_line, put_text
from exports.style import (
    ACCENT,
    ANSWER_FILL,
    ANSWER_HEAD,
    PAPER,
    RULE,
    SHEET_TITLE,
    SOFT,
    SOFT_TEXT,
    TEXT,
    Look,
    dress,
    light_look,
)
from exports.wording import Words
from exports.workbook import new_workbook, prepare_page, to_bytes
from services.department_sheets import ANSWERS, COLUMNS, FORMAT, DepartmentSheet, SheetLine

NAMES_ROW, HEAD_ROW, FIRST_ROW = 3, 4, 5
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+ *')
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = Look(size=9, bold=True, ink=PAPER, fill=ACCENT, wrap=True, across="center")
_ANSWER = Look(
    fill=ANSWER_FILL,
    wrap=True,
    rules=tuple((side, "hair", RULE) for side in ("left", "right", "top", "bottom")),
)
_OPEN = Protection(locked=False)
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
    title = one_line(words("{department}: limits to confirm", department=view.department))
    return _NOT_IN_NAMES.sub("-", title) + ".xlsx"


def render(view: DepartmentSheet, *, lang: str) -> bytes:
    """The workbook of one department."""
    words = Words(lang, view.as_of)
    title = words("{department}: limits to confirm", department=view.department)
    book = new_workbook(title=title, author=view.district, words=words)
    sheet = book.create_sheet(words("Limits to confirm"))
    _top(sheet, view, title, words)
    _heads(sheet, words)
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


def _top(sheet: Worksheet, view: DepartmentSheet, title: str, words: Words) -> None:
    put_text(sheet.cell(1, 1), f"{FORMAT}:{view.department_code}")
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 28, 34
    put_text(sheet.cell(1, 3), title)
    dress(sheet.cell(1, 3), SHEET_TITLE)
    note = words("department_sheet.how_to", district=view.district, day=words.day(view.as_of, weekday=False))
    last = len(COLUMNS) + len(ANSWERS)
    sheet.merge_cells(start_row=2, end_row=2, start_column=3, end_column=last)
    put_text(sheet.cell(2, 3), note)
    dress(sheet.cell(2, 3), SOFT_TEXT.but(size=9.5, wrap=True, down="top"))


def _heads(sheet: Worksheet, words: Words) -> None:
    sheet.row_dimensions[NAMES_ROW].hidden = True
    sheet.row_dimensions[HEAD_ROW].height = 32
    for number, name in enumerate((*COLUMNS, *ANSWERS), start=1):
        letter = get_column_letter(number)
        put_text(sheet.cell(NAMES_ROW, number), name)
        if name in ("code", "version"):
            sheet.column_dimensions[letter].hidden = True
            continue
        sheet.column_dimensions[letter].width = _WIDTHS[name]
        put_text(sheet.cell(HEAD_ROW, number), words(f"department_sheet.{name}"))
        dress(sheet.cell(HEAD_ROW, number), _HEAD.but(fill=ANSWER_HEAD if name in ANSWERS else ACCENT))


def _write_line(sheet: Worksheet, row: int, line: SheetLine, words: Words) -> None:
    cells = {name: sheet.cell(row, number) for number, name in enumerate((*COLUMNS, *ANSWERS), start=1)}
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
        dress(cells[name], _ANSWER.but(across=look.across, number_format=look.number_format))
        cells[name].protection = _OPEN
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
    """Whole days, the two units, a real day; what is refused here is also refused when it comes back."""
    units = ",".join(words(f"day_unit.{unit}") for unit in DayUnit)
    kinds: dict[str, DataValidation] = {
        "new_statutory": _whole_days(),
        "new_promised": _whole_days(),
        "new_unit": DataValidation(type="list", formula1=f'"{units}"', allow_blank=True),
        "new_effective_on": DataValidation(
            type="date", operator="between", formula1="36526", formula2="58804", allow_blank=True
        ),
    }
    for name, rule in kinds.items():
        letter = get_column_letter((*COLUMNS, *ANSWERS).index(name) + 1)
        rule.errorTitle = words("department_sheet.not_taken")
        rule.error = words(f"department_sheet.error_{name}")
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last_row}")


def _whole_days() -> DataValidation:
    """A whole number, or one of the words for: no such limit."""
    rule = DataValidation(type="whole", operator="between", formula1="0", formula2="1500", allow_blank=True)
    rule.errorStyle = "warning"
    return rule


def _paper(sheet: Worksheet, words: Words, view: DepartmentSheet, last_row: int) -> None:
    last = get_column_letter(len(COLUMNS) + len(ANSWERS))
    footer = f"{view.district} · {view.department}"
    prepare_page(sheet, words=words, footer=footer, landscape=True, one_page=False)
    sheet.freeze_panes = f"E{FIRST_ROW}"
    sheet.auto_filter.ref = f"C{HEAD_ROW}:{last}{last_row}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"C1:{last}{last_row}"
    lock = sheet.protection
    lock.sheet = True
    lock.formatColumns = lock.formatRows = lock.autoFilter = lock.sort = False
