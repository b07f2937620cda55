"""What an import came to: the counts, what is wrong, what is odd, and every row's fate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from services.ledger_import import Fate, ImportResult, Issue, RowView
from ui import links, session, tables
from ui.filters import Bound, Filter
from ui.i18n import _

FATES: tuple[Fate, ...] = ("create", "update", "unchanged", "error", "skipped")
FILTERS = (Filter("fate", options=FATES), Filter("page", number=True, default="1"))
_TONES: dict[Fate, str] = {
    "create": "green",
    "update": "blue",
    "unchanged": "grey",
    "error": "red",
    "skipped": "grey",
}
_PER_PAGE, _MOST_ROWS_NAMED, _MOST_ERRORS = 50, 12, 30


def counts(result: ImportResult) -> str:
    """57 new, 2 changed, 1 unchanged, 0 with errors: html."""
    errors = result.count("error")
    return _(
        "Rows read: {n} · {create} new, {update} changed, {unchanged} unchanged, {error} with errors",
        n=sum(1 for row in result.rows if row.fate != "skipped"),
        create=bold(result.count("create")),
        update=bold(result.count("update")),
        unchanged=result.count("unchanged"),
        error=f'<b class="red">{errors}</b>' if errors else 0,
    )


def bold(number: int) -> str:
    """A number that stands out unless it is nought: html."""
    return f"<b>{number}</b>" if number else "0"


def show_errors(result: ImportResult) -> None:
    """Every error with its rows, the first ones of many."""
    lines = _grouped(result.errors)
    if lines:
        st.html("".join(f'<p class="d-entry d-red">◆ {escape(line)}</p>' for line in lines[:_MOST_ERRORS]))
    if len(lines) > _MOST_ERRORS:
        st.caption(_("The first {n} are shown.", n=_MOST_ERRORS))


def show_warnings(result: ImportResult) -> None:
    """What is odd, and what was read otherwise than it is written, folded; the same thing is said once."""
    odd = [issue for issue in result.warnings if not issue.is_reading]
    reread = [issue for issue in result.warnings if issue.is_reading]
    _show_folded(_("Remarks ({n})", n=len(odd)), odd, icon=":material/info:")
    _show_folded(_("Cells read otherwise than written ({n})", n=len(reread)), reread, icon=":material/edit:")


def _show_folded(title: str, issues: Sequence[Issue], *, icon: str) -> None:
    if issues:
        with st.expander(title, icon=icon):
            st.html("".join(f'<p class="d-entry">{escape(line)}</p>' for line in _grouped(issues)))


def _grouped(issues: Iterable[Issue]) -> list[str]:
    """Row 2, 3, 5: what is said of them."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for issue in issues:
        rows[issue.label, issue.text].extend([issue.row] if issue.row else [])
    return [_line(label, text, numbers) for (label, text), numbers in rows.items()]


def _line(label: str, text: str, numbers: Sequence[int]) -> str:
    said = _("{column}: {text}", column=label, text=text) if label else text
    if not numbers:
        return said
    named = _("list.separator").join(str(number) for number in numbers[:_MOST_ROWS_NAMED])
    if len(numbers) > _MOST_ROWS_NAMED:
        named = _("{rows} and {n} more", rows=named, n=len(numbers) - _MOST_ROWS_NAMED)
    return _("Row {rows} · {text}", rows=named, text=said)


def show_rows(result: ImportResult, bound: Bound, *, new_ids: Sequence[int] = ()) -> None:
    """Every row under the chosen fate, a page at a time. `new_ids`: projects that this import has made."""
    _show_filter(result, bound)
    fate = bound.value("fate")
    rows = [row for row in result.rows if fate in (None, row.fate)]
    if not rows:
        tables.empty(_("No row with this outcome."))
        return
    pages = -(-len(rows) // _PER_PAGE)
    page = min(int(str(bound.value("page") or 1)), pages)
    headers = [_("Row"), _("Outcome"), _("Project"), _("Enterprise"), _("Agent A"), _("What is said of it")]
    part = rows[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    with st.container(key="import_rows"):
        st.html(tables.html_table(headers, [_cells(row, new_ids) for row in part], numbers=(0,)))
    _show_pages(bound, page, pages)


def _show_filter(result: ImportResult, bound: Bound) -> None:
    present = [fate for fate in FATES if result.count(fate)]
    if bound.value("fate") not in (None, *present):
        bound.set("fate", None)
    if len(present) < 2:
        return
    with st.container(key="import_filters"):
        st.segmented_control(
            _("Outcome"),
            present,
            format_func=lambda fate: f"{_(f'import_fate.{fate}')} {result.count(fate)}",
            key=bound.key("fate"),
            label_visibility="collapsed",
            on_change=lambda: bound.set("page", 1),
        )


def _show_pages(bound: Bound, page: int, pages: int) -> None:
    if pages == 1:
        return
    key = f"import_pages_{page}_{pages}"  # its default counts anew for each page
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.pagination(
            pages,
            default=page,
            key=key,
            width=330,
            on_change=lambda: bound.set("page", session.widget(key)),
        )


def _cells(row: RowView, new_ids: Sequence[int]) -> list[str]:
    word = escape(_(f"import_fate.{row.fate}"))
    return [
        str(row.number),
        f'<span class="d-words d-{_TONES[row.fate]}">{word}</span>',
        _linked(row, new_ids),
        escape(row.enterprise),
        _agent(row),
        "<br>".join(_said(issue) for issue in sorted(row.issues, key=lambda issue: issue.is_reading)),
    ]


def _agent(row: RowView) -> str:
    """A as the file names it; waiting for one stands out."""
    if row.waits:
        return f'<span class="d-words d-yellow">{escape(_("projects.nobody"))}</span>'
    return f'<span class="d-whole">{escape(row.agent)}</span>'


def _linked(row: RowView, new_ids: Sequence[int]) -> str:
    """The name; of a project in the pool the way to it, of a new one to its backfill. In a tab of its own:
    this one holds the file."""
    name = escape(row.project)
    if row.project_id is None:
        return name
    is_new = row.project_id in new_ids
    href = (
        links.href("backfill", project=row.project_id) if is_new else links.href("project", id=row.project_id)
    )
    return f'<a class="d-link" href="{escape(href)}" target="_blank" rel="noopener">{name}</a>'


def _said(issue: Issue) -> str:
    text = _("{column}: {text}", column=issue.label, text=issue.text) if issue.label else issue.text
    tone = "d-red" if issue.is_error else "d-soft"
    return f'<span class="{tone}">{escape(text)}</span>'
