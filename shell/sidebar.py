"""Below the menu: who is signed in, the language switch, sign-out."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import accounts
from services.words import LANGS
from ui import feedback
from ui.i18n import _, lang, word


def show(actor: Actor) -> None:
    """Name and role, the other language at one click, and the way out."""
    assert actor.role is not None
    with st.sidebar, st.container(key="shell_foot"):
        st.html(f'<div class="d-who"><b>{escape(actor.name)}</b><br>{escape(word(actor.role))}</div>')
        other = next(code for code in LANGS if code != lang())
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(_(f"language.{other.lower()}"), type="tertiary", key="shell_lang"):
                with feedback.run(rerun=True):
                    accounts.choose_language(lang=other, actor=actor)
            st.html(
                _link("/password", _("Change password")) + _link("/sign-out", _("Sign out")), width="content"
            )


def _link(href: str, text: str) -> str:
    return f'<a class="d-link" href="{href}" target="_self">{escape(text)}</a>'
