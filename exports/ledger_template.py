"""The empty ledger as a workbook: headers that the import reads, drop-downs, and a sheet of rules."""

from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import put_text, width_of
from exports.style import ACCENT, ANSWER_HEAD, PAPER, SHEET_TITLE, SOFT_TEXT, TEXT, UNDERLINE, Look, dress
from exports.wording import Words
from exports.workbook import new_workbook, prepare_page, to_bytes
from services.ledger_import import TemplateColumn, TemplateView

ROWS = 300
_HEAD = Look(size=9, bold=True, ink=PAPER, fill=ACCENT, wrap=True, across="center")
_NEEDED = _HEAD.but(fill=ANSWER_HEAD)
_FORMATS = {"text": "@", "number": "#,##0.##", "day": "yyyy-mm-dd"}


def render(view: TemplateView, *, lang: str) -> bytes:
    """The file; the same for the same catalogue and language."""
    words = Words(lang, date(2026, 1, 1))
    book = new_workbook(title=view.title, author=view.title, words=words)
    sheet, rules = book.create_sheet(view.sheet), book.create_sheet(view.rules_sheet)
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for number, column in enumerate(view.columns, start=1):
        _write_column(sheet, lists, number, column)
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"
    _write_rules(rules, view)
    for page in (sheet, rules):
        prepare_page(page, words=words, footer=view.title, landscape=page is sheet, one_page=False)
    sheet.sheet_view.showGridLines = True
    return _finished(book)


def _finished(book: Workbook) -> bytes:
    book.active = 0
    return to_bytes(book)


def _write_column(sheet: Worksheet, lists: Worksheet, number: int, column: TemplateColumn) -> None:
    head = sheet.cell(1, number)
    put_text(head, column.header)
    dress(head, _NEEDED if column.is_needed else _HEAD)
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].width = max(11, min(30, width_of(column.header) + 3))
    for row in range(2, ROWS + 2):
        sheet.cell(row, number).number_format = _FORMATS[column.shape]
    if column.choices:
        _offer(sheet, lists, letter, column.choices)


def _offer(sheet: Worksheet, lists: Worksheet, letter: str, choices: tuple[str, ...]) -> None:
    """A drop-down whose choices stand on a hidden sheet; other words may be typed all the same."""
    for row, choice in enumerate(choices, start=1):
        put_text(lists[f"{letter}{row}"], choice)
    rule = DataValidation(
        type="list",
        formula1=f"lists!${letter}$1:${letter}${len(choices)}",
        allow_blank=True,
        showErrorMessage=False,
    )
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _write_rules(sheet: Worksheet, view: TemplateView) -> None:
    put_text(sheet.cell(1, 1), view.title)
    dress(sheet.cell(1, 1), SHEET_TITLE)
    row = 2
    for rule in view.rules:
        row += 1
        put_text(sheet.cell(row, 1), rule)
        dress(sheet.cell(row, 1), TEXT.but(wrap=False, rules=()))
    row += 1
    for column in view.columns:
        row += 1
        put_text(sheet.cell(row, 1), column.header)
        put_text(sheet.cell(row, 2), column.note)
        dress(sheet.cell(row, 1), TEXT.but(bold=column.is_needed, wrap=False))
        dress(sheet.cell(row, 2), SOFT_TEXT.but(rules=UNDERLINE))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 70
