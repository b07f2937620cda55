"""The changes of a roadmap made so far: who, when, why, what; each is undone after a look at what moves."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from services.projects import ProjectView
from services.roadmaps import editing
from services.roadmaps.editing import ChangeLine
from ui import badges, feedback, impact
from ui.fragments import dialog, rerun
from ui.i18n import _, instant
from ui.session import Slot

_ASKED = Slot[int]("roadmap.undo")


def counted(project_id: int, actor: Actor) -> int:
    """How many there are for this person to see: none for a liaison."""
    is_inside = can(actor, Permission.RAISE_PROBLEM)
    return len(editing.list_changes(project_id=project_id, actor=actor)) if is_inside else 0


def open_list(view: ProjectView, actor: Actor) -> None:
    _ASKED.put(None)
    dialog(_("Changes of the roadmap"), width="large")(show)(view, actor)


def show(view: ProjectView, actor: Actor) -> None:
    """One entry a change; the first press on undo shows what moves."""
    for change in editing.list_changes(project_id=view.id, actor=actor):
        st.html(_entry(change))
        if change.undone_at is None and view.may_edit and not view.is_closed:
            _undo(view, change, actor)


def _entry(change: ChangeLine) -> str:
    lines = "".join(f"<div>{escape(line)}</div>" for line in change.lines)
    who = badges.dots([change.made_by, instant(change.made_at), change.reason])
    undone = ""
    if change.undone_at:
        said = _("undone by {name}, {at}", name=change.undone_by, at=instant(change.undone_at))
        undone = f'<div><span class="d-mark">{escape(said)}</span></div>'
    kind = "e-change undone" if change.undone_at else "e-change"
    return f'<div class="{kind}"><b>{lines}</b><div class="d-soft">{who}</div>{undone}</div>'


def _undo(view: ProjectView, change: ChangeLine, actor: Actor) -> None:
    """The second press does it."""
    if _ASKED.get() != change.id:
        if st.button(_("Undo"), icon=":material/undo:", key=f"roadmap.undo.{change.id}"):
            _ASKED.put(change.id)
            rerun()
        return
    with feedback.run() as looked:
        found = editing.preview_undo(change_id=change.id, actor=actor)
        impact.show(found, today=view.today)
    if looked.ok and st.button(_("Undo it now"), type="primary", key=f"roadmap.undo.now.{change.id}"):
        with feedback.run(_("Undone: the roadmap is as it was before."), rerun=True):
            editing.undo(change_id=change.id, actor=actor)
