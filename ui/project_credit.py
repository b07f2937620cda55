"""Credit notes of the project's enterprise: which mode is closed to it, and the record of a repair."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from domain.vocabulary import Mode
from services import clock, credit
from services.credit import RepairDraft, StandingNote
from ui import feedback, forms
from ui.fragments import dialog
from ui.i18n import _, day


def show(project_id: int, actor: Actor) -> bool:
    """One line per standing note, with the coordinator's button; True if that opened its form."""
    opened = False
    for note in credit.standing_notes(project_id=project_id, actor=actor):
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"project_credit_{note.event_id}"
        ):
            st.html(f'<p class="d-yellow">{escape(_said(note))}</p>')
            may_repair = note.mode == Mode.TOLERANCE and can(actor, Permission.ASSIGN)
            if may_repair and st.button(_("Record the credit repair"), key=f"project.credit.{note.event_id}"):
                dialog(_("Record the credit repair"), width="small")(_form)(note, actor)
                opened = True
    return opened


def _said(note: StandingNote) -> str:
    until = day(note.until) if note.until else ""
    return _(f"credit_note.{note.mode}", project=note.project_name, noted_on=day(note.noted_on), until=until)


def _form(note: StandingNote, actor: Actor) -> None:
    st.write(_said(note))
    st.caption(_("The enterprise may use tolerance again from the day of the repair."))
    with st.form(f"project.credit.form.{note.event_id}", border=False):
        today = clock.today()
        repaired_on = forms.choose_day(
            _("Repaired on"), key="project.credit.day", value=today, earliest=note.noted_on, latest=today
        )
        document_no = st.text_input(_("Document of the repair"), max_chars=100)
        remark = st.text_input(_("Note"), max_chars=500)
        sent = st.form_submit_button(_("Record the credit repair"), type="primary")
    if sent and repaired_on:
        with feedback.run(_("Credit repair recorded."), rerun=True):
            credit.repair(
                event_id=note.event_id,
                draft=RepairDraft(repaired_on=repaired_on, document_no=document_no, note=remark),
                actor=actor,
            )
