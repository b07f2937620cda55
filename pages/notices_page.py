"""Page: my notices (我的提醒设置). When I am written to, what I need not hear, my dates in a calendar."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from services import mutes
from services.mutes import MuteView
from services.reminders import hours
from services.reminders.hours import HoursView
from ui import notice_feed, notice_hours, notice_mute, notice_mutes
from ui.i18n import _


def render(actor: Actor) -> None:
    """First when and what, then mutes, hours and the calendar feed; coordinators see the agents' mutes."""
    found, own = hours.own_hours(actor=actor), mutes.list_own(actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="notices_head"):
        st.html(_lead(found, own), width="stretch")
        if st.button(_("Mute a reminder"), icon=":material/notifications_off:"):
            notice_mute.open_any(actor=actor)
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        notice_mutes.show_own(own, actor)
        if can(actor, Permission.ASSIGN):
            notice_mutes.show_agents(mutes.list_of_agents(actor=actor))
    with right:
        notice_hours.show(found, actor)
        notice_feed.show(actor)


def _lead(found: HoursView, own: tuple[MuteView, ...]) -> str:
    """每个工作日 08:30 给您发提要，您免了 2 类提醒."""
    obstacle = notice_hours.obstacle_of(found)
    if obstacle:
        lead = escape(_("Reminders reach you in the inbox"))
    else:
        lead = _("Your digest comes at {time} on working days", time=f"<b>{escape(found.morning_at)}</b>")
    if own:
        lead += _("desk.joiner") + _("{n} mutes are in force", n=f"<b>{len(own)}</b>")
    sub = _("What is urgent always reaches you. A mute spares only you: others are still reminded.")
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(sub)}</p>'
