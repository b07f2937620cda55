"""Filters in the url as codes: F5, Back, pasted links and the way back from a project all keep them.

Streamlit's own `bind="query-params"` writes translated labels and breaks Back. Here the widgets are unbound:

    with filters.bound("pool", FILTERS) as bound:
        st.text_input(_("Search"), key=bound.key("q"))
        st.pills(_("Light"), LIGHTS, selection_mode="multi", key=bound.key("light"))
    chosen = bound.values()
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from ui import session
from ui.session import Slot

log = logging.getLogger("daiban")


@dataclass(frozen=True)
class Filter:
    """One parameter of the url. `options` are the codes allowed (None: any text); `default` is not written.

    `many` holds a list of codes; `number` is a page number or an id (widget value int).
    """

    name: str
    options: Sequence[str] | None = None
    default: str = ""
    many: bool = False
    number: bool = False

    def read(self, texts: list[str]) -> object:
        """The widget's value for what the url says; unknown codes are dropped."""
        known = [text for text in texts if self._is_known(text)]
        if len(known) < len(texts):
            log.warning("unknown value of filter %s dropped", self.name)
        if self.many:
            return known
        text = known[-1] if known else self.default
        return int(text) if self.number and text else (text or None if self.options is not None else text)

    def _is_known(self, text: str) -> bool:
        if self.number:
            return text.isascii() and text.isdigit() and len(text) < 10
        return "\0" not in text if self.options is None else text in self.options

    def write(self, value: object) -> list[str]:
        """What the url says for a widget's value; empty for the default."""
        if self.many:
            return [str(code) for code in value] if isinstance(value, Iterable) else []
        text = "" if value is None else str(value)
        return [text] if text and text != self.default else []


class Bound:
    """The filters of one page during one run."""

    def __init__(self, page: str, filters: Sequence[Filter]) -> None:
        self.page = page
        self.filters = {one.name: one for one in filters}

    def key(self, name: str) -> str:
        """The key of the widget that edits a filter."""
        return f"{self.page}.filter.{self.filters[name].name}"

    def value(self, name: str) -> object:
        """A filter's value as its widget has it: text, code or None, list of codes, number."""
        return session.widget(self.key(name), self.filters[name].read([]))

    def values(self) -> dict[str, object]:
        return {name: self.value(name) for name in self.filters}

    def set(self, name: str, value: object) -> None:
        """Change a filter before its widget is drawn (for example back to page 1)."""
        session.set_widget(self.key(name), value)

    def clear(self) -> None:
        """All filters to their defaults, for the next run (in an on_click callback)."""
        for name, one in self.filters.items():
            session.set_widget(self.key(name), one.read([]))

    def query(self) -> dict[str, list[str]]:
        """What the url should say now."""
        written = {name: one.write(self.value(name)) for name, one in self.filters.items()}
        return {name: texts for name, texts in written.items() if texts}


@contextmanager
def bound(page: str, filters: Sequence[Filter]) -> Iterator[Bound]:
    """Take the url over into the widgets on entry, write the widgets back into the url on exit."""
    saved = Slot[dict](f"{page}.filters")
    here = Bound(page, filters)
    url = {one.name: st.query_params.get_all(one.name) for one in filters}
    url = {name: texts for name, texts in url.items() if texts}
    is_new_here = session.page_before() not in (page, None) or saved.get() is None
    if is_new_here or url != saved.get():
        _take_over(here, url or (saved.get() or {} if is_new_here else {}))
    yield here
    written = here.query()
    saved.put(written)
    if written != url:
        others = {k: st.query_params.get_all(k) for k in st.query_params if k not in here.filters}
        st.query_params.from_dict({**others, **written})


def _take_over(here: Bound, texts: dict[str, list[str]]) -> None:
    for name, one in here.filters.items():
        session.set_widget(here.key(name), one.read(texts.get(name, [])))
