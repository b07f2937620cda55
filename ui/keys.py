"""Keys that act on a page (`shortcut="a"`) stay silent while a dialog or a menu lies over it."""

from pathlib import Path

import streamlit as st

_watch = st.components.v2.component(
    "daiban.keys", html="", js=(Path(__file__).parent / "keys.js").read_text(encoding="utf-8")
)


def guard() -> None:
    """Once on a page with single-letter shortcuts: else a letter typed in a dialog acts behind it."""
    with st.container(key="shell_keys"):
        _watch(key="shell.keys", height="content")
