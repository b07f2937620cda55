"""The roadmap row by row: statutory, promised, first plan, plan, what happened; two columns to answer in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import lines_of, put_text
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
from services.reports.views import ProgressReportView, StepLine

HEAD_ROW = 2
FIRST_ROW = 3
_HEAD = Look(size=9, bold=True, ink=PAPER, fill=ACCENT, wrap=True)
_DAY = TEXT.but(across="right", wrap=False, shrink=True)
_ANSWER_RULES = tuple((side, "hair", RULE) for side in ("left", "right", "top", "bottom"))
_ANSWER = Look(fill=ANSWER_FILL, wrap=True, rules=_ANSWER_RULES)


@dataclass(frozen=True)
class RoadmapColumn:
    """Heading key, width, and how a row's cell is written; no writer = a column the enterprise fills in."""

    heading: str
    width: float
    across: str
    write: Callable[[Cell, StepLine, Words], None] | None


def write_roadmap(sheet: Worksheet, view: ProgressReportView, words: Words) -> None:
    """Fill the sheet; the caller sets up the page."""
    _title(sheet, words)
    _heads(sheet, words)
    for offset, step in enumerate(view.steps):
        row = FIRST_ROW + offset
        sheet.row_dimensions[row].height = _height(step, words)
        for number, column in enumerate(COLUMNS, start=1):
            cell = sheet.cell(row, number)
            if column.write:
                column.write(cell, step, words)
            else:
                dress(cell, _ANSWER)
    last_row = max(FIRST_ROW, FIRST_ROW + len(view.steps) - 1)
    last = get_column_letter(len(COLUMNS))
    sheet.freeze_panes = f"D{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{last_row}"
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.print_area = f"A1:{last}{last_row}"
    _answers(sheet, words, last_row)


def _title(sheet: Worksheet, words: Words) -> None:
    sheet.row_dimensions[1].height = 26
    put_text(sheet.cell(1, 1), words("report.roadmap_title"))
    dress(sheet.cell(1, 1), SHEET_TITLE)
    note = words(
        "Bold: the steps on which the finish depends. "
        "Please fill in the two yellow columns only, and send the file back to your agent."
    )
    put_text(sheet.cell(1, 5), note)
    dress(sheet.cell(1, 5), SOFT_TEXT)


def _heads(sheet: Worksheet, words: Words) -> None:
    sheet.row_dimensions[HEAD_ROW].height = 30
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        cell = sheet.cell(HEAD_ROW, number)
        put_text(cell, words(f"report.{column.heading}"))
        right = column.across == "right"
        dress(
            cell,
            _HEAD.but(across=column.across, indent=int(right), fill=ACCENT if column.write else ANSWER_HEAD),
        )


def _answers(sheet: Worksheet, words: Words, last_row: int) -> None:
    """The first answer column offers three words; anything else is refused by the spreadsheet."""
    choices = ",".join(words(f"report.answer_{code}") for code in ("done", "going", "difficult"))
    rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
    sheet.add_data_validation(rule)
    letter = get_column_letter(len(COLUMNS) - 1)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{last_row}")


def _height(step: StepLine, words: Words) -> float:
    texts = (
        (step.name, 27.0),
        (step.department, 13.0),
        (step.remark, 28.0),
        (words(f"stage.{step.stage}"), 11.5),
        (words(f"mode.{step.mode}"), 11.5),
    )
    return 20 + 13.5 * (max(lines_of(text, width) for text, width in texts) - 1)


def _text(
    value: Callable[[StepLine, Words], str], *, across: str = "left"
) -> Callable[[Cell, StepLine, Words], None]:
    def write(cell: Cell, step: StepLine, words: Words) -> None:
        put_text(cell, value(step, words))
        dress(cell, TEXT.but(across=across, bold=step.is_critical))

    return write


def _number(cell: Cell, step: StepLine, words: Words) -> None:
    cell.value = step.seq
    dress(cell, TEXT.but(across="center", ink=SOFT))


def _days(value: Callable[[StepLine], int | None]) -> Callable[[Cell, StepLine, Words], None]:
    """A limit as a number; its format says when it is unconfirmed or in calendar days."""

    def write(cell: Cell, step: StepLine, words: Words) -> None:
        days = value(step)
        if days is None:
            put_text(cell, "— ")
            return dress(cell, _DAY.but(ink=SOFT))
        cell.value = days
        pending = words("report.format_pending") if step.is_limit_pending else ""
        unit = words("report.format_calendar") if step.day_unit == "calendar" else ""
        dress(
            cell,
            _DAY.but(number_format=f"{pending}0{unit}_)", ink=SOFT if step.is_limit_pending else TEXT.ink),
        )

    return write


def _date(
    value: Callable[[StepLine], date | None], *, is_forecast: bool = False, is_bold: bool = False
) -> Callable[[Cell, StepLine, Words], None]:
    """A real date, so that it sorts and filters; the format marks a forecast that may still move."""

    def write(cell: Cell, step: StepLine, words: Words) -> None:
        day = value(step)
        if day is None:
            return dress(cell, _DAY)
        cell.value = day
        is_provisional = is_forecast and step.is_provisional and not step.is_done
        shown = words.day_format(day, is_provisional=is_provisional)
        dress(cell, _DAY.but(number_format=f"{shown}_)", bold=is_bold and step.is_critical))

    return write


def _decided(cell: Cell, step: StepLine, words: Words) -> None:
    if step.is_done and step.is_date_unknown and step.decided_on is None:
        put_text(cell, words("date unknown"))
        return dress(cell, _DAY.but(ink=SOFT))
    _date(lambda line: line.decided_on)(cell, step, words)


def _light(cell: Cell, step: StepLine, words: Words) -> None:
    put_text(cell, words.light(step.light))
    dress(cell, light_look(step.light, size=9.5))


COLUMNS = (
    RoadmapColumn("col_number", 4.5, "center", _number),
    RoadmapColumn("col_stage", 12.5, "left", _text(lambda s, w: w(f"stage.{s.stage}"))),
    RoadmapColumn("col_matter", 26, "left", _text(lambda s, w: s.name)),
    RoadmapColumn("col_department", 13, "left", _text(lambda s, w: s.department)),
    RoadmapColumn("col_mode", 12.5, "left", _text(lambda s, w: w(f"mode.{s.mode}"))),
    RoadmapColumn("col_statutory", 10, "right", _days(lambda s: s.statutory_days)),
    RoadmapColumn("col_promised", 10, "right", _days(lambda s: s.promised_days)),
    RoadmapColumn("col_baseline", 12, "right", _date(lambda s: s.baseline_finish_on)),
    RoadmapColumn(
        "col_plan",
        16.5,
        "right",
        _date(lambda s: None if s.is_done else s.plan_finish_on, is_forecast=True, is_bold=True),
    ),
    RoadmapColumn("col_accepted", 11, "right", _date(lambda s: s.accepted_on)),
    RoadmapColumn("col_decided", 11, "right", _decided),
    RoadmapColumn("col_light", 10, "center", _light),
    RoadmapColumn("col_remark", 27, "left", _text(lambda s, w: s.remark)),
    RoadmapColumn("col_answer", 11, "left", None),
    RoadmapColumn("col_answer_note", 16, "left", None),
)
