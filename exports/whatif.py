"""The what-if comparison as .xlsx: scenarios side by side with both baselines, and the fastest's switches."""

from collections.abc import Sequence
from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import put_text
from exports.style import COLUMN_HEAD, SHEET_TITLE, SOFT_TEXT, TEXT, dress
from exports.wording import Words
from exports.workbook import new_workbook, prepare_page, to_bytes
from services.roadmaps.whatif import ScenarioRow, SwitchRow, WhatIfView

Value = str | int | float | date | None
_SCENARIO_WIDTHS = (16, 30, 13, 13, 11, 11, 12, 12, 12, 9, 60, 60)
_SWITCH_WIDTHS = (18, 14, 14, 9, 9, 11, 16, 44, 60)


def render(view: WhatIfView, *, lang: str) -> bytes:
    """The workbook's bytes; equal views give equal bytes."""
    words = Words(lang, view.today)
    book = new_workbook(title=f"{view.project_name} {words('whatif.file')}", author="", words=words)
    sheet = _sheet(book.create_sheet(words("whatif.sheet_scenarios")), view, words)
    _table(
        sheet, _scenario_heads(view, words), [_scenario(row, words) for row in view.rows], _SCENARIO_WIDTHS
    )
    first = view.rows[0].saving
    notes = words("whatif.definitions", b1=first.b1, b2=first.b2, n=first.n).replace("**", "")
    _note(sheet, notes)
    if view.switches:
        sheet = _sheet(book.create_sheet(words("whatif.sheet_switches")), view, words)
        _table(sheet, _switch_heads(words), [_switch(row, words) for row in view.switches], _SWITCH_WIDTHS)
    return to_bytes(book)


def _sheet(sheet: Worksheet, view: WhatIfView, words: Words) -> Worksheet:
    prepare_page(sheet, words=words, footer=view.project_name, landscape=True, one_page=False)
    cell = sheet.cell(1, 1)
    put_text(
        cell,
        f"{view.project_name}: {sheet.title}"
        if words.lang == "en"
        else f"{view.project_name}　{sheet.title}",
    )
    dress(cell, SHEET_TITLE)
    sheet.freeze_panes = "A4"
    return sheet


def _table(
    sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Value]], widths: Sequence[float]
) -> None:
    for number, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        cell = sheet.cell(3, number)
        put_text(cell, head)
        dress(cell, COLUMN_HEAD.but(wrap=True))
    for place, row in enumerate(rows, 4):
        for number, value in enumerate(row, 1):
            _put(sheet, place, number, value)


def _put(sheet: Worksheet, place: int, number: int, value: Value) -> None:
    cell = sheet.cell(place, number)
    look = TEXT
    if isinstance(value, str):
        put_text(cell, value)
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            look = TEXT.but(number_format="yyyy-mm-dd")
        elif isinstance(value, float):
            look = TEXT.but(number_format="0.0%")
    dress(cell, look.but(down="top"))


def _note(sheet: Worksheet, text: str) -> None:
    place = sheet.max_row + 2
    cell = sheet.cell(place, 1)
    put_text(cell, text)
    dress(cell, SOFT_TEXT.but(wrap=True, down="top"))
    sheet.merge_cells(start_row=place, end_row=place, start_column=1, end_column=11)
    sheet.row_dimensions[place].height = 64


def _scenario_heads(view: WhatIfView, words: Words) -> list[str]:
    return [
        words("Scenario"),
        words("whatif.mode"),
        words("Licence"),
        words("whatif.forecast"),
        words("Working days in all"),
        words("Used clock days"),
        words("Against serial statutory"),
        words("Against parallel statutory"),
        words("Counted items"),
        words("Open promises"),
        words("What must be borne"),
        words("Critical path"),
    ]


def _scenario(row: ScenarioRow, words: Words) -> list[Value]:
    saving = row.saving
    risks = "\n".join(f"{risk.step}{words('whatif.colon')}{risk.text}" for risk in row.risks)
    return [
        row.name,
        row.refusal or row.rule,
        row.licence_on,
        row.finish_on,
        row.workdays,
        saving.a_days,
        _share(saving.vs_b1_pct),
        _share(saving.vs_b2_pct),
        saving.n,
        len(row.risks),
        risks,
        " → ".join(row.critical_names),
    ]


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def _switch_heads(words: Words) -> list[str]:
    return [
        words("Step"),
        words("whatif.mode"),
        "→",
        words("whatif.days"),
        "→",
        words("Gain in turn"),
        words("Lost if taken back alone"),
        words("Why allowed"),
        words("What must be borne"),
    ]


def _switch(row: SwitchRow, words: Words) -> list[Value]:
    return [
        row.step,
        words(f"mode.{row.before}"),
        words(f"mode.{row.after}"),
        row.days_before,
        row.days_after,
        row.in_turn,
        words("not permitted without it") if row.alone is None else row.alone,
        row.why,
        "\n".join(row.bears) or words("nothing"),
    ]
