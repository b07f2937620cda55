"""The schedule drawn in cells: it shows in every viewer, on a phone and on paper, without a chart engine."""

from datetime import date

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import put_text
from exports.gantt_axis import Axis, axis_of, touches
from exports.style import (
    ACCENT,
    FONT,
    HEAD_FILL,
    INK,
    RULE,
    SHEET_TITLE,
    SOFT,
    UNDERLINE,
    Look,
    dress,
)
from exports.wording import Words
from services.reports.views import ProgressReportView, StepLine

FIRST_BAR = 4
_MONTH_ROW, _TODAY_ROW, _FIRST_ROW = 3, 4, 5
_BARS_WIDTH = 118.0
_ROOM_FOR_YEAR, _ROOM_FOR_MONTH = 8.5, 3.8
_ROWS_HEIGHT = 540.0  # what a landscape page has for steps and stages
_DONE, _PLANNED = ACCENT, "FFBDD3EE"
_PAUSED, _BASELINE = "FFCBD2DB", "FF8F9AA9"
_BASELINE_HEIGHT = 4.0
_RUNNING = {"red": "FFC0281F", "yellow": "FFE0A526", "grey": _PAUSED, "green": "FF5E95DA"}
_TODAY = ("left", "medium", INK)
_LEGEND = (
    ("done", _DONE),
    ("running", _RUNNING["green"]),
    ("soon", _RUNNING["yellow"]),
    ("late", _RUNNING["red"]),
    ("paused", _PAUSED),
    ("planned", _PLANNED),
)


def write_gantt(sheet: Worksheet, view: ProgressReportView, words: Words) -> None:
    """Fill the sheet; the caller sets up the page (one page)."""
    axis = axis_of(view)
    _columns(sheet, axis)
    _head(sheet, words)
    _months(sheet, axis, words)
    _today(sheet, axis, words)
    row = _FIRST_ROW
    stage = ""
    height = max(15.0, min(27.0, _ROWS_HEIGHT / (len(view.steps) + 6)))
    for step in view.steps:
        if step.stage != stage:
            stage = step.stage
            _stage_row(sheet, row, axis, words(f"stage.{stage}"))
            row += 1
        _step_rows(sheet, row, axis, step, words, height)
        row += 2
    last = get_column_letter(FIRST_BAR + axis.count - 1)
    sheet.print_area = f"A1:{last}{max(row - 1, _FIRST_ROW)}"
    sheet.print_title_rows = f"{_MONTH_ROW}:{_TODAY_ROW}"
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, FIRST_BAR)


def _columns(sheet: Worksheet, axis: Axis) -> None:
    for letter, width in (("A", 4.5), ("B", 30), ("C", 26)):
        sheet.column_dimensions[letter].width = width
    for number in range(axis.count):
        letter = get_column_letter(FIRST_BAR + number)
        sheet.column_dimensions[letter].width = max(1.2, min(4.0, _BARS_WIDTH / axis.count))


def _head(sheet: Worksheet, words: Words) -> None:
    sheet.row_dimensions[1].height = 28
    put_text(sheet["A1"], words("report.gantt_title"))
    dress(sheet["A1"], SHEET_TITLE)
    sheet.row_dimensions[2].height = 18
    plain = InlineFont(rFont=FONT, sz=9, color=SOFT)
    text = CellRichText()
    for code, colour in _LEGEND:
        text.append(TextBlock(InlineFont(rFont=FONT, sz=11, color=colour), "■ "))
        text.append(TextBlock(plain, words(f"report.gantt_{code}") + "   "))
    text.append(TextBlock(plain, words("report.gantt_note")))
    sheet["A2"].value = text
    dress(sheet["A2"], Look(size=9, ink=SOFT))


def _months(sheet: Worksheet, axis: Axis, words: Words) -> None:
    """Month names over the columns that begin in them; the year on the first and on each January."""
    sheet.row_dimensions[_MONTH_ROW].height = 18
    rules = (("left", "thin", RULE),)
    look = Look(size=8.5, ink=SOFT, fill=HEAD_FILL, across="center", rules=rules)
    is_year_due = True
    for first, last, month in axis.months():
        room = (last - first + 1) * sheet.column_dimensions[get_column_letter(FIRST_BAR)].width
        is_year_due = is_year_due or month.month == 1
        for number in range(first, last + 1):
            dress(sheet.cell(_MONTH_ROW, FIRST_BAR + number), look)
        put_text(
            sheet.cell(_MONTH_ROW, FIRST_BAR + first), _month_name(month, words, room, with_year=is_year_due)
        )
        is_year_due = is_year_due and room < _ROOM_FOR_YEAR
        if last > first:
            columns = {"start_column": FIRST_BAR + first, "end_column": FIRST_BAR + last}
            sheet.merge_cells(start_row=_MONTH_ROW, end_row=_MONTH_ROW, **columns)


