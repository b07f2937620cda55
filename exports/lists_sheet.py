"""Every list in full, when the first page had to cut one."""

from openpyxl.worksheet.worksheet import Worksheet

from exports.grid import COLUMNS, Grid
from exports.report_tables import ReportTables
from exports.style import SHEET_TITLE
from exports.wording import Words
from services.reports.views import ProgressReportView


def write_lists(sheet: Worksheet, view: ProgressReportView, words: Words) -> None:
    """Fill the sheet; the caller sets up the page."""
    grid = Grid(sheet)
    grid.next_row(26)
    grid.span(1, COLUMNS, words("report.lists_title"), SHEET_TITLE)
    tables = ReportTables(grid, words)
    tables.asks(view.asks)
    tables.owed(view.owed)
    tables.under_way(view.under_way)
    tables.problems(view.problems)
    done = words("Done since {day}", day=words.day(view.since, weekday=False))
    tables.happenings(done, view.done, words("Nothing was finished in this period."))
    planned = words("Planned until {day}", day=words.day(view.until, weekday=False))
    tables.happenings(planned, view.planned, words("Nothing is due in the coming week."))
    sheet.print_area = f"A1:L{grid.row}"
