"""Page: catalogue. Which limits are confirmed and which wait; items edited, imported, sent to departments."""

import streamlit as st

from domain.access import Actor, Permission, require
from services import limits
from ui import catalogue_import, catalogue_items, catalogue_sheets, filters
from ui.i18n import _

_TABS = {
    "items": catalogue_items.show,
    "sheets": catalogue_sheets.show,
    "import": catalogue_import.show,
}


def render(actor: Actor) -> None:
    """The count of confirmed limits first, then one of three tabs."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with filters.bound(
        "catalogue", (filters.Filter("tab", options=tuple(_TABS), default="items"), *catalogue_items.FILTERS)
    ) as bound:
        whole = limits.list_items(actor=actor)
        said = _("A pending limit plans and reminds, but never turns red and is in no ranking.")
        st.html(f'<p class="d-lead">{_lead(whole)}</p><p class="d-sub">{said}</p>')
        tab = st.segmented_control(
            _("Part"),
            list(_TABS),
            format_func=lambda code: _(f"catalogue_tab.{code}"),
            key=bound.key("tab"),
            label_visibility="collapsed",
        )
        _TABS[str(tab or "items")](whole, bound, actor)


def _lead(whole: limits.LimitList) -> str:
    kind = "" if not whole.pending else ' class="yellow"'
    return _(
        "{n} items: {confirmed} confirmed, {pending} pending",
        n=whole.total,
        confirmed=f"<b>{whole.confirmed}</b>",
        pending=f"<b{kind}>{whole.pending}</b>",
    )
