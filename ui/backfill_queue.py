"""The queue beside the form, and the line that says what was saved last."""

from collections import Counter
from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light
from services import backfill
from services.backfill import Queue, QueueRow
from ui import backfill_state as state
from ui import badges, feedback, links
from ui.filters import Bound
from ui.i18n import _


def lead(queue: Queue) -> str:
    counts = {"placed": f"<b>{queue.placed}</b>", "total": queue.total}
    said = _("{placed} of {total} projects are placed", **counts)
    sub = _("Check what the ledger proposes, correct it, save: the next project opens by itself.")
    done = _("Every project is placed. New ones from an imported ledger will wait here.")
    return f'<p class="d-lead">{said}</p><p class="d-sub">{escape(sub if queue.rows else done)}</p>'


def show(queue: Queue, shown: int | None, bound: Bound) -> None:
    """The projects that wait: a list on wide screens, a select box on phones; nothing when none waits."""
    if not queue.rows:
        return
    names, captions = _names(queue), [_where(row) for row in queue.rows]
    index = list(names).index(shown) if shown in names else None
    label = _("Still to place: {n}", n=len(names))
    with st.container(key="only_desk_backfill", height=640 if len(names) > 8 else "content"):
        key = f"backfill.queue.{shown}.{len(names)}"
        chosen = st.radio(
            label, list(names), index=index, key=key, format_func=lambda one: names[one], captions=captions
        )
    with st.container(key="only_phone_backfill"):
        picked = st.selectbox(
            label, list(names), index=index, key=f"{key}.phone", format_func=lambda one: names[one]
        )
    for one in (chosen, picked):
        if one and one != shown:
            bound.set("project", one)
            st.rerun()


def _names(queue: Queue) -> dict[int, str]:
    """Names by id, never two alike: a select box tells its options apart by their words."""
    times = Counter(row.name for row in queue.rows)
    return {
        row.project_id: f"{row.name} · {row.enterprise}" if times[row.name] > 1 else row.name
        for row in queue.rows
    }


def _where(row: QueueRow) -> str:
    return " · ".join(part for part in (row.stage, row.item) if part) or row.enterprise


def after(queue: Queue, project_id: int) -> int | None:
    """The project that follows in the queue, from its end the first; None when there is no other."""
    ids = [row.project_id for row in queue.rows]
    if project_id not in ids:
        return ids[0] if ids else None
    others = ids[ids.index(project_id) + 1 :] + ids[: ids.index(project_id)]
    return others[0] if others else None


def show_saved(bound: Bound, actor: Actor) -> None:
    """What was saved last, what looked odd in it, and the way back."""
    saved = state.saved()
    if saved is None:
        return
    words = _("{name}: {done} done, {running} running, {open} open", name=saved["name"], **saved["counts"])
    if saved["is_closed"]:
        words = _("{name}: everything done, the project is closed", name=saved["name"])
    with st.container(border=True, key="backfill_saved", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<span class="d-words d-green">{badges.SIGNS[Light.BLUE]}</span> {escape(words)}')
            links.page_link("project", _("Open the project"), id=saved["project_id"])
            if st.button(_("Undo"), icon=":material/undo:", key="backfill.undo_saved", type="tertiary"):
                undo(saved["project_id"], bound, actor)
        for warning in saved["warnings"]:
            st.html(f'<span class="d-words d-yellow">{badges.SIGNS[Light.YELLOW]}</span> {escape(warning)}')


def undo(project_id: int, bound: Bound, actor: Actor) -> None:
    """Take a backfill back and show that project again."""
    with feedback.run(_("Taken back: the project waits to be placed again."), rerun=True):
        backfill.undo_backfill(project_id=project_id, actor=actor)
        state.forget_saved()
        bound.set("project", project_id)
