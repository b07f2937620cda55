"""The band above every page while no sweep runs: silence must not be taken for nothing being due."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from services import health
from ui.i18n import _, instant, lang


def show(actor: Actor) -> None:
    """Nothing while the scheduler works. Administrators are led on, the others told whom to ask."""
    since = health.stands_still_since(actor=actor)
    if since is None:
        return
    said = escape(_("No new reminders since {at}: the scheduler does not run.", at=instant(since)))
    if can(actor, Permission.SEE_HEALTH):
        todo = f'<a class="d-link" href="/health" target="_self">{escape(_("What to do"))}</a>'
    else:
        todo = escape(_("Look at due dates yourself for now, and tell the administrator."))
    gap = " " if lang() == "en" else ""  # a Chinese full stop brings its own room
    st.html(f'<div class="d-demo" role="status">{said}{gap}{todo}</div>')
