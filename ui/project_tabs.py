"""The tabs of the project page: codes in the url, words on screen, only the open one is drawn."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from domain.access import Actor, Permission, can
from ui import session
from ui.filters import Bound
from ui.i18n import _

MAP, GANTT, ROADMAP, WHATIF, MATERIALS = "map", "gantt", "roadmap", "whatif", "materials"
VISITS, RATINGS, PROBLEMS, HISTORY = "visits", "ratings", "problems", "history"
ALL = (MAP, GANTT, ROADMAP, WHATIF, MATERIALS, VISITS, RATINGS, PROBLEMS, HISTORY)
_INTERNAL = (WHATIF, VISITS, RATINGS, HISTORY)
_LABELS = "project.tabs"


def offered(actor: Actor) -> tuple[str, ...]:
    """What-if, visits, ratings and history: for those who work on projects or lead them, not for liaisons."""
    is_inside = can(actor, Permission.RAISE_PROBLEM)
    return tuple(code for code in ALL if is_inside or code not in _INTERNAL)


def chosen(bound: Bound, codes: Sequence[str]) -> str:
    """The code of the open tab, the first without one."""
    code = str(bound.value("tab") or codes[0])
    return code if code in codes else codes[0]


def show(bound: Bound, codes: Sequence[str]) -> tuple[str, Any]:
    """Draw the tabs; returns the open one's code and its container. A click writes the code to the url."""
    names = {_(f"project_tab.{code}"): code for code in codes}
    labels = {code: name for name, code in names.items()}
    code = chosen(bound, codes)

    def clicked() -> None:
        bound.set("tab", names.get(session.widget(_LABELS), codes[0]))

    session.set_widget(_LABELS, labels[code])
    places = st.tabs(list(names), key=_LABELS, on_change=clicked)
    return code, places[list(codes).index(code)]
