"""Page: packages (套餐). What new projects are made from, in which version, and who has yet to follow."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import templates
from services.templates import PackageLine
from ui import filters, templates_list, templates_package
from ui.i18n import _


def render(actor: Actor) -> None:
    """The list; with `package` in the url one package, part by part."""
    packages = templates.list_packages(actor=actor)
    with filters.bound("templates", templates_package.FILTERS) as bound:
        chosen = next((one for one in packages if one.code == bound.value("package")), None)
        if chosen is None:
            bound.set("package", "")
            st.html(_lead(packages))
            templates_list.show(packages, on_open=lambda code: bound.set("package", code))
        else:
            templates_package.show(chosen, bound, actor)


def _lead(packages: tuple[PackageLine, ...]) -> str:
    active = sum(one.is_active for one in packages)
    behind = sum(one.behind for one in packages)
    lead = _(
        "{n} packages in use, {behind} running projects are on an earlier version",
        n=f"<b>{active}</b>",
        behind=f'<b class="{"yellow" if behind else ""}">{behind}</b>',
    )
    rule = _("A running project keeps its version until its people take the difference over.")
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(rule)}</p>'
