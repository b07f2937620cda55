"""The form with which a project leaves the pool, is paused, or comes back; each asks for its reason."""

import streamlit as st

from domain.access import Actor
from domain.vocabulary import ProjectStatus
from services import projects
from services.projects import ProjectView
from ui import feedback
from ui.fragments import dialog
from ui.i18n import _

REOPEN = "reopen"


def ways(view: ProjectView) -> list[str]:
    """What its reader may make of the project now: codes of the ways out, or the way back."""
    if view.is_closed:
        return [REOPEN] if view.may_assign else []
    if not view.may_edit:
        return []
    if view.status == ProjectStatus.PAUSED:
        return [REOPEN, ProjectStatus.WITHDRAWN.value]
    return [ProjectStatus.PAUSED.value, ProjectStatus.DONE.value, ProjectStatus.WITHDRAWN.value]


def way_word(way: str) -> str:
    return _(f"project_way.{way}")


def open_way(way: str, *, view: ProjectView, actor: Actor) -> None:
    """Open the form of one way out or back."""
    dialog(way_word(way), width="medium")(_form)(way, view, actor)


def _form(way: str, view: ProjectView, actor: Actor) -> None:
    st.caption(view.name)
    st.write(_(f"project_way_rule.{way}"))
    with st.form(f"project.way.{way}", border=False):
        reason = st.text_area(_("Reason"), max_chars=500, height=90)
        sent = st.form_submit_button(way_word(way), type="primary")
    if not sent:
        return
    with feedback.run(_("Recorded."), rerun=True):
        if way == REOPEN:
            projects.reopen(project_id=view.id, reason=reason, actor=actor, version=view.version)
        else:
            how = ProjectStatus(way)
            projects.leave(project_id=view.id, how=how, reason=reason, actor=actor, version=view.version)
