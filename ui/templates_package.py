"""One package: what it holds by stage, its versions, who has yet to follow; administrators edit a draft."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import templates
from services.templates import PackageLine, PackageView
from ui import paper, templates_edit, templates_offers, templates_steps, templates_versions
from ui.filters import Bound, Filter
from ui.i18n import _
from ui.templates_item import open_item
from ui.templates_words import takes

_STEPS, _VERSIONS, _OFFERS = "steps", "versions", "offers"
FILTERS = (
    Filter("package"),
    Filter("part", options=(_STEPS, _VERSIONS, _OFFERS), default=_STEPS),
    Filter("item"),
    Filter("older", number=True),
    Filter("newer", number=True),
)


def show(line: PackageLine, bound: Bound, actor: Actor) -> None:
    """The head, what may be done, then one of the parts."""
    draft = templates.draft_of(code=line.code, actor=actor) if templates.may_edit(actor) else None
    view = templates.package_view(code=line.code, draft=draft.body if draft else None, actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="templates_actions"):
        st.button(
            _("All packages"),
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=bound.clear,
            key="templates.back",
        )
        st.space("stretch")
        is_busy = view.may_edit and templates_edit.actions(view, bound, actor)
    st.html(_head(line, view))
    if draft:
        is_busy = templates_edit.draft_bar(view, draft, actor) or is_busy
    _part(line, view, bound, actor, is_busy=is_busy)


def _head(line: PackageLine, view: PackageView) -> str:
    lead = _(
        "{package}, version {n}: {items} items, {optional} of them on condition",
        package=escape(view.name),
        n=view.version,
        items=f"<b>{line.steps}</b>",
        optional=line.optional,
    )
    facts = [_("{n} running projects.", n=line.projects)]
    if line.behind:
        facts = [
            _("{n} running projects, {behind} on an earlier version.", n=line.projects, behind=line.behind)
        ]
    if not view.is_active:
        facts.insert(0, _("Retired: no new project is made from it, running ones go on."))
    facts.append(takes(view.finishes_before or view.finishes))
    said = " ".join(fact for fact in facts if fact)
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(said)}</p>'


def _part(line: PackageLine, view: PackageView, bound: Bound, actor: Actor, *, is_busy: bool) -> None:
    parts = [_STEPS, _VERSIONS] + ([_OFFERS] if templates.may_see_offers(actor) else [])
    if bound.value("part") not in parts:
        bound.set("part", _STEPS)
    part = st.segmented_control(
        _("Part"),
        parts,
        format_func=lambda code: _(f"package_part.{code}"),
        key=bound.key("part"),
        label_visibility="collapsed",
        required=True,
    )
    if part == _VERSIONS:
        templates_versions.show(view, bound, actor)
    elif part == _OFFERS:
        templates_offers.show(line, actor)
    else:
        _steps(view, bound, actor, is_busy=is_busy)


def _steps(view: PackageView, bound: Bound, actor: Actor, *, is_busy: bool) -> None:
    """The table; a click opens an item."""
    note = _("Click on an item to see it in full.")
    if view.may_edit:
        note = _("Click on an item to change it: changes gather in a draft until you publish it.")
    st.html(f'<p class="tpl-line d-soft">{escape(note)}</p>')
    paper.show(
        templates_steps.html(view.rows),
        key="templates.steps",
        selected=str(bound.value("item") or ""),
        on_open=lambda code: bound.set("item", code),
    )
    row = next((one for one in view.rows if one.item_code == bound.value("item")), None)
    bound.set("item", row.item_code if row else "")
    if row and not is_busy:
        open_item(view, row, actor, on_done=lambda: bound.set("item", ""))
