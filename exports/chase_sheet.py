"""A department's pending matters as a workbook to answer in, and on a second sheet what reaches it next.

Columns A and B (matter, its stamp), the first cell (kind of file, department) and row 3 (machine names) are
hidden: they find the matters again when the file comes back, whatever was sorted or translated meanwhile.
"""

import re
from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

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
from services.chasing import ANSWERS, COLUMNS, FORMAT, AnswerKind, ArrivalRow, ChaseSheet, PendingRow, wording

NAMES_ROW, HEAD_ROW, FIRST_ROW = 3, 4, 5
_NAMES = (*COLUMNS, *ANSWERS)
_HIDDEN = ("subject", "stamp")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+ *')
_HEAD = Look(size=9, bold=True, ink=PAPER, fill=ACCENT, wrap=True, across="center")
_ANSWER = Look(
    fill=ANSWER_FILL,
    wrap=True,
    rules=tuple((side, "hair", RULE) for side in ("left", "right", "top", "bottom")),
)
_OPEN = Protection(locked=False)
_WIDTHS = {
    **{"seq": 5, "project": 25, "title": 25, "accepted": 10.5, "days": 12, "due": 10.5, "left": 12},
    **{"missing": 21, "agent": 14, "answer": 10, "answer_on": 12, "document_no": 17, "reason": 21},
}
_ARRIVALS = {
    **{"seq": 5, "project": 36, "title": 34, "mode": 11, "submit": 12, "latest": 12, "limit": 16},
    **{"slack": 15, "agent": 24},
}


def file_name(view: ChaseSheet, *, lang: str) -> str:
    """A name that every system takes."""
    return (
        _NOT_IN_NAMES.sub("-", one_line(_title(view, Words(lang, view.today)))) + f"-{view.today:%Y%m%d}.xlsx"
    )


def _title(view: ChaseSheet, words: Words) -> str:
    return words("chase.file_title", department=view.department)


def render(view: ChaseSheet, *, lang: str) -> bytes:
    """The workbook of one department."""
    words = Words(lang, view.today)
    book = new_workbook(title=_title(view, words), author=view.district, words=words)
    _pending(book.create_sheet(words("chase.sheet_pending")), view, words)
    _arrivals(book.create_sheet(words("chase.sheet_arrivals")), view, words)
    return to_bytes(book)


def _pending(sheet: Worksheet, view: ChaseSheet, words: Words) -> None:
    put_text(sheet.cell(1, 1), f"{FORMAT}:{view.department_code}")
    counts = {"n": len(view.pending), "over": view.over, "arrive": len(view.arrivals)}
    note = words("chase.how_to", day=words.day(view.today, weekday=False), district=view.district, **counts)
    _top(sheet, _title(view, words), note, first=3, last=len(_NAMES))
    sheet.row_dimensions[NAMES_ROW].hidden = True
    for number, name in enumerate(_NAMES, start=1):
        put_text(sheet.cell(NAMES_ROW, number), name)
        letter = get_column_letter(number)
        if name in _HIDDEN:
            sheet.column_dimensions[letter].hidden = True
            continue
        sheet.column_dimensions[letter].width = _WIDTHS[name]
        put_text(sheet.cell(HEAD_ROW, number), words(f"chase.head_{name}"))
        dress(sheet.cell(HEAD_ROW, number), _HEAD.but(fill=ANSWER_HEAD if name in ANSWERS else ACCENT))
    sheet.row_dimensions[HEAD_ROW].height = 30
    for offset, row in enumerate(view.pending):
        _write_row(sheet, FIRST_ROW + offset, offset + 1, row, words)
    last_row = max(FIRST_ROW, FIRST_ROW + len(view.pending) - 1)
    if not view.pending:
        _nothing(sheet, words("chase.none_pending"), first=3)
    _rules(sheet, words, last_row)
    _paper(sheet, words, view, first="C", columns=len(_NAMES), last_row=last_row)
    lock = sheet.protection
    lock.sheet = True
    lock.formatColumns = lock.formatRows = lock.autoFilter = lock.sort = False


def _top(sheet: Worksheet, title: str, note: str, *, first: int, last: int) -> None:
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 28, 34
    put_text(sheet.cell(1, first), title)
    dress(sheet.cell(1, first), SHEET_TITLE)
    sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=last)
    put_text(sheet.cell(2, first), note)
    dress(sheet.cell(2, first), SOFT_TEXT.but(size=9.5, wrap=True, down="top"))


def _nothing(sheet: Worksheet, text: str, *, first: int) -> None:
    put_text(sheet.cell(FIRST_ROW, first), text)
    dress(sheet.cell(FIRST_ROW, first), SOFT_TEXT)


