"""My hours: when the morning digest comes, whether there is a last call, what stands in the way of mail."""

from html import escape

import streamlit as st

from domain.access import Actor
from services.reminders import hours
from services.reminders.hours import HoursDraft, HoursView
from ui import feedback
from ui.i18n import _


def show(found: HoursView, actor: Actor) -> None:
    """The section of the page of one's own notices."""
    st.subheader(_("My hours"))
    obstacle = obstacle_of(found)
    if obstacle:
        st.html(f'<p class="d-hint">{escape(obstacle)}</p>')
    with st.form("notices.hours", border=False):
        morning_at = st.selectbox(
            _("Morning digest at"),
            found.choices,
            index=found.choices.index(found.morning_at),
            key="notices.morning_at",
            help=_("On working days, one mail with all that waits; urgent reminders come at once besides."),
            width=180,
        )
        last_call = found.wants_last_call
        if found.has_last_call:
            last_call = st.toggle(
                _("Last call at 16:30 for what is due today and still open"),
                found.wants_last_call,
                key="notices.last_call",
            )
        if st.form_submit_button(_("Save")):
            draft = HoursDraft(morning_at=morning_at, wants_last_call=last_call, version=found.version)
            with feedback.run(_("Your hours were saved."), rerun=True):
                hours.change_hours(draft=draft, actor=actor)


def obstacle_of(found: HoursView) -> str:
    """Why no mail can come; empty if it can."""
    if not found.is_mail_on:
        return _("This installation sends no mail: reminders wait in the inbox only.")
    if not found.address:
        return _("Your account has no mail address: reminders wait in the inbox. Your administrator adds it.")
    return ""
