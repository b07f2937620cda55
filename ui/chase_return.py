"""A sheet that came back from the department: every row's fate first, then all answers at once."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import chasing
from services.chasing import FATES, ChaseSheet, ReturnedRow, ReturnedSheet
from ui import badges, catalogue_upload, feedback, tables
from ui.catalogue_upload import Chosen
from ui.i18n import _

_LIGHTS = {"applied": "green", "kept": "blue", "refused": "red", "blank": "grey"}


def show(view: ChaseSheet, actor: Actor) -> None:
    """The file is tried out and rolled back; accepting does the same for good."""
    place = f"chase.return.{view.department_code}"
    chosen = catalogue_upload.choose(_("chase.filled_in"), place=place)
    if chosen is None:
        tables.empty(_("chase.return_hint"))
        return
    found = catalogue_upload.seen(place, chosen.key, lambda: _look(chosen, actor))
    if found is not None:
        _show_found(place, chosen, found, actor)


def _look(chosen: Chosen, actor: Actor) -> ReturnedSheet:
    return chasing.look(data=chosen.data, name=chosen.name, actor=actor)


def _show_found(place: str, chosen: Chosen, found: ReturnedSheet, actor: Actor) -> None:
    counts = badges.dots(
        [f"{_(f'chase_fate.{fate}')} {found.count(fate)}" for fate in FATES if found.count(fate)]
    )
    absent = f'<p class="d-sub">{escape(_("chase.absent", n=found.absent))}</p>' if found.absent else ""
    rows = "".join(_entry(row) for row in found.rows if row.fate != "blank")
    st.html(f"<p><b>{escape(found.department)}</b> · {counts}</p>{absent}{rows}")
    taken = found.count("applied") + found.count("kept")
    if not taken:
        tables.empty(_("There is no row to accept in this file."))
        return
    if st.button(_("chase.accept", n=taken), type="primary", key="ch_accept"):
        with feedback.run(_("chase.accepted", n=taken)) as outcome:
            chasing.accept(data=chosen.data, name=chosen.name, actor=actor)
        if outcome.ok:
            catalogue_upload.clear(place)
            st.rerun()


def _entry(row: ReturnedRow) -> str:
    chip = badges.light(_LIGHTS[row.fate], _(f"chase_fate.{row.fate}"))
    place = escape(_("row {n}", n=row.number))
    name = " · ".join(row.name.split("\n"))
    return (
        f"<div class='p-entry'>{chip} <b>{escape(name)}</b>"
        f" <span class='d-soft'>{escape(row.project)} · {place}</span>"
        f"<div>{escape(row.reason or row.said)}</div></div>"
    )
