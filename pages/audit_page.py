"""Page: audit. Is the record of all changes whole?"""

from html import escape

import streamlit as st

from domain.access import Actor
from services import audit
from services.words import say_number
from ui import feedback
from ui.i18n import _


def render(actor: Actor) -> None:
    """Checks the chain of hashes on request: each row's hash covers the row and the hash before it."""
    said = _("Every change is recorded in a chain of hashes: who, when, before, after and why.")
    st.html(f'<p class="d-lead">{escape(_("Is the record whole?"))}</p><p class="d-sub">{escape(said)}</p>')
    if st.button(_("Check the chain"), type="primary", icon=":material/fact_check:"):
        with feedback.run(), st.spinner(_("Checking …")):
            rows, first_bad = audit.verify(actor=actor)
            _show(rows, first_bad)


def _show(rows: int, first_bad: int | None) -> None:
    if first_bad is None:
        st.success(_("{n} rows checked, nothing was changed or is missing.", n=say_number(rows)))
    else:
        st.error(
            _(
                "Row {id} does not fit: it, or one before it, was changed or removed. "
                "Keep a copy of the database and tell your administrator.",
                id=first_bad,
            )
        )
