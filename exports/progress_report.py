"""The enterprise's progress report as .xlsx: one page to read, the roadmap, the drawn schedule."""

from exports.cells import one_line
from exports.gantt_sheet import write_gantt
from exports.lists_sheet import write_lists
from exports.overview_sheet import is_cut, write_overview
from exports.roadmap_sheet import write_roadmap
from exports.wording import Words
from exports.workbook import new_workbook, prepare_page, to_bytes
from services.reports.views import ProgressReportView


def render(view: ProgressReportView) -> bytes:
    """The workbook's bytes; equal views give equal bytes. Full lists get a sheet when page one had to cut."""
    words = Words(view.lang, view.as_of)
    title = words("{project}: progress report", project=view.project_name)
    book = new_workbook(title=title, author=view.office, words=words)
    footer = f"{one_line(view.project_name)} {words('No. {n}', n=view.number)}"
    sheets = [("overview", write_overview, False, True), ("roadmap", write_roadmap, True, False)]
    if is_cut(view):
        sheets.append(("lists", write_lists, False, False))
    sheets.append(("gantt", write_gantt, True, True))
    for name, write, landscape, one_page in sheets:
        sheet = book.create_sheet(words(f"report.sheet_{name}"))
        prepare_page(sheet, words=words, footer=footer, landscape=landscape, one_page=one_page)
        write(sheet, view, words)
    return to_bytes(book)
