"""Form widgets with our words: choices by code, days, uploads. Values are codes, dates and bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st

from ui.i18n import _, word

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes


def choose_code(
    label: str,
    codes: Sequence[Code],
    *,
    key: str,
    chosen: Code | None = None,
    may_be_empty: bool = False,
    help: str | None = None,
) -> Code | None:
    """A select box of enum members by their words; with `may_be_empty` nothing is chosen at first."""
    index = codes.index(chosen) if chosen is not None else (None if may_be_empty else 0)
    prompt = _("Please choose")
    return st.selectbox(label, codes, index=index, format_func=word, key=key, placeholder=prompt, help=help)


def choose_named(
    label: str,
    names: Mapping[Any, str],
    *,
    key: str,
    chosen: str | int | None = None,
    help: str | None = None,
) -> str | int | None:
    """A select box over code → name (departments, people); empty until chosen."""
    options = list(names)
    index = options.index(chosen) if chosen is not None and chosen in names else None
    return st.selectbox(
        label,
        options,
        index=index,
        format_func=lambda code: names[code],
        key=key,
        placeholder=_("Please choose"),
        help=help,
    )


def choose_day(
    label: str,
    *,
    key: str,
    value: date | None = None,
    earliest: date | None = None,
    latest: date | None = None,
    help: str | None = None,
) -> date | None:
    """A day, empty unless given."""
    return st.date_input(
        label,
        value=value,
        min_value=earliest or date(2000, 1, 1),
        max_value=latest or date(2060, 12, 31),
        format="YYYY/MM/DD",
        key=key,
        help=help,
    )


def upload(label: str, *, types: Sequence[str] | None, key: str, help: str | None = None) -> Upload | None:
    """One file as name and bytes; what it really is, is checked by the service that takes it.

    Other endings than `types` are refused by the browser, in few words; with None the service says why.
    """
    given = st.file_uploader(label, type=list(types) if types else None, key=key, help=help)
    return Upload(given.name, given.getvalue()) if given is not None else None
