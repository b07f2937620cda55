"""What every workbook has that a department answers in: locked facts, coloured cells for answers, A4 across.

The first cell (kind of file, department), row 3 (machine names) and hidden columns find the rows again when
the file comes back, whatever was sorted or translated meanwhile.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import one_line, put_text
from exports.style import ACCENT, ANSWER_FILL, ANSWER_HEAD, PAPER, RULE, SHEET_TITLE, SOFT_TEXT, Look, dress
from exports.wording import Words
from exports.workbook import prepare_page

NAMES_ROW, HEAD_ROW, FIRST_ROW = 3, 4, 5
HEAD = Look(size=9, bold=True, ink=PAPER, fill=ACCENT, wrap=True, across="center")
ANSWER = Look(
    fill=ANSWER_FILL,
    wrap=True,
    rules=tuple((side, "hair", RULE) for side in ("left", "right", "top", "bottom")),
)
OPEN = Protection(locked=False)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+ *')


def safe_name(title: str) -> str:
    """A name of a file that every system takes, without its ending."""
    return _NOT_IN_NAMES.sub("-", one_line(title))


def top(sheet: Worksheet, title: str, note: str, *, first: int, last: int) -> None:
    """Title and note over the columns `first` to `last`."""
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 28, 34
    put_text(sheet.cell(1, first), title)
    dress(sheet.cell(1, first), SHEET_TITLE)
    sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=last)
    put_text(sheet.cell(2, first), note)
    dress(sheet.cell(2, first), SOFT_TEXT.but(size=9.5, wrap=True, down="top"))


def heads(
    sheet: Worksheet, titles: Mapping[str, str], widths: Mapping[str, float], answers: Collection[str] = ()
) -> None:
    """A column for each title; one without a width is hidden. `answers` are those to write in."""
    sheet.row_dimensions[NAMES_ROW].hidden = True
    sheet.row_dimensions[HEAD_ROW].height = 32
    for number, (name, title) in enumerate(titles.items(), start=1):
        letter = get_column_letter(number)
        put_text(sheet.cell(NAMES_ROW, number), name)
        if name not in widths:
            sheet.column_dimensions[letter].hidden = True
            continue
        sheet.column_dimensions[letter].width = widths[name]
        put_text(sheet.cell(HEAD_ROW, number), title)
        dress(sheet.cell(HEAD_ROW, number), HEAD.but(fill=ANSWER_HEAD if name in answers else ACCENT))


def choice(texts: Sequence[str]) -> DataValidation:
    """One of these, or nothing."""
    return DataValidation(type="list", formula1=f'"{",".join(texts)}"', allow_blank=True)


def any_day() -> DataValidation:
    """A real day from 2000 to 2060, or nothing."""
    return DataValidation(
        type="date", operator="between", formula1="36526", formula2="58804", allow_blank=True
    )


def add_rules(
    sheet: Worksheet,
    names: Sequence[str],
    rules: Mapping[str, tuple[DataValidation, str]],
    words: Words,
    last: int,
) -> None:
    """Rules of columns, with what is said on a mistake. What is refused here is refused on its return too."""
    for name, (rule, error) in rules.items():
        letter = get_column_letter(names.index(name) + 1)
        rule.errorTitle, rule.error = words("department_sheet.not_taken"), error
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")


def paper(
    sheet: Worksheet, words: Words, *, footer: str, freeze: str, first: str, columns: int, last: int
) -> None:
    """A4 landscape with the heads on every page, columns `first` to the last, rows to `last`."""
    prepare_page(sheet, words=words, footer=footer, landscape=True, one_page=False)
    sheet.freeze_panes = f"{freeze}{FIRST_ROW}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"{first}1:{get_column_letter(columns)}{last}"


def lock(sheet: Worksheet) -> None:
    """Only the answers can be written; widths, heights, order and filters stay the reader's."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = sheet.protection.sort = False
