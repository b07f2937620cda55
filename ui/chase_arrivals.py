"""来件预告: what the stored plans send to the department within the coming ten working days."""

from html import escape

import streamlit as st

from services.chasing import ArrivalRow, ChaseSheet, wording
from ui import badges, links, tables
from ui.i18n import _, day, lang


def show(view: ChaseSheet) -> None:
    """A table on the desk, lines on phones; nothing to answer."""
    if not view.arrivals:
        tables.empty(_("chase.none_arrive_hint"))
        return
    heads = (_("chase.head_submit"), _("chase.head_title"), _("chase.head_limit"), _("chase.head_latest"))
    rows = [_cells(view, row) for row in view.arrivals]
    st.html(f'<div class="ch-arrivals">{tables.html_table((*heads, _("chase.head_agent")), rows)}</div>')
    st.caption(_("chase.arrivals_note", day=day(view.horizon)))


def _cells(view: ChaseSheet, row: ArrivalRow) -> tuple[str, ...]:
    url = links.href("project", id=row.project_id, step=row.step_code)
    name = f'<a class="d-name" href="{escape(url)}" target="_self"><b>{escape(row.title)}</b></a>'
    place = f'<div class="d-soft">{badges.dots([row.project, row.enterprise])}</div>'
    return (
        f"<b>{escape(day(row.submit_on))}</b>",
        f"{name} {badges.mode(row.mode)}{place}",
        escape(wording.limit(row, lang=lang())),
        _latest(view, row),
        escape(row.agent or "—"),
    )


def _latest(view: ChaseSheet, row: ArrivalRow) -> str:
    """The last day of filing; what is short of the target or the thaw stands out."""
    text = _("chase.by", day=day(row.latest_on)) if row.latest_on else "—"
    if row.slack is not None and row.slack < 0:
        return badges.coloured("red", _("chase.short", n=-row.slack))
    is_late = row.latest_on is not None and row.latest_on <= view.today
    return badges.coloured("yellow", text) if is_late else escape(text)
