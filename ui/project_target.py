"""The form of a project's target: the day by which works start on site, or production."""

from datetime import date

import streamlit as st

from domain.access import Actor
from domain.vocabulary import TargetKind
from services import winter
from services.projects import ProjectView
from services.winter import TargetDraft
from ui import feedback, forms
from ui.fragments import dialog
from ui.i18n import _


def open_target(view: ProjectView, actor: Actor) -> None:
    """Open the form; every step's latest days are counted back from what is saved."""
    dialog(_("Target date"), width="medium")(_form)(view, actor)


def _form(view: ProjectView, actor: Actor) -> None:
    st.caption(view.name)
    st.write(_("target.rule"))
    kind, value = _start_values(view)
    with st.form("project.target", border=False):
        chosen = forms.choose_code(_("Target"), list(TargetKind), key="target.kind", chosen=kind)
        on = forms.choose_day(_("By"), key="target.on", value=value)
        with st.container(horizontal=True):
            saved = st.form_submit_button(_("Save"), type="primary")
            dropped = view.target_on is not None and st.form_submit_button(_("No target any more"))
    if saved or dropped:
        with feedback.run(_("Recorded."), rerun=True):
            draft = TargetDraft() if dropped else TargetDraft(kind=chosen, on=on)
            winter.set_target(project_id=view.id, draft=draft, version=view.version, actor=actor)


def _start_values(view: ProjectView) -> tuple[TargetKind, date | None]:
    """What is stored, else the month that the enterprise planned, its last day."""
    if view.target_kind:
        return TargetKind(view.target_kind), view.target_on
    planned = {
        TargetKind.START: winter.suggested(view.planned_start),
        TargetKind.PRODUCTION: winter.suggested(view.planned_production),
    }
    ahead = {kind: day for kind, day in planned.items() if day and day >= view.today}
    return next(iter(ahead.items()), (TargetKind.START, None))
