"""A button that copies a text field, also on plain http, where browsers lock the clipboard for scripts."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui import session
from ui.i18n import _

_HERE = Path(__file__).parent
_draw = st.components.v2.component(
    "daiban.copying",
    html="",
    css=(_HERE / "copying.css").read_text(encoding="utf-8"),
    js=(_HERE / "copying.js").read_text(encoding="utf-8"),
)


def show(label: str, *, field: str, key: str, on_copy: Callable[[str], None]) -> None:
    """Draw the button; `on_copy(text)` is called when the field in the container keyed `field` was copied."""

    def copied() -> None:
        text = session.component_event(key, "copied")
        if text:
            on_copy(str(text))

    _draw(
        key=key,
        data={
            "label": label,
            "field": field,
            "done": _("Copied"),
            "failed": _("Please select the text and copy it"),
        },
        on_copied_change=copied,
        width="content",
        height="content",
    )
