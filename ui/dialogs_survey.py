"""Forms of a rating: the enterprise's word with its proof, the contact after a bad one, the remedy."""

from collections.abc import Callable

import streamlit as st

from domain.access import Actor
from services import clock, surveys
from services.surveys import FollowDraft, RatingDraft, SurveyView
from ui import feedback, forms
from ui.fragments import dialog
from ui.i18n import _

_PAPERS = ("jpg", "jpeg", "png", "pdf")
_LEVELS = (5, 4, 3, 2, 1)


def open_rating(row: SurveyView, actor: Actor) -> None:
    """Open the form to record what the enterprise said about a milestone."""
    dialog(_("Record the enterprise's rating"), width="medium")(_rating)(row, actor)


def open_contact(row: SurveyView, actor: Actor) -> None:
    """Open the form for the talk after a bad rating."""
    dialog(_("Record the contact"), width="medium")(_follow)(row, actor, surveys.contact, _("What was said"))


def open_mend(row: SurveyView, actor: Actor) -> None:
    """Open the form for what was mended."""
    dialog(_("Record the remedy"), width="medium")(_follow)(row, actor, surveys.mend, _("What was mended"))


def _rating(row: SurveyView, actor: Actor) -> None:
    today = clock.today()
    st.caption(_("{milestone}: the enterprise's own word; nobody rates for it.", milestone=row.milestone))
    with st.form(f"survey.rate.{row.step_id}", border=False, enter_to_submit=False):
        level = st.radio(
            _("Rating"),
            _LEVELS,
            index=_LEVELS.index(row.level) if row.level else None,
            format_func=lambda one: _(f"survey_level.level_{one}"),
            horizontal=True,
        )
        rated_by = st.text_input(_("Who said it"), row.rated_by, max_chars=60)
        rated_on = forms.choose_day(
            _("On"), key=f"survey.rated_on.{row.step_id}", value=row.rated_on or today, latest=today
        )
        comment = st.text_area(_("Comment"), row.comment, max_chars=2000, height=90)
        document_no = st.text_input(_("Number of the proof"), row.document_no, max_chars=60)
        paper = forms.upload(_("Proof (photo or PDF)"), types=_PAPERS, key=f"survey.proof.{row.step_id}")
        sent = st.form_submit_button(_("Save"), type="primary")
    if not sent:
        return
    if level is None:
        st.error(_("Choose the rating first. What you wrote is kept."))
        return
    with feedback.run(_("Rating recorded."), rerun=True):
        draft = RatingDraft(
            step_id=row.step_id,
            version=row.version,
            level=level,
            rated_on=rated_on,
            rated_by=rated_by,
            comment=comment,
            document_no=document_no,
            file_name=paper.name if paper else "",
            file_data=paper.data if paper else b"",
        )
        surveys.rate(draft=draft, actor=actor)


def _follow(row: SurveyView, actor: Actor, record: Callable[..., None], label: str) -> None:
    today = clock.today()
    st.caption(f"{row.milestone} · {row.rated_by}")
    with st.form(f"survey.follow.{row.step_id}", border=False, enter_to_submit=False):
        on = forms.choose_day(_("On"), key=f"survey.follow_on.{row.step_id}", value=today, latest=today)
        note = st.text_area(label, max_chars=2000, height=110)
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        with feedback.run(_("Recorded."), rerun=True):
            draft = FollowDraft(step_id=row.step_id, version=row.version, on=on, note=note)
            record(draft=draft, actor=actor)
