"""Dialogs and self-refreshing parts: they rerun without the shell, so they check the session themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui import session


def dialog(title: str, **options: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `st.dialog`; in an ended session the whole page reruns instead and leads to sign-in."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        return st.dialog(title, **options)(_checked(function, _is_signed_in))

    return decorate


def fragment(*, run_every: float | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `st.fragment`; one that refreshes itself (`run_every`, seconds) does not keep the session alive."""
    check = session.is_alive if run_every else _is_signed_in

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        return st.fragment(run_every=run_every)(_checked(function, check))

    return decorate


def ornament(*, run_every: float) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `fragment`, beside a page that somebody may be writing on: in an ended session it draws nothing.

    The page itself leads to sign-in at the next click; what was written stays in sight until then.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def drawn(*args: Any, **kwargs: Any) -> None:
            if session.is_alive():
                function(*args, **kwargs)

        return st.fragment(run_every=run_every)(drawn)

    return decorate


def rerun() -> None:
    """Draw the dialog or part anew, or the whole page if this run is the page's.

    Streamlit joins a click in a dialog with one that came just before: then the page runs, not the dialog.
    """
    context = get_script_run_ctx()
    st.rerun(scope="fragment" if context and context.fragment_ids_this_run else "app")


def _is_signed_in() -> bool:
    return session.actor() is not None


def _checked(function: Callable[..., None], check: Callable[[], bool]) -> Callable[..., None]:
    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> None:
        if not check():
            st.rerun(scope="app")
        function(*args, **kwargs)

    return checked
