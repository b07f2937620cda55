"""Ways from page to page by name, so that pages never import each other."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from ui import session
from ui.i18n import _


def open_page(name: str, **params: object) -> None:
    """Go to a page of the menu (or the hidden `project`); nothing happens if the role has no such page."""
    page = session.page_named(name)
    if page is not None:
        st.switch_page(page, query_params=_texts(params))


def page_link(
    name: str, label: str, *, icon: str | None = None, hint: str | None = None, **params: object
) -> None:
    """A real link (it can be opened in another tab); nothing is drawn if the role has no such page."""
    page = session.page_named(name)
    if page is not None:
        st.page_link(page, label=label, icon=icon, help=hint, query_params=_texts(params))


def href(name: str, **params: object) -> str:
    """The address of a page for anchors inside html."""
    query = urlencode(_texts(params))
    return f"/{name}?{query}" if query else f"/{name}"


def print_link(project_id: int) -> str:
    """The pictures of a project on paper, in a tab of its own (web/print_page.py)."""
    return f'<a class="m-print" href="/print/{project_id}" target="_blank">{escape(_("Print on A3"))}</a>'


def _texts(params: dict[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in params.items() if value is not None}
