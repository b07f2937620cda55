"""What can be done with a project from its page, by those who may."""

from collections.abc import Callable

import streamlit as st

from domain.access import Actor, Permission, can
from services import projects
from services.projects import ProjectView
from services.words import LANGS
from ui import dialogs_agency, feedback, links, project_leaving
from ui.dialogs_forward import open_forward
from ui.dialogs_problem import open_raise
from ui.dialogs_visit import open_visit
from ui.i18n import _
from ui.project_answers import open_answers
from ui.project_target import open_target

_ASSIGN, _HAND_OVER, _FORWARD, _TARGET, _ANSWERS = "assign", "hand_over", "forward", "target", "answers"


def show(view: ProjectView, actor: Actor) -> bool:
    """The way back to the pool and the buttons; True if one of them has opened a dialog."""
    opened: list[Callable[[], None]] = []
    with st.container(horizontal=True, vertical_alignment="center", key="project_actions"):
        links.page_link("pool", _("Project pool"), icon=":material/arrow_back:")
        st.space("stretch")
        if not view.is_closed:
            _daily(view, actor, opened)
        if can(actor, Permission.EXPORT_REPORT):
            _report(view.id)
        _more(view, actor, opened)
    for open_dialog in opened[:1]:
        open_dialog()
    return bool(opened)


def _daily(view: ProjectView, actor: Actor, opened: list[Callable[[], None]]) -> None:
    if view.may_edit:
        _verify(view, actor)
        if st.button(_("Log a visit"), icon=":material/handshake:", key="project.visit"):
            opened.append(lambda: open_visit(actor=actor, project_id=view.id, project=view.name))
    if can(actor, Permission.RAISE_PROBLEM) and st.button(
        _("Raise a problem"), icon=":material/error_outline:", key="project.problem"
    ):
        opened.append(lambda: open_raise(actor=actor, project_id=view.id))


def _verify(view: ProjectView, actor: Actor) -> None:
    """今日核实无变化: one tap; done for today it is only said."""
    label = _("Verified today") if view.is_verified_today else _("Verified today, no change")
    done = view.is_verified_today
    if st.button(label, type="primary", icon=":material/verified:", key="project.verify", disabled=done):
        with feedback.run(_("Verified today"), rerun=True):
            projects.verify_unchanged(project_id=view.id, actor=actor)


def _report(project_id: int) -> None:
    """One file a language, made when asked for, kept as issued."""
    with st.popover(_("Progress report"), icon=":material/description:", key="project.report"):
        for lang in LANGS:
            url = f"/report/{project_id}.xlsx?lang={lang}"
            label = _("{language}, Excel", language=_(f"language.{lang.lower()}"))
            st.link_button(label, url, icon=":material/download:", width="stretch")


def _more(view: ProjectView, actor: Actor, opened: list[Callable[[], None]]) -> None:
    choices = _choices(view, actor)
    if not choices:
        return
    chosen = st.menu_button(
        _("More"), list(choices), format_func=project_leaving.way_word, key="project.more"
    )
    if chosen:
        opened.append(choices[chosen])


def _choices(view: ProjectView, actor: Actor) -> dict[str, Callable[[], None]]:
    """Code → what opens."""
    found: dict[str, Callable[[], None]] = {}
    if view.may_edit and not view.is_closed:
        found[_FORWARD] = lambda: open_forward(project_id=view.id, actor=actor)
        found[_TARGET] = lambda: open_target(view, actor)
        found[_ANSWERS] = lambda: open_answers(view, actor)
    if view.may_assign and not view.is_closed:
        found[_ASSIGN] = lambda: dialogs_agency.open_assign(project_id=view.id, actor=actor)
        if view.primary:
            found[_HAND_OVER] = lambda: dialogs_agency.open_handover(project_id=view.id, actor=actor)
    for way in project_leaving.ways(view):
        found[way] = lambda way=way: project_leaving.open_way(way, view=view, actor=actor)  # type: ignore[misc]
    return found