def _month_name(month: date, words: Words, room: float, *, with_year: bool) -> str:
    """What fits over the month's columns: with the year, without it, or nothing."""
    if room < _ROOM_FOR_MONTH:
        return ""
    key = "report.month_year" if with_year and room >= _ROOM_FOR_YEAR else "report.month"
    return words(key, month=month.month, year=month.year, name=f"{month:%b}")


def _today(sheet: Worksheet, axis: Axis, words: Words) -> None:
    """The word over the upright line."""
    sheet.row_dimensions[_TODAY_ROW].height = 14
    cell = sheet.cell(_TODAY_ROW, FIRST_BAR + axis.index(axis.today))
    put_text(cell, words("report.gantt_today"))
    dress(cell, Look(size=8, bold=True, rules=(_TODAY,)))


def _stage_row(sheet: Worksheet, row: int, axis: Axis, name: str) -> None:
    sheet.row_dimensions[row].height = 16
    look = Look(size=9.5, bold=True, ink=ACCENT, fill=HEAD_FILL)
    for number in range(1, FIRST_BAR + axis.count):
        dress(sheet.cell(row, number), look)
    put_text(sheet.cell(row, 1), name)
    dress(sheet.cell(row, FIRST_BAR + axis.index(axis.today)), look.but(rules=(_TODAY,)))


def _step_rows(sheet: Worksheet, row: int, axis: Axis, step: StepLine, words: Words, height: float) -> None:
    """The bar with its labels, and under it a thin row with the first plan."""
    sheet.row_dimensions[row].height = height - _BASELINE_HEIGHT
    sheet.row_dimensions[row + 1].height = _BASELINE_HEIGHT
    sheet.cell(row, 1).value = step.seq
    dress(sheet.cell(row, 1), Look(size=9, ink=SOFT, across="center"))
    put_text(sheet.cell(row, 2), step.name)
    dress(sheet.cell(row, 2), Look(size=9.5, bold=step.is_critical, shrink=True))
    put_text(sheet.cell(row, 3), _period(step, words))
    dress(sheet.cell(row, 3), Look(size=9, ink=SOFT, shrink=True))
    for number in range(1, FIRST_BAR):
        dress(sheet.cell(row + 1, number), Look(size=2, rules=UNDERLINE))
    for number in range(axis.count):
        from_on, to_on = axis.span(number)
        today = (_TODAY,) if from_on <= axis.today <= to_on else ()
        bar = Look(fill=_bar_colour(axis, step, from_on, to_on), rules=today)
        dress(sheet.cell(row, FIRST_BAR + number), bar)
        planned = touches(step.baseline_accept_on, step.baseline_finish_on, from_on, to_on)
        edge = Look(size=2, fill=_BASELINE if planned else "", rules=(*UNDERLINE, *today))
        dress(sheet.cell(row + 1, FIRST_BAR + number), edge)


def _period(step: StepLine, words: Words) -> str:
    if step.ends_on is None:
        return words("date unknown") if step.is_done else "—"
    mark = words("report.provisional_mark") if step.is_provisional and not step.is_done else ""
    if step.starts_on is None or step.starts_on == step.ends_on:
        return words.day(step.ends_on, weekday=False) + mark
    return words.period(step.starts_on, step.ends_on) + mark


def _bar_colour(axis: Axis, step: StepLine, from_on: date, to_on: date) -> str:
    """The colour of one cell of a bar; empty outside the bar."""
    if not touches(step.starts_on or step.ends_on, step.ends_on, from_on, to_on):
        return ""
    if any(touches(since, until or axis.today, from_on, to_on) for since, until in step.pauses):
        return _PAUSED
    if step.is_done:
        return _DONE
    if step.is_running and from_on <= axis.today:
        return _RUNNING.get(step.light, _RUNNING["green"])
    return _PLANNED
