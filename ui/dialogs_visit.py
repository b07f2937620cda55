"""The form of a visit or talk: three lines, the next step, a photo; reused by the desk and the project."""

import streamlit as st

from domain.access import Actor
from domain.vocabulary import VisitKind
from services import clock, visits
from services.visits import VisitDraft
from ui import feedback, forms
from ui.fragments import dialog
from ui.i18n import _


def open_visit(*, actor: Actor, project_id: int, project: str) -> None:
    """Open the form to log a visit, one-to-one guidance or a call on a project."""
    dialog(_("Log a visit or talk"), width="medium")(_form)(actor, project_id, project)


def _form(actor: Actor, project_id: int, project: str) -> None:
    today = clock.today()
    st.caption(project)
    with st.form(f"visit.{project_id}", border=False):
        kind = forms.choose_code(_("What it was"), list(VisitKind), key="visit.kind") or VisitKind.VISIT
        visited_on = forms.choose_day(_("On"), key="visit.on", value=today, latest=today)
        with_whom = st.text_input(_("With whom"), max_chars=120)
        what = st.text_area(_("What was talked about"), max_chars=2000, height=70)
        outcome = st.text_area(_("What came of it"), max_chars=2000, height=70)
        asks = st.text_area(_("What the enterprise asks for"), max_chars=2000, height=70)
        next_step = st.text_input(_("Next step"), max_chars=200)
        next_on = forms.choose_day(_("Next step on"), key="visit.next_on", earliest=today)
        photo = forms.upload(_("Photo"), types=("jpg", "jpeg", "png"), key="visit.photo")
        verified = st.checkbox(_("The project's data were checked on this occasion"))
        sent = st.form_submit_button(_("Save"), type="primary")
    if not sent:
        return
    with feedback.run(_("Saved."), rerun=True):
        draft = VisitDraft(
            project_id=project_id,
            kind=kind,
            visited_on=visited_on,
            with_whom=with_whom,
            what=what,
            outcome=outcome,
            enterprise_asks=asks,
            next_step=next_step,
            next_on=next_on,
            verified=verified,
            photo_name=photo.name if photo else "",
            photo=photo.data if photo else b"",
        )
        visits.log_visit(draft=draft, actor=actor)
