"""Further items from a list: every row's fate first, then all rows together or none."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import items
from services.items import FATES, ImportedItems, ImportedRow
from services.limits import LimitList
from ui import badges, catalogue_upload, feedback, tables
from ui.catalogue_upload import Chosen
from ui.filters import Bound
from ui.i18n import _

_PLACE = "catalogue.import"
_LIST = "/catalogue-files/items.xlsx"
_LIGHTS = {"new": "green", "changed": "blue", "unchanged": "grey", "refused": "red"}
_MOST = 200


def show(_whole: LimitList, _bound: Bound, actor: Actor) -> None:
    """The uploader, then what becomes of each row."""
    link = f'<a class="d-link" href="{_LIST}" download>{escape(_("Empty list to fill in (.xlsx)"))}</a>'
    chosen = catalogue_upload.choose(_("List of items (.xlsx or .csv)"), place=_PLACE)
    if chosen is None:
        lines = "".join(f"<li>{escape(_(f'items.template_rule_{number}'))}</li>" for number in range(1, 5))
        st.html(f'<div class="d-empty" style="text-align:left"><ul>{lines}</ul>{link}</div>')
        return
    found = catalogue_upload.seen(_PLACE, chosen.key, lambda: _tried(chosen, actor))
    if found is not None:
        _show_found(chosen, found, actor)


def _tried(chosen: Chosen, actor: Actor) -> ImportedItems:
    return items.import_items(data=chosen.data, name=chosen.name, commit=False, actor=actor)


def _show_found(chosen: Chosen, found: ImportedItems, actor: Actor) -> None:
    counts = [_(f"import_item_fate.{fate}") + f" {found.count(fate)}" for fate in FATES]
    st.html(f"<p><b>{badges.dots(counts)}</b></p>")
    if found.unread:
        st.caption(_("Columns nobody reads: {names}", names=_("list.separator").join(found.unread)))
    if found.may_store:
        if st.button(_("Store {n} items", n=found.count("new") + found.count("changed")), type="primary"):
            _store(chosen, actor)
    elif found.count("refused"):
        said = _("Nothing can be stored until the refused rows are corrected in the file.")
        st.html(f"<p class='d-hint'>{escape(said)}</p>")
    else:
        tables.empty(_("The file agrees with the catalogue."))
    order = {"refused": 0, "new": 1, "changed": 2, "unchanged": 3}
    rows = sorted(found.rows, key=lambda row: (order[row.fate], row.number))
    st.html(
        tables.html_table(
            (_("Row"), _("Outcome"), _("Item"), _("What changes, or why not")),
            [_cells(row) for row in rows[:_MOST]],
            numbers=(0,),
        )
    )
    if len(rows) > _MOST:
        st.caption(_("The first {n} are shown.", n=_MOST))


def _cells(row: ImportedRow) -> tuple[str, str, str, str]:
    said = (row.reason and escape(row.reason)) or " · ".join(
        f"{escape(column)} <s class='d-soft'>{escape(before)}</s> → <b>{escape(after)}</b>"
        for column, (before, after) in row.changes.items()
    )
    chip = badges.light(_LIGHTS[row.fate], _(f"import_item_fate.{row.fate}"))
    name = f"{escape(row.name)} <span class='d-soft'>{escape(row.code)}</span>"
    return str(row.number), chip, name, said


def _store(chosen: Chosen, actor: Actor) -> None:
    with feedback.run(_("The items are stored.")) as outcome:
        items.import_items(data=chosen.data, name=chosen.name, commit=True, actor=actor)
    if outcome.ok:
        catalogue_upload.clear(_PLACE)
        st.rerun()
