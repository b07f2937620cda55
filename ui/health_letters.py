"""Messages given up on the health page, each sent again by one click."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import outbox
from services.outbox import DeadLetter
from ui import feedback
from ui.i18n import _, instant


def show(dead: tuple[DeadLetter, ...], actor: Actor) -> None:
    """Nothing if there is none. What a message says is not the administrator's to read."""
    if not dead:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="health_dead_head"):
        st.subheader(_("Messages given up"))
        if len(dead) > 1 and st.button(_("Send them all again"), icon=":material/send:"):
            _again(actor, None)
    for letter in dead:
        with st.container(horizontal=True, vertical_alignment="center", key=f"health_dead_{letter.id}"):
            st.html(_line(letter), width="stretch")
            if st.button(_("Send again"), key=f"health.again.{letter.id}"):
                _again(actor, letter.id)


def _line(letter: DeadLetter) -> str:
    kind = f"{_(f'letter_kind.{letter.kind}')} · " if letter.kind else ""
    about = _("queued {at}, attempts: {n}", at=instant(letter.queued_at), n=letter.attempts)
    return (
        f'<div class="h-dead"><b>{escape(letter.address)}</b> '
        f'<span class="d-soft">{escape(kind + about)}</span><br>'
        f'<span class="d-red">{escape(letter.reason)}</span></div>'
    )


def _again(actor: Actor, message_id: int | None) -> None:
    with feedback.run(_("Queued again."), rerun=True):
        outbox.retry_dead(message_id=message_id, actor=actor)
