"""Who did what on a project, when."""

from html import escape

import streamlit as st

from domain.access import Actor
from services.project_history import ActivityLine, activity
from ui import dialogs_agency, tables
from ui.i18n import _, instant


def show(*, project_id: int, actor: Actor) -> None:
    """Notes of handovers, then the newest hundred entries; the complete chain is with the auditors."""
    dialogs_agency.show_handovers(project_id=project_id, actor=actor)
    found = activity(project_id=project_id, actor=actor)
    if not found.lines:
        tables.empty(_("Nothing has been recorded on this project yet."))
        return
    headers = [_("When"), _("Who"), _("What"), _("Matter")]
    st.html(tables.html_table(headers, [_cells(line) for line in found.lines]))
    if found.total > len(found.lines):
        st.caption(_("The newest {n} of {m} entries.", n=len(found.lines), m=found.total))


def _cells(line: ActivityLine) -> list[str]:
    return [escape(instant(line.at)), escape(line.who), f"<b>{escape(line.what)}</b>", escape(line.subject)]
