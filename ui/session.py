"""The only file that touches Streamlit's session state and cookies. Ids and codes only, never rows.

State that pages need across reruns is a `Slot`, made once at module level: `OPEN = Slot[int]("pool.open")`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from domain.access import Actor
from domain.errors import Forbidden
from services import accounts
from services.words import DEFAULT_LANG, LANGS

T = TypeVar("T")


@dataclass(frozen=True)
class Slot(Generic[T]):
    """One typed value kept for a browser tab, under a name that says whose it is (`page.what`)."""

    name: str

    def get(self) -> T | None:
        return st.session_state.get(self.name)

    def put(self, value: T | None) -> None:
        st.session_state[self.name] = value

    def take(self) -> T | None:
        """The value, and forget it."""
        return st.session_state.pop(self.name, None)


_LANG = Slot[str]("shell.lang")
_OUTSIDE: ContextVar[str | None] = ContextVar("lang_outside", default=None)
_TOASTS = Slot[list]("shell.toasts")
_PAGES = Slot[dict]("shell.pages")
_PAGE = Slot[str]("shell.page")
_PAGE_BEFORE = Slot[str]("shell.page_before")


def _cookie(name: str) -> str | None:
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else None


def actor() -> Actor | None:
    """Who is signed in, asked of the database at every call: an ended session counts at the next click.

    Tests patch this function.
    """
    token = _cookie(accounts.SESSION_COOKIE)
    return accounts.actor_of_token(token) if token else None


def is_alive() -> bool:
    """True while somebody is signed in; a screen that refreshes itself may ask without prolonging that."""
    token = _cookie(accounts.SESSION_COOKIE)
    if token is None:
        return actor() is not None
    return accounts.actor_of_token(token, counts_as_use=False) is not None


def require_signed_in() -> None:
    """Raises Forbidden accounts.session_ended. Callbacks and dialogs run without the shell's own check."""
    if actor() is None:
        raise Forbidden("accounts.session_ended")


def lang() -> str:
    """The language of this tab: the account's, before sign-in that of the plain pages."""
    if outside := _OUTSIDE.get():
        return outside
    chosen = _LANG.get()
    if chosen is None:  # kept: a page asks hundreds of times, and a cookie is slow to read
        chosen = _cookie(accounts.LANG_COOKIE)
        chosen = chosen if chosen in LANGS else DEFAULT_LANG
        _LANG.put(chosen)
    return chosen


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Within the block drawings speak a language although no tab is there (pages for paper)."""
    token = _OUTSIDE.set(lang)
    try:
        yield
    finally:
        _OUTSIDE.reset(token)


def use_lang(lang: str) -> None:
    _LANG.put(lang)


def enter_page(name: str, pages: dict[str, Any]) -> None:
    """The shell says at each run which page it shows, and which ones this role can reach."""
    _PAGE_BEFORE.put(_PAGE.get())
    _PAGE.put(name)
    _PAGES.put(pages)


def page_before() -> str | None:
    """The page that the run before this one showed."""
    return _PAGE_BEFORE.get()


def page_named(name: str) -> Any:
    """The st.Page of a name, None if this role has none such."""
    return (_PAGES.get() or {}).get(name)


def widget(key: str, default: Any = None) -> Any:
    """The value of a keyed widget."""
    return st.session_state.get(key, default)


def set_widget(key: str, value: Any) -> None:
    """Set a keyed widget before it is drawn."""
    st.session_state[key] = value


def forget_widget(key: str) -> None:
    st.session_state.pop(key, None)


def component_event(key: str, name: str) -> Any:
    """The value of a component's trigger `name` (in its on_<name>_change callback)."""
    state = st.session_state.get(key)
    return state.get(name) if state else None


def add_toast(text: str) -> None:
    """Keep a success message until the next complete run has shown it."""
    _TOASTS.put([*(_TOASTS.get() or []), text])


def take_toasts() -> list[str]:
    return _TOASTS.take() or []
