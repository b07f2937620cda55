"""The text to forward: made ready, copied with one click (logged), logged again when it was passed on."""

import streamlit as st

from domain.access import Actor, Permission, can
from services import forward_text
from services.words import LANGS
from ui import copying, feedback
from ui.fragments import dialog
from ui.i18n import _
from ui.session import Slot

_COPIED = Slot[str]("forward.copied")
_FIELD = "forward_field"


def open_forward(*, project_id: int, actor: Actor) -> None:
    """Open the progress of a project in at most 300 characters, for the enterprise's chat group."""
    dialog(_("Text to forward"), width="medium")(_progress)(project_id, actor)


def open_task(*, reminder_id: int, project_id: int, actor: Actor) -> None:
    """Open what an enterprise without an address is to be told (告知企业)."""
    dialog(_("Tell the enterprise"), width="medium")(_task)(reminder_id, project_id, actor)


def _progress(project_id: int, actor: Actor) -> None:
    lang = _show_head()
    text = forward_text.forward_text(project_id=project_id, actor=actor, lang=lang)
    _show(text, f"forward.{project_id}.{lang}", project_id, actor)


def _task(reminder_id: int, project_id: int, actor: Actor) -> None:
    lang = _show_head()
    text = forward_text.reminder_text(reminder_id=reminder_id, actor=actor, lang=lang)
    _show(text, f"task.{reminder_id}.{lang}", project_id, actor, reminder_id=reminder_id)


def _show_head() -> str:
    """The language, and the button that copies the text below. The enterprise reads it: Chinese at first."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        chosen = st.segmented_control(
            _("Language of the text"),
            LANGS,
            default=LANGS[0],
            format_func=lambda code: _(f"language.{code.lower()}"),
            key="forward.lang",
        )
        copying.show(_("Copy the text"), field=_FIELD, key="forward.copy", on_copy=_COPIED.put)
    return chosen or LANGS[0]


def _show(text: str, key: str, project_id: int, actor: Actor, *, reminder_id: int | None = None) -> None:
    copied = _COPIED.take()
    if copied:
        with feedback.run():
            forward_text.log_copied(project_id=project_id, text=copied, actor=actor, reminder_id=reminder_id)
    with st.container(key=_FIELD), st.form(f"form.{key}", border=False):
        kept = st.text_area(
            _("Ready to be sent"), value=text, key=key, max_chars=forward_text.LIMIT, height=190
        )
        st.caption(_("You may change it first. Paste it into the chat, then log it as passed on."))
        may_log = can(actor, Permission.EDIT_PROJECT)
        sent = st.form_submit_button(_("I have passed it on"), type="primary", disabled=not may_log)
    if sent:
        with feedback.run(_("Logged as passed on."), rerun=True):
            forward_text.log_forwarded(
                project_id=project_id, text=kept or "", actor=actor, reminder_id=reminder_id
            )
