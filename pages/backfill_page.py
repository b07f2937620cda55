"""Page: backfill (存量补录). Running projects are put where they stand, one after the other."""

import streamlit as st

from domain.access import Actor
from services import backfill
from services.backfill import BackfillDraft, BackfillView, Queue
from ui import backfill_form, backfill_queue, feedback, links, tables
from ui import backfill_state as state
from ui.filters import Bound, Filter, bound
from ui.i18n import _


def render(actor: Actor) -> None:
    """The queue on the left, the steps of one project on the right; `project` in the url opens that one."""
    with bound("backfill", (Filter("project", number=True),)) as url:
        queue = backfill.queue(actor=actor)
        st.html(backfill_queue.lead(queue))
        backfill_queue.show_saved(url, actor)
        shown = _shown(url, queue)
        if shown is None:
            tables.empty(_("Nothing waits to be placed."))
            links.page_link("import", _("Import a ledger"), icon=":material/upload_file:")
            return
        left, right = st.columns([1, 3], gap="medium")
        with left:
            backfill_queue.show(queue, shown, url)
        with right, feedback.run():
            _show_project(backfill.backfill_view(project_id=shown, actor=actor), queue, url, actor)


def _shown(url: Bound, queue: Queue) -> int | None:
    wanted = url.value("project")
    if wanted:
        return int(str(wanted))
    first = queue.rows[0].project_id if queue.rows else None
    url.set("project", first)
    return first


def _show_project(view: BackfillView, queue: Queue, url: Bound, actor: Actor) -> None:
    if view.is_placed:
        _show_placed(view, queue, url, actor)
        return
    pressed = backfill_form.show(view)
    if pressed == "save":
        with feedback.run(rerun=True):
            draft = BackfillDraft(
                project_id=view.project_id, version=view.version, placements=state.placements(view)
            )
            state.remember(backfill.backfill(draft=draft, actor=actor))
            url.set("project", backfill_queue.after(queue, view.project_id))
    elif pressed == "skip":
        url.set("project", backfill_queue.after(queue, view.project_id) or view.project_id)
        st.rerun()


def _show_placed(view: BackfillView, queue: Queue, url: Bound, actor: Actor) -> None:
    """A project placed already: where it is, and the way back while nothing followed."""
    tables.empty(_("“{name}” has been placed.", name=view.name))
    with st.container(horizontal=True):
        links.page_link("project", _("Open the project"), id=view.project_id)
        if queue.rows and st.button(_("Next to place"), key="backfill.next"):
            url.set("project", queue.rows[0].project_id)
            st.rerun()
        if view.may_undo and st.button(_("Undo the backfill"), icon=":material/undo:", key="backfill.undo"):
            backfill_queue.undo(view.project_id, url, actor)
