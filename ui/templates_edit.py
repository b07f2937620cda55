"""What administrators do with a package: add, copy, retire; the draft with its faults, published or not."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor
from services import templates
from services.templates import CopyDraft, PackageDraft, PackageView
from ui import feedback
from ui.filters import Bound
from ui.fragments import dialog
from ui.i18n import _
from ui.session import Slot
from ui.templates_item import open_add
from ui.templates_words import differences, takes

_MADE = Slot[str]("templates.made")


def actions(view: PackageView, bound: Bound, actor: Actor) -> bool:
    """The buttons beside the way back; True if one of them has opened a dialog."""
    if made := _MADE.take():
        bound.set("package", made)
        st.rerun()
    opened: list[Callable[[], None]] = []
    if st.button(_("Add an item"), icon=":material/add:", key="templates.add"):
        opened.append(lambda: open_add(view, actor))
    if st.button(_("Copy"), icon=":material/content_copy:", key="templates.copy"):
        opened.append(lambda: dialog(_("Copy the package"), width="medium")(_copy)(view, actor))
    _active(view, actor)
    for open_dialog in opened[:1]:
        open_dialog()
    return bool(opened)


def _active(view: PackageView, actor: Actor) -> None:
    """Retire or bring back: at once, and undone by the same button."""
    label = _("Retire") if view.is_active else _("Bring back")
    icon = ":material/inventory:" if view.is_active else ":material/unarchive:"
    if st.button(label, icon=icon, key="templates.active"):
        said = _("Retired: {what}") if view.is_active else _("Offered again: {what}")
        with feedback.run(said.format(what=view.name), rerun=True):
            templates.set_active(code=view.code, is_active=not view.is_active, actor=actor)


def _copy(view: PackageView, actor: Actor) -> None:
    st.caption(
        _("The copy holds the published items of {what} and is offered at intake at once.", what=view.name)
    )
    with st.form("templates.copy.form", border=False):
        name_zh = st.text_input(_("Name in Chinese"), max_chars=60)
        name_en = st.text_input(_("Name in English (may stay empty)"), max_chars=60)
        sent = st.form_submit_button(_("Copy"), type="primary")
    if sent:
        with feedback.run(_("Copied."), rerun=True):
            draft = CopyDraft(source=view.code, name_zh=name_zh, name_en=name_en)
            _MADE.put(templates.copy(draft=draft, actor=actor))


def draft_bar(view: PackageView, draft: PackageDraft, actor: Actor) -> bool:
    """How much the draft changes, what is wrong with it, and the ways on; True if a dialog has opened."""
    opened = False
    with st.container(key="templates_draft"):
        with st.container(horizontal=True, vertical_alignment="center"):
            said = _("A draft with {n} changes, seen by nobody else yet.", n=len(view.differences))
            if not view.differences:
                said = _("A draft with other names of groups, seen by nobody else yet.")
            st.html(f'<p class="tpl-line"><b>✎ {escape(said)}</b></p>', width="content")
            st.space("stretch")
            opened = st.button(
                _("Look through and publish"),
                type="primary",
                icon=":material/publish:",
                key="templates.publish",
            )
            drops = st.button(_("Drop the draft"), icon=":material/undo:", key="templates.discard")
        if drops:
            with feedback.run(_("The draft is dropped."), rerun=True):
                templates.discard(code=view.code, actor=actor)
        _faults(view)
        if draft.version != view.version:
            st.warning(
                _(
                    "Version {n} was published meanwhile. Drop this draft and begin again from it.",
                    n=view.version,
                ),
                icon=":material/warning:",
            )
    if opened:
        dialog(_("Publish version {n}", n=view.version + 1), width="large")(_publish)(view, draft, actor)
    return opened


def _faults(view: PackageView) -> None:
    """Said while editing already: publishing is refused until they are gone."""
    if view.faults:
        lines = "".join(f"<li>{escape(fault)}</li>" for fault in view.faults)
        head = escape(_("It cannot be published like this:"))
        st.html(f'<div class="d-hint d-red"><b>◆ {head}</b><ul>{lines}</ul></div>')


def _publish(view: PackageView, draft: PackageDraft, actor: Actor) -> None:
    """Every difference and the time it then takes; a reason; published or refused in words."""
    st.html(differences(view.differences))
    if view.finishes:
        said = takes(view.finishes, view.finishes_before)
        st.html(f'<p class="l-effect">{escape(said)}</p>')
    rule = _(
        "New projects use it at once. {n} running projects keep theirs and get an offer.", n=view.projects
    )
    st.html(f'<p class="tpl-line d-soft">{escape(rule)}</p>')
    with st.form("templates.publish.form", border=False):
        note = st.text_area(_("What changes and why"), max_chars=500, height=70, key="templates.note")
        sent = st.form_submit_button(_("Publish"), type="primary", icon=":material/publish:")
    if sent:
        with feedback.run(_("Version {n} is published.", n=view.version + 1), rerun=True):
            templates.publish(
                draft=PackageDraft(
                    template_code=view.code,
                    version=draft.version,
                    rows=draft.rows,
                    groups=draft.groups,
                    note=note,
                ),
                actor=actor,
            )
