"""The dialog with the rows behind one number of the dashboard."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor
from services import clock, dashboard
from services.dashboard import FigureRow
from ui import badges, links, tables
from ui.fragments import dialog
from ui.i18n import _, day, left

SHOW = "show"
_SHOWN = 200
_WORK = ("overdue", "department", "problems")


def href(figure: str) -> str:
    """The address that opens the rows of a figure."""
    return links.href("dashboard", **{SHOW: figure})


def number(count: int, figure: str) -> str:
    """A number as a link to its rows, html; a plain nought where there is nothing to open."""
    if not count:
        return '<span class="d-soft">0</span>'
    return f'<a class="d-link" href="{escape(href(figure))}" target="_self">{count}</a>'


def open_rows(figure: str, actor: Actor, *, on_dismiss: Callable[[], None]) -> None:
    """Open the dialog; the title says how many rows there are."""
    rows = dashboard.figure_rows(figure=figure, actor=actor)
    dialog(_("Rows: {n}", n=len(rows)), width="large", on_dismiss=on_dismiss)(_show)(rows, figure)


def _show(rows: tuple[FigureRow, ...], figure: str) -> None:
    if not rows:
        tables.empty(_("Nothing stands behind this number at the moment."))
        return
    headers = [_("Light"), _("Project"), _("Matter"), _("Whose move"), _date_head(figure)]
    st.html(tables.html_table(headers, [_cells(row) for row in rows[:_SHOWN]]))
    if len(rows) > _SHOWN:
        st.caption(_("The first {n} are shown.", n=_SHOWN))


def _date_head(figure: str) -> str:
    """What the last column's day is: of work done, of work still due, or of a project's production."""
    kind = figure.split(":")[0]
    if kind in ("saved", "decided"):
        return _("Date")
    return _("Until") if kind.startswith(_WORK) else _("Expected in production")


def _cells(row: FigureRow) -> list[str]:
    link = links.href("project", id=row.project_id)
    project = f'<a class="d-link" href="{link}" target="_self">{escape(row.project)}</a>'
    until = day(row.due_on, today=clock.today())
    if row.left_workdays is not None:
        until = f"{until} {left(row.left_workdays)}"
    return [
        badges.light(row.light),
        project,
        badges.dots([row.subject, row.detail]),
        escape(row.holder),
        escape(until),
    ]
