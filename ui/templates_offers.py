"""Running projects that a newer version of their package would change, for those who look after them all."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import templates
from services.templates import OfferLine, PackageLine
from ui import links, tables
from ui.i18n import _


def show(line: PackageLine, actor: Actor) -> None:
    """One line a project with the way to it; there its people decide item by item."""
    found = templates.list_offers(template_code=line.code, actor=actor)
    if not found:
        tables.empty(_("Nobody has anything to decide: every running project has what this version brings."))
        return
    lead = _("{n} projects have differences to decide on", n=len(found))
    st.html(f'<h4 class="d-part">{escape(lead)}</h4>')
    heads = (_("Project"), _("Agent A"), _("Its version"), "")
    st.html(tables.html_table(heads, [_cells(one) for one in found]))


def _cells(one: OfferLine) -> tuple[str, str, str, str]:
    href = escape(links.href("project", id=one.project_id), quote=True)
    versions = _("version {old} → {new}", old=one.from_version, new=one.to_version)
    return (
        f'<a class="d-name" href="{href}" target="_self">{escape(one.project)}</a>',
        escape(one.agent or _("not assigned")),
        escape(versions),
        f"<b>{escape(_('{n} differences', n=one.count))}</b>",
    )
