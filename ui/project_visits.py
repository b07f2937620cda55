"""Visits and talks on a project: promised next steps first, then what was talked about."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import VisitKind
from services import clock, visits
from services.visits import VisitView
from ui import badges, feedback, tables
from ui.i18n import _, day, word


def show(*, project_id: int, actor: Actor, may_edit: bool) -> None:
    """Next steps that are not done can be ticked; the list below is the newest first."""
    found = visits.list_visits(project_id=project_id, actor=actor)
    if not found:
        tables.empty(_("No visit yet. Log the first one with the button above."))
        return
    waiting = [row for row in found if row.next_on and not row.is_next_done]
    if waiting:
        st.html(f'<p class="d-lead p-lead">{_promised(len(waiting))}</p>')
    for row in sorted(waiting, key=lambda row: (row.next_on, row.id)):
        _next_step(row, actor, may_edit)
    st.html("".join(_visit(row) for row in found))


def _promised(count: int) -> str:
    return _("{n} promised next steps are not done", n=f"<b>{count}</b>")


def _next_step(row: VisitView, actor: Actor, may_edit: bool) -> None:
    today = clock.today()
    late = row.next_on is not None and row.next_on < today
    until = f'<b class="{"d-red" if late else ""}">{escape(day(row.next_on, today=today))}</b>'
    with st.container(horizontal=True, vertical_alignment="center", key=f"project_next_{row.id}"):
        st.html(f"{until} {escape(row.next_step)}", width="stretch")
        if may_edit and st.button(
            _("Mark as done"), key=f"project.next_done.{row.id}", icon=":material/check:"
        ):
            with feedback.run(_("Recorded."), rerun=True):
                visits.mark_next_done(visit_id=row.id, actor=actor)


def _visit(row: VisitView) -> str:
    """One visit: what it was, the three lines, the next step, the photo."""
    today = clock.today()
    head = badges.dots([word(VisitKind(row.kind)), row.with_whom, row.recorded_by])
    lines = {
        _("What was talked about"): row.what,
        _("What came of it"): row.outcome,
        _("What the enterprise asks for"): row.enterprise_asks,
        _("Next step"): _next_text(row),
    }
    said = "".join(
        f'<br><span class="d-soft">{escape(label)}</span> {escape(text)}'
        for label, text in lines.items()
        if text
    )
    photo = ""
    if row.file_id:
        photo = f'<br><a class="d-link" href="/file/{row.file_id}" target="_blank">{escape(_("Photo"))}</a>'
    on = escape(day(row.visited_on, today=today))
    return f'<div class="p-entry"><b>{on}</b> <span class="d-soft">{head}</span>{said}{photo}</div>'


def _next_text(row: VisitView) -> str:
    if not row.next_step:
        return ""
    done = _("step taken") if row.is_next_done else None
    return " · ".join(part for part in (row.next_step, day(row.next_on), done) if part)
