"""The one drawn component: an html string with an svg in it, whose parts open things.

Every text of the database inside the html must be escaped by whoever draws it (`ui/gantt.py`): the component
is trusted code. Anything with `data-open="code"` answers a click, Enter and, inside `data-keys`, arrow keys.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui import session

_HERE = Path(__file__).parent
_draw = st.components.v2.component(
    "daiban.paper",
    html="",
    css=(_HERE / "paper.css").read_text(encoding="utf-8"),
    js=(_HERE / "paper.js").read_text(encoding="utf-8"),
)


def show(html: str, *, key: str, on_open: Callable[[str], None], selected: str = "") -> None:
    """Draw `html`; `on_open(code)` is called before the rerun that a click on `data-open` causes.

    `selected` is the code that is open now: it is marked, and gets the focus back once nothing is open.
    """

    def opened() -> None:
        code = session.component_event(key, "open")
        if code:
            on_open(str(code))

    _draw(
        key=key,
        data={"html": html, "selected": selected},
        on_open_change=opened,
        width="stretch",
        height="content",
    )
