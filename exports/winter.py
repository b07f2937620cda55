"""The winter board on paper: A4 across, who still makes the thaw, what it hangs on, until when."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import put_text
from exports.style import COLUMN_HEAD, LIGHT_INK, SHEET_TITLE, SIGNS, SOFT_TEXT, TEXT, Look, dress, light_look
from exports.wording import Words
from exports.workbook import new_workbook, prepare_page, to_bytes
from services.winter import FrostRow, Outcome, WinterBoard, WinterRow

TONES = {Outcome.LOST: "red", Outcome.SHORT: "yellow", Outcome.MADE: "green", Outcome.READY: "blue"}
_THAW = (
    *(("Project", 30), ("Park", 13), ("Agent A", 10), ("Hangs on", 19), ("winter.col_holder", 13)),
    *(("Latest day", 19), ("Ready", 13), ("Margin", 8), ("Outcome", 12)),
)
_FROST = (
    *(("Project", 30), ("Park", 13), ("Agent A", 10), ("Outdoor work", 19), ("Forecast", 14)),
    *(("Season closes", 14), ("Margin", 8)),
)
_HEAD = COLUMN_HEAD.but(bold=True, wrap=True)


def render(board: WinterBoard, *, lang: str) -> bytes:
    """The file: one sheet before the thaw, one before the frost while outdoor work is under way."""
    words = Words(lang, board.today)
    title = words("Winter board")
    book = new_workbook(title=title, author=words("Daiban"), words=words)
    _write_thaw(book.create_sheet(words("Before the thaw")), board, words)
    if board.frost:
        _write_frost(book.create_sheet(words("winter.sheet_frost")), board, words)
    for sheet in book.worksheets:
        footer = f"{title} {words.day(board.today)}"
        prepare_page(sheet, words=words, footer=footer, landscape=True, one_page=False)
    return to_bytes(book)


def _write_thaw(sheet: Worksheet, board: WinterBoard, words: Words) -> None:
    lead = words(
        "Works start {day}, in {n} working days: "
        "{made} projects make it, {short} fall short, {lost} are lost",
        day=words.day(board.opens_on, weekday=False),
        n=board.left_workdays,
        made=board.count(Outcome.MADE) + board.count(Outcome.READY),
        short=board.count(Outcome.SHORT),
        lost=board.count(Outcome.LOST),
    )
    note = words("outcome.rule")
    if board.is_provisional:
        note += " " + words(
            "The number of working days is provisional: that year's holidays are not announced."
        )
    first = _head(sheet, [lead, note], _THAW, words)
    for number, row in enumerate(board.rows, start=first):
        _write_row(sheet, number, _thaw_cells(row, board, words))
    _finish(sheet, first, len(board.rows), _THAW)


def _thaw_cells(row: WinterRow, board: WinterBoard, words: Words) -> list[tuple[str | int, Look]]:
    tone = TONES[row.outcome]
    late = LIGHT_INK["red"] if row.late_workdays else TEXT.ink
    latest = (
        words(f"goal_by.{row.next_act}", day=words.day(row.next_by, weekday=False)) if row.next_by else ""
    )
    if row.late_workdays:
        latest += "\n" + words("{n} working days too late", n=row.late_workdays)
    return [
        (row.project, TEXT.but(bold=True)),
        (row.park, TEXT),
        (row.agent, TEXT),
        (row.holding or row.outdoor, TEXT),
        (row.holder or words("Everything before it is done"), TEXT),
        (latest, TEXT.but(ink=late, bold=bool(row.late_workdays))),
        (words.day(row.ready_on, weekday=False), TEXT),
        _margin(row.margin),
        (f"{SIGNS[tone]} {words(f'outcome.{row.outcome}')}", light_look(tone)),
    ]


def _margin(margin: int) -> tuple[int, Look]:
    look = TEXT.but(across="right", wrap=False, number_format='+0;[Red]"−"0;0')
    return margin, look.but(bold=True, ink=LIGHT_INK["red"]) if margin < 0 else look


def _write_frost(sheet: Worksheet, board: WinterBoard, words: Words) -> None:
    first = _head(sheet, [words("Outdoor work under way: done before the frost?")], _FROST, words)
    for number, row in enumerate(board.frost, start=first):
        _write_row(sheet, number, _frost_cells(row, words))
    _finish(sheet, first, len(board.frost), _FROST)


def _frost_cells(row: FrostRow, words: Words) -> list[tuple[str | int, Look]]:
    return [
        (row.project, TEXT.but(bold=True)),
        (row.park, TEXT),
        (row.agent, TEXT),
        (row.outdoor, TEXT),
        (words.day(row.finish_on, weekday=False), TEXT),
        (words.day(row.limit_on, weekday=False), TEXT),
        _margin(row.margin),
    ]


def _head(sheet: Worksheet, lines: Sequence[str], columns: Sequence[tuple[str, int]], words: Words) -> int:
    """Title lines over the whole width, then the column heads; returns the first row of data."""
    looks = [SHEET_TITLE.but(size=12, wrap=True), SOFT_TEXT.but(wrap=True)]
    for number, (line, look) in enumerate(zip(lines, looks, strict=False), start=1):
        put_text(sheet.cell(number, 1), line)
        dress(sheet.cell(number, 1), look)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(columns))
        sheet.row_dimensions[number].height = 24 if number == 1 else 27
    row = len(lines) + 1
    for number, (name, width) in enumerate(columns, start=1):
        put_text(sheet.cell(row, number), words(name))
        dress(sheet.cell(row, number), _HEAD)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[row].height = 18
    return row + 1


def _write_row(sheet: Worksheet, number: int, cells: Sequence[tuple[str | int, Look]]) -> None:
    for place, (value, look) in enumerate(cells, start=1):
        cell = sheet.cell(number, place)
        if isinstance(value, int):
            cell.value = value
        else:
            put_text(cell, value)
        dress(cell, look)


def _finish(sheet: Worksheet, first: int, count: int, columns: Sequence[tuple[str, int]]) -> None:
    """Heads stay on screen and on every printed page; the list can be filtered."""
    letter = get_column_letter(len(columns))
    sheet.freeze_panes = sheet.cell(first, 1)
    sheet.print_title_rows = f"{first - 1}:{first - 1}"
    sheet.auto_filter.ref = f"A{first - 1}:{letter}{max(first, first + count - 1)}"
