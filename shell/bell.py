"""The bell in the header of every page: how many matters wait, asked anew every half minute."""

import streamlit as st

from domain.access import Actor
from services import inbox
from services.settings import settings
from ui import fragments, links, session
from ui.i18n import _

_MOST = 99


def show(actor: Actor) -> None:
    """Draw the bell for whoever has an inbox. It reruns alone; forms, dialogs and menu stay."""
    if session.page_named("inbox") is None:
        return
    with st.container(key="shell_bell"):
        fragments.ornament(run_every=settings().bell_seconds)(_bell)(actor)


def _bell(actor: Actor) -> None:
    number = inbox.unread_count(actor=actor)
    shown = f"{_MOST}+" if number > _MOST else str(number)
    with st.container(key="shell_bell_on" if number else "shell_bell_off"):
        label = _("Reminders: {n} wait", n=number)
        links.page_link("inbox", shown if number else " ", icon=":material/notifications:", hint=label)
