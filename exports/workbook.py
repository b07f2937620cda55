"""Page setup for paper, and bytes that depend on the content alone."""

import io
import re
import zipfile
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import footer_text, one_line
from exports.wording import Words

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
A4 = 9


def new_workbook(*, title: str, author: str, words: Words) -> Workbook:
    """An empty workbook whose properties come from the report, not from the machine that writes it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    made_at = datetime.combine(words.as_of, time())
    book.properties = DocumentProperties(
        title=one_line(title), creator=one_line(author), created=made_at, modified=made_at
    )
    return book


def prepare_page(sheet: Worksheet, *, words: Words, footer: str, landscape: bool, one_page: bool) -> None:
    """A4, fitted to the width (or to one page), centred, page numbers in the foot."""
    setup = sheet.page_setup
    setup.paperSize = A4
    setup.orientation = "landscape" if landscape else "portrait"
    setup.fitToWidth = 1
    setup.fitToHeight = 1 if one_page else 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.55, 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    foot = sheet.oddFooter
    for part, text in ((foot.left, footer_text(footer)), (foot.right, words("report.page_of_pages"))):
        part.text, part.size, part.color = text, 8, "5D6673"


def to_bytes(book: Workbook) -> bytes:
    """The file, with every time stamp fixed: equal reports have equal bytes and so one content hash."""
    stamp = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    raw = io.BytesIO()
    book.save(raw)
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, data)
    return fixed.getvalue()
