"""Below the menu: who is signed in, the language switch, sign-out."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import accounts
from services.words import LANGS
from ui import feedback
from ui.i18n import _, lang, word


def show(actor: Actor, url_path: str) -> None:
    """Name and role, the other language at one click, and the way out."""
    assert actor.role is not None
    with st.sidebar:
        st.html(f'<div class="d-who"><b>{escape(actor.name)}</b><br>{escape(word(actor.role))}</div>')
        other = next(code for code in LANGS if code != lang())
        with st.container(horizontal=True, key="shell_foot"):
            if st.button(
                _(f"language.{other}"), type="tertiary", icon=":material/translate:", key="shell_lang"
            ):
                with feedback.run(rerun=True):
                    accounts.choose_language(lang=other, actor=actor)
            st.html(f'<p class="d-links"><a href="/sign-out" target="_self">{escape(_("Sign out"))}</a></p>')
