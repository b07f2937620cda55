"""Page: audit. Auditors read the chain from the console until the export exists."""

import streamlit as st

from domain.access import Actor
from ui.i18n import _


def render(actor: Actor) -> None:
    """Says what an auditor can do today, and what not yet."""
    st.html(f'<p class="d-lead">{_("Audit")}</p>')
    st.write(_("Every change is recorded in a chain of hashes: who, when, before, after and why."))
    st.write(_("The export of the audit record is not available here yet."))
    st.write(_("The server's administrator checks the chain with this command:"))
    st.code("python -m cli verify-audit", language=None)
