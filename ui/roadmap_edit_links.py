"""The part of the edit form that says what a step waits for: by law, by the project's own links, one more."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.vocabulary import LinkKind
from services.roadmaps.editing import AddLink, Edit, EditableStep, EditSheet, RemoveLink
from ui import forms
from ui.i18n import _, word


def show(step: EditableStep, sheet: EditSheet, own: Sequence[Edit]) -> tuple[tuple[str, ...], AddLink | None]:
    """What the law puts before it, the project's own links to keep, and one more."""
    law = _("list.separator").join(step.legal) or _("nothing")
    st.html(f'<p class="d-note d-soft">{escape(_("Before it by law: {items}", items=law))}</p>')
    there = {link.source: _link_text(sheet, link.source, link.kind, link.lag) for link in step.links}
    kept = tuple(there)
    if there:
        gone = {edit.source for edit in own if isinstance(edit, RemoveLink)}
        kept = tuple(
            st.multiselect(
                _("Links of this project (take away what no longer holds)"),
                list(there),
                default=[code for code in there if code not in gone],
                format_func=there.__getitem__,
                key=f"roadmap.edit.links.{step.code}",
            )
        )
    return kept, _added(step, sheet, own)


def _link_text(sheet: EditSheet, source: str, kind: str, lag: int) -> str:
    name = sheet.names.get(source, source)
    return _("{step}, {kind}, {n} working days", step=name, kind=word(LinkKind(kind)), n=lag)


def _added(step: EditableStep, sheet: EditSheet, own: Sequence[Edit]) -> AddLink | None:
    asked = next((edit for edit in own if isinstance(edit, AddLink)), None)
    names = {one.code: one.name for one in sheet.steps if one.is_on_roadmap and one.code != step.code}
    first, second, third = st.columns([3, 2, 1.4])
    with first:
        source = forms.choose_named(
            _("It also waits for"),
            names,
            key=f"roadmap.edit.source.{step.code}",
            chosen=asked.source if asked else None,
        )
    with second:
        kind = forms.choose_code(
            _("Begins"),
            list(LinkKind),
            key=f"roadmap.edit.kind.{step.code}",
            chosen=asked.link_kind if asked else LinkKind.FS,
        )
    with third:
        lag = st.number_input(
            _("Working days between"),
            0,
            3000,
            int(asked.lag) if asked else 0,
            key=f"roadmap.edit.lag.{step.code}",
        )
    if not source or kind is None:
        return None
    return AddLink(code=step.code, source=str(source), link_kind=kind, lag=lag)
