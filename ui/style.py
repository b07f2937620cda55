"""Colours by meaning, light and dark, and the few rules of CSS that a Streamlit theme cannot express."""

from pathlib import Path

import streamlit as st

from services.settings import settings
from ui.i18n import _

_RULES = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
LIGHT = {
    "ink": "#1F2733",
    "soft": "#5D6673",
    "line": "#D9DFE8",
    "edge": "#B4BBC6",
    "ground": "#FFFFFF",
    "panel": "#F4F6F9",
    "accent": "#1A56A8",
    "fill": "#1A56A8",
    "red": "#C0281F",
    "red-tint": "#FBECEA",
    "red-fill": "#C0281F",
    "yellow": "#8A5A00",
    "yellow-tint": "#FCF3DF",
    "yellow-fill": "#E0A526",
    "green": "#256B43",
    "green-tint": "#E9F4ED",
    "green-fill": "#BFDFCB",
    "grey": "#5D6673",
    "grey-tint": "#EEF0F3",
    "grey-fill": "#D5DAE1",
    "blue": "#1A56A8",
    "blue-tint": "#E8F0FA",
    "blue-fill": "#BDD3EE",
    "none": "#5D6673",
    "none-tint": "transparent",
    "none-fill": "#EEF0F3",
}
DARK = {
    "ink": "#E3E8EF",
    "soft": "#A9B2BE",
    "line": "#2F3845",
    "edge": "#566070",
    "ground": "#12161D",
    "panel": "#1A202A",
    "accent": "#8CBBF4",
    "fill": "#2F72C9",
    "red": "#F6918A",
    "red-tint": "#3A1D1C",
    "red-fill": "#C0281F",
    "yellow": "#EEC163",
    "yellow-tint": "#372B12",
    "yellow-fill": "#E0A526",
    "green": "#84CDA2",
    "green-tint": "#16301F",
    "green-fill": "#24503A",
    "grey": "#A9B2BE",
    "grey-tint": "#262D38",
    "grey-fill": "#3A4350",
    "blue": "#94C0F6",
    "blue-tint": "#182A43",
    "blue-fill": "#27456B",
    "none": "#A9B2BE",
    "none-tint": "transparent",
    "none-fill": "#262D38",
}


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def colours() -> dict[str, str]:
    """Name → hex of the theme in use: `red` is a text colour, `red-tint` its background, `red-fill` a bar."""
    return DARK if is_dark() else LIGHT


def apply() -> None:
    """Write variables (`--d-red`, …) and rules into the page; the shell calls it once per run."""
    variables = "".join(f"--d-{name}:{value};" for name, value in colours().items())
    variables += "".join(f'--d-{name}:"{text}";' for name, text in _words().items())
    st.html(f"<style>:root{{{variables}}}{_RULES}</style>")


def _words() -> dict[str, str]:
    """Instead of the English that Streamlit's own uploader and date box say; style.css puts them there."""
    limit = settings().upload_megabytes
    refused = _("Not taken: another type of file, over {limit} MB, or the session has ended.", limit=limit)
    return {
        "not-taken": refused,
        "choose-file": _("Choose a file"),
        "at-most": _("At most {limit} MB", limit=limit),
        "year": _("yyyy"),
        "month": _("mm"),
        "day": _("dd"),
    }
