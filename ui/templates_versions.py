"""The versions of a package with who published them and why, and two of them side by side."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.access import Actor
from services import templates
from services.templates import PackageView, VersionLine
from ui import tables
from ui.filters import Bound
from ui.i18n import _, instant
from ui.templates_words import differences


def show(view: PackageView, bound: Bound, actor: Actor) -> None:
    """The list, newest first; below it the comparison."""
    st.html(_listed(view.versions))
    if len(view.versions) < 2:
        tables.empty(_("Only one version so far: there is nothing to compare yet."))
        return
    older, newer = _chosen(view.versions, bound)
    found = templates.compare(code=view.code, older=older, newer=newer, actor=actor)
    title = _(
        "Version {older} beside version {newer}: {n} differences", older=older, newer=newer, n=len(found)
    )
    st.html(f'<h4 class="d-part">{escape(title)}</h4>')
    if found:
        st.html(differences(found))
    else:
        tables.empty(_("These two do not differ."))


def _listed(versions: Sequence[VersionLine]) -> str:
    heads = (_("Version"), _("Published"), _("Published by"), _("What changed and why"))
    rows = [
        (
            f"<b>{escape(_('version {n}', n=line.version))}</b>",
            escape(instant(line.published_at)),
            escape(line.published_by or _("delivered with the system")),
            escape(line.note),
        )
        for line in versions
    ]
    return tables.html_table(heads, rows)


def _chosen(versions: Sequence[VersionLine], bound: Bound) -> tuple[int, int]:
    """Two select boxes; at first the newest version and the one before it."""
    numbers = [line.version for line in versions]
    for name, default in (("older", numbers[1]), ("newer", numbers[0])):
        if bound.value(name) not in numbers:
            bound.set(name, default)
    with st.container(horizontal=True, key="templates_compare"):
        for name, label in (("older", _("Compare")), ("newer", _("with"))):
            st.selectbox(
                label, numbers, format_func=lambda n: _("version {n}", n=n), key=bound.key(name), width=160
            )
    one, other = (int(str(bound.value(name))) for name in ("older", "newer"))
    return min(one, other), max(one, other)
