"""A file to look at before anything is stored: chosen, looked at once, emptied after storing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from ui import feedback, forms
from ui.i18n import _
from ui.session import Slot

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Chosen:
    """A file; `key` tells it from every other."""

    name: str
    data: bytes
    key: str


def choose(label: str, *, place: str) -> Chosen | None:
    """The uploader of a place; it holds the bytes until another file is taken or `clear`."""
    rounds = Slot[int](f"{place}.round")
    given = forms.upload(label, types=None, key=f"{place}.file.{rounds.get() or 0}")
    if given is None:
        return None
    return Chosen(given.name, given.data, hashlib.sha256(given.data).hexdigest()[:16])


def clear(place: str) -> None:
    """Empty the uploader at the next run."""
    rounds = Slot[int](f"{place}.round")
    rounds.put((rounds.get() or 0) + 1)
    Slot[tuple](f"{place}.seen").take()


def seen(place: str, key: str, look: Callable[[], Seen]) -> Seen | None:
    """What `look` finds, found once per key; a refusal is shown and gives None."""
    slot = Slot[tuple](f"{place}.seen")
    before = slot.get()
    if before and before[0] == key:
        return before[1]  # type: ignore[no-any-return]
    found: Seen | None = None
    with feedback.run(), st.spinner(_("Reading …")):
        found = look()
        slot.put((key, found))
    return found