def _write_row(sheet: Worksheet, at: int, number: int, row: PendingRow, words: Words) -> None:
    cells: dict[str, Cell] = {name: sheet.cell(at, place) for place, name in enumerate(_NAMES, start=1)}
    put_text(cells["subject"], row.subject)
    put_text(cells["stamp"], row.stamp)
    cells["seq"].value = number
    dress(cells["seq"], TEXT.but(across="center", ink=SOFT))
    texts = {
        "project": f"{row.project}\n{row.enterprise}",
        "title": f"{row.title}\n{row.state_word}",
        "days": wording.days(row, lang=words.lang) or "—",
        "missing": _lacks(row, words),
        "agent": row.agent or "—",
    }
    for name, text in texts.items():
        put_text(cells[name], text)
        dress(cells[name], TEXT.but(bold=name == "title", across="center" if name == "days" else "left"))
    for name, day in (("accepted", row.accepted_on), ("due", row.due_on)):
        _day(cells[name], day, words, is_provisional=name == "due" and row.is_provisional)
    put_text(cells["left"], words.left(row.left_workdays, row.light))
    dress(cells["left"], light_look(row.light, size=9))
    for name in ANSWERS:
        dress(cells[name], _ANSWER.but(number_format="yyyy-mm-dd" if name == "answer_on" else "@"))
        cells[name].protection = _OPEN
    lines = max(lines_of(text, _WIDTHS[name]) for name, text in texts.items())
    sheet.row_dimensions[at].height = 26 + 13 * (lines - 1)


def _lacks(row: PendingRow, words: Words) -> str:
    """What is missing, and the last word of the department."""
    said = wording.answered(row.answer, lang=words.lang, with_source=False) if row.answer else ""
    last = words("chase.last_answer", text=said) if said else ""
    return "\n".join(part for part in (*row.missing, last) if part)


def _day(cell: Cell, day: object, words: Words, *, is_provisional: bool = False) -> None:
    if day is None:
        put_text(cell, "—")
        return dress(cell, TEXT.but(across="center", ink=SOFT))
    cell.value = day  # type: ignore[assignment]
    shown = words.day_format(day, is_provisional=is_provisional)  # type: ignore[arg-type]
    dress(cell, TEXT.but(across="center", wrap=False, shrink=True, number_format=shown))


def _rules(sheet: Worksheet, words: Words, last_row: int) -> None:
    """The three answers, a real day; what is refused here is also refused when it comes back."""
    kinds = ",".join(words(f"chase_answer.{kind}") for kind in AnswerKind)
    rules = {
        "answer": DataValidation(type="list", formula1=f'"{kinds}"', allow_blank=True),
        "answer_on": DataValidation(
            type="date", operator="between", formula1="36526", formula2="58804", allow_blank=True
        ),
    }
    for name, rule in rules.items():
        letter = get_column_letter(_NAMES.index(name) + 1)
        rule.errorTitle = words("department_sheet.not_taken")
        rule.error = words(f"chase.error_{name}")
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last_row}")


def _paper(
    sheet: Worksheet, words: Words, view: ChaseSheet, *, first: str, columns: int, last_row: int
) -> None:
    last = get_column_letter(columns)
    footer = f"{view.district} · {view.department}"
    prepare_page(sheet, words=words, footer=footer, landscape=True, one_page=False)
    sheet.freeze_panes = f"{first}{FIRST_ROW}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"{first}1:{last}{last_row}"


def _arrivals(sheet: Worksheet, view: ChaseSheet, words: Words) -> None:
    """来件预告: nothing to answer, so that the department can set people aside."""
    title = words("chase.arrivals_title", department=view.department)
    until = words.day(view.horizon, weekday=False)
    _top(sheet, title, words("chase.arrivals_note", day=until), first=1, last=len(_ARRIVALS))
    sheet.row_dimensions[NAMES_ROW].hidden = True
    sheet.row_dimensions[HEAD_ROW].height = 30
    for number, (name, width) in enumerate(_ARRIVALS.items(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        put_text(sheet.cell(HEAD_ROW, number), words(f"chase.head_{name}"))
        dress(sheet.cell(HEAD_ROW, number), _HEAD)
    for offset, row in enumerate(view.arrivals):
        _write_arrival(sheet, FIRST_ROW + offset, offset + 1, row, words)
    if not view.arrivals:
        _nothing(sheet, words("chase.none_arrive"), first=1)
    last_row = max(FIRST_ROW, FIRST_ROW + len(view.arrivals) - 1)
    _paper(sheet, words, view, first="A", columns=len(_ARRIVALS), last_row=last_row)


def _write_arrival(sheet: Worksheet, at: int, number: int, row: ArrivalRow, words: Words) -> None:
    slack = "—" if row.slack is None else words.left(row.slack, "red" if row.slack < 0 else "yellow")
    texts: Sequence[str] = (
        str(number),
        f"{row.project}\n{row.enterprise}",
        row.title,
        words(f"mode.{row.mode}"),
        "",
        "",
        wording.limit(row, lang=words.lang),
        slack,
        row.agent or "—",
    )
    for place, (name, text) in enumerate(zip(_ARRIVALS, texts, strict=True), start=1):
        cell = sheet.cell(at, place)
        if name in ("submit", "latest"):
            _day(cell, row.submit_on if name == "submit" else row.latest_on, words)
            continue
        put_text(cell, text)
        dress(cell, TEXT.but(bold=name == "title", across="center" if name in ("seq", "mode") else "left"))
    lines = max(lines_of(text, width) for text, width in zip(texts, _ARRIVALS.values(), strict=True))
    sheet.row_dimensions[at].height = 26 + 13 * (lines - 1)
