"""The way back from what was just entered on a step: taken back with a reason, kept and marked."""

import streamlit as st

from domain.access import Actor
from services import clock, steps
from services.steps import EventView, StepView
from ui import feedback, session
from ui.i18n import _


def show(view: StepView, actor: Actor) -> None:
    """Only for the newest entry of today, and only for those who may correct it."""
    entry = newest_of_today(view)
    if entry is None:
        return
    key = f"step.take_back.{entry.id}"
    with st.popover(_("Take back: {entry}", entry=entry.text), icon=":material/undo:", type="tertiary"):
        st.caption(_("The entry is kept and marked; state and clock are computed anew."))
        reason = st.text_input(_("Reason of the correction"), max_chars=500, key=key)
        if st.button(_("Take it back"), type="primary", key=f"{key}.now"):
            with feedback.run(_("Taken back."), rerun=True):
                steps.correct(event_id=entry.id, reason=reason, actor=actor)
                session.forget_widget(key)


def newest_of_today(view: StepView) -> EventView | None:
    """The last entry that still counts, if it was entered today and may be corrected."""
    entry = next((one for one in view.history if one.may_correct and not one.is_corrected), None)
    if entry is None or entry.recorded_at is None:
        return None
    return entry if clock.local(entry.recorded_at).date() == view.today else None
