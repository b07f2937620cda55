"""A department's pending matters as a workbook to answer in, and on a second sheet what reaches it next."""

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from exports.answer_sheet import (
    ANSWER,
    FIRST_ROW,
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
from exports.style import SOFT, SOFT_TEXT, TEXT, dress, light_look
from exports.wording import Words
from exports.workbook import new_workbook, to_bytes
from services.chasing import ANSWERS, COLUMNS, FORMAT, AnswerKind, ArrivalRow, ChaseSheet, PendingRow, wording

_NAMES = (*COLUMNS, *ANSWERS)
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
    return f"{safe_name(_title(view, Words(lang, view.today)))}-{view.today:%Y%m%d}.xlsx"


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
    top(sheet, _title(view, words), note, first=3, last=len(_NAMES))
    heads(sheet, {name: _head(words, name) for name in _NAMES}, _WIDTHS, ANSWERS)
    for offset, row in enumerate(view.pending):
        _write_row(sheet, FIRST_ROW + offset, offset + 1, row, words)
    last_row = max(FIRST_ROW, FIRST_ROW + len(view.pending) - 1)
    if not view.pending:
        _nothing(sheet, words("chase.none_pending"), first=3)
    kinds = [words(f"chase_answer.{kind}") for kind in AnswerKind]
    rules = {"answer": choice(kinds), "answer_on": any_day()}
    told = {name: (rule, words(f"chase.error_{name}")) for name, rule in rules.items()}
    add_rules(sheet, _NAMES, told, words, last_row)
    paper(sheet, words, footer=_footer(view), freeze="C", first="C", columns=len(_NAMES), last=last_row)
    lock(sheet)


def _head(words: Words, name: str) -> str:
    return "" if name not in _WIDTHS else words(f"chase.head_{name}")


def _footer(view: ChaseSheet) -> str:
    return f"{view.district} · {view.department}"


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
        dress(cells[name], ANSWER.but(number_format="yyyy-mm-dd" if name == "answer_on" else "@"))
        cells[name].protection = OPEN
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


def _arrivals(sheet: Worksheet, view: ChaseSheet, words: Words) -> None:
    """来件预告: nothing to answer, so that the department can set people aside."""
    title = words("chase.arrivals_title", department=view.department)
    until = words.day(view.horizon, weekday=False)
    top(sheet, title, words("chase.arrivals_note", day=until), first=1, last=len(_ARRIVALS))
    heads(sheet, {name: words(f"chase.head_{name}") for name in _ARRIVALS}, _ARRIVALS)
    for offset, row in enumerate(view.arrivals):
        _write_arrival(sheet, FIRST_ROW + offset, offset + 1, row, words)
    if not view.arrivals:
        _nothing(sheet, words("chase.none_arrive"), first=1)
    last_row = max(FIRST_ROW, FIRST_ROW + len(view.arrivals) - 1)
    paper(sheet, words, footer=_footer(view), freeze="A", first="A", columns=len(_ARRIVALS), last=last_row)


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
