"""The first page: is it going well, what must I do and by when, who has it now, whom do I call."""

import re
from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import lines_of, one_line
from exports.grid import COLUMNS, UNITS_IN_COLUMN, Grid, row_height
from exports.overview_head import write_head
from exports.report_tables import ReportTables, shown_of
from exports.style import SIGNS, SOFT, SOFT_TEXT, TEXT, UNDERLINE, Look
from exports.wording import Words
from services.reports.views import Happening, ProgressReportView

MOST_ASKS, MOST_UNDER_WAY, MOST_HAPPENINGS, MOST_OWED, MOST_PROBLEMS = 5, 5, 4, 5, 4
ROW_CONTACT = 22.0
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{3,}[0-9]")
_DONE_TEXT, _DONE_DAY = (1, 4), (5, 6)
_NEXT_TEXT, _NEXT_DAY = (7, 10), (11, 12)


def is_cut(view: ProgressReportView) -> bool:
    """True if the first page cannot show every row, so that the lists get a sheet of their own."""
    counts = (
        (view.asks, MOST_ASKS),
        (view.under_way, MOST_UNDER_WAY),
        (view.done, MOST_HAPPENINGS),
        (view.planned, MOST_HAPPENINGS),
        (view.owed, MOST_OWED),
        (view.problems, MOST_PROBLEMS),
    )
    return any(len(rows) > most for rows, most in counts)


def write_overview(sheet: Worksheet, view: ProgressReportView, words: Words) -> None:
    """Fill the sheet; the caller sets up the page."""
    grid = Grid(sheet)
    write_head(grid, view, words)
    tables = ReportTables(grid, words)
    tables.asks(view.asks, most=MOST_ASKS)
    tables.under_way(view.under_way, most=MOST_UNDER_WAY)
    _happenings(grid, view, words)
    tables.owed(view.owed, most=MOST_OWED)
    tables.problems(view.problems, most=MOST_PROBLEMS)
    _contacts(grid, view, words)
    _notes(grid, view, words)
    sheet.print_area = f"A1:L{grid.row}"


def _happenings(grid: Grid, view: ProgressReportView, words: Words) -> None:
    """Done since the last report beside what comes next week."""
    grid.gap()
    grid.heading(words("Done since {day}", day=words.day(view.since, weekday=False)), last=6)
    planned = words("Planned until {day}", day=words.day(view.until, weekday=False))
    grid.heading(planned, first=7, is_new_row=False)
    done = _shown(view.done, words("Nothing was finished in this period."), words)
    coming = _shown(view.planned, words("Nothing is due in the coming week."), words)
    for number in range(max(len(done), len(coming))):
        left, right = _at(done, number), _at(coming, number)
        width = 4 * UNITS_IN_COLUMN - 2
        grid.next_row(row_height(max(lines_of(left.text, width), lines_of(right.text, width))))
        grid.span(*_DONE_TEXT, left.text, TEXT)
        grid.span(*_DONE_DAY, _day(left, words), _day_look())
        grid.span(*_NEXT_TEXT, right.text, TEXT.but(indent=1))
        grid.span(*_NEXT_DAY, _day(right, words), _day_look())


def _shown(rows: Sequence[Happening], empty: str, words: Words) -> list[Happening]:
    if not rows:
        return [Happening(None, empty)]
    shown = list(shown_of(rows, MOST_HAPPENINGS))
    if len(rows) > len(shown):
        shown.append(Happening(None, words("{n} more on the sheet “Lists”.", n=len(rows) - len(shown))))
    return shown


def _at(rows: Sequence[Happening], number: int) -> Happening:
    return rows[number] if number < len(rows) else Happening(None, "")


def _day(row: Happening, words: Words) -> str:
    return words.day(row.on) if row.on else ""


def _day_look() -> Look:
    return Look(ink=SOFT, across="right", indent=1, shrink=True, rules=UNDERLINE)


def _contacts(grid: Grid, view: ProgressReportView, words: Words) -> None:
    """Two a row; the number is a link that a phone can dial."""
    grid.gap()
    grid.heading(words("Whom to call (the service is free of charge)"))
    for start in range(0, len(view.contacts), 2):
        grid.next_row(ROW_CONTACT)
        for place, contact in enumerate(view.contacts[start : start + 2]):
            first = 1 + 6 * place
            role = words(f"contact.{contact.role}")
            name = words("{name} (standing in now)", name=contact.name) if contact.is_acting else contact.name
            number = one_line(contact.phone)
            grid.span(first, first, role, Look(size=9, ink=SOFT, rules=UNDERLINE, indent=place, shrink=True))
            grid.span(first + 1, first + 3, name, Look(bold=True, rules=UNDERLINE, shrink=True))
            look = Look(size=10.5, bold=True, rules=UNDERLINE, shrink=True)
            grid.span(first + 4, first + 5, number or "—", look, link=dial_link(number))


def dial_link(number: str) -> str:
    """A link that dials the first number of a text, without its extension; empty when there is none."""
    found = _NUMBER.search(number)
    return "tel:" + found.group().replace("-", "").replace(" ", "") if found else ""


def _notes(grid: Grid, view: ProgressReportView, words: Words) -> None:
    """What the signs mean, and what must not be read into a date or an opinion."""
    legend = "  ".join(f"{SIGNS[light]} {words(f'report.legend_{light}')}" for light in SIGNS)
    notes = [words("report.legend") + legend + words("report.legend_end")]
    if view.has_simulated_opinion:
        notes.append(
            words(
                "An opinion under simulated approval has no legal force until it is converted; "
                "building on it is not permitted."
            )
        )
    if view.has_pending_limits:
        notes.append(words("“prov.” before a limit: the limit has not been confirmed by the department yet."))
    if view.provisional_from:
        notes.append(
            words(
                "Dates from {year} on are provisional until that year's public holidays are announced.",
                year=view.provisional_from.year,
            )
        )
    grid.gap(5)
    text = "\n".join(notes)
    lines = lines_of(text, COLUMNS * UNITS_IN_COLUMN * 1.15)
    grid.next_row(4 + 12.5 * lines)
    grid.span(1, COLUMNS, text, SOFT_TEXT.but(wrap=True, down="top"))
