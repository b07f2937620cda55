"""Sheets for the departments: out one by one or all together, back with a difference row by row."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import clock, department_sheets
from services.department_sheets import FATES, ReturnedRow, ReturnedSheet
from services.limits import LimitList
from ui import badges, catalogue_upload, feedback, tables
from ui.catalogue_upload import Chosen
from ui.filters import Bound
from ui.i18n import _, day
from ui.limit_words import effect_text, moves_table
from ui.session import Slot

_PLACE = "catalogue.sheet"
_FILES = "/catalogue-files"
_LIGHTS = {"confirm": "green", "refused": "red", "opinion": "yellow", "same": "grey", "blank": "grey"}
_AHEAD = Slot[tuple]("catalogue.ahead")


def show(_whole: LimitList, _bound: Bound, actor: Actor) -> None:
    """What goes out on the left, what comes back on the right; below each other on phones."""
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        _show_out(actor)
    with right:
        st.html(f'<p class="d-part">{escape(_("A sheet came back"))}</p>')
        chosen = catalogue_upload.choose(_("The filled-in sheet (.xlsx)"), place=_PLACE)
        if chosen is None:
            tables.empty(_("First you see what every row would change; you choose which rows to accept."))
            return
        found = catalogue_upload.seen(_PLACE, chosen.key, lambda: _look(chosen, actor))
        if found is not None:
            _show_back(chosen, found, actor)


def _show_out(actor: Actor) -> None:
    everything = (
        f'<a class="d-link" href="{_FILES}/departments.zip" download>{escape(_("All sheets (.zip)"))}</a>'
    )
    st.html(f'<p class="d-part">{escape(_("One sheet for each department"))}</p>{everything}')
    rows = []
    for one in department_sheets.choices(actor=actor):
        link = f"{_FILES}/department/{escape(one.code, quote=True)}.xlsx"
        pending = f'<b class="d-yellow">{one.pending}</b>' if one.pending else "0"
        said = f'<a class="d-link" href="{link}" download>{escape(_("Download"))}</a>'
        rows.append((escape(one.name), str(one.items), pending, said))
    heads = (_("Department"), _("Items"), _("limits_status.pending"), "")
    with st.container(key="l_out"):
        st.html(tables.html_table(heads, rows, numbers=(1, 2)))


def _look(chosen: Chosen, actor: Actor) -> ReturnedSheet:
    return department_sheets.look(data=chosen.data, name=chosen.name, actor=actor)


def _show_back(chosen: Chosen, found: ReturnedSheet, actor: Actor) -> None:
    counts = badges.dots(
        [f"{_(f'returned_fate.{fate}')} {found.count(fate)}" for fate in FATES if found.count(fate)]
    )
    absent = (
        _("Items missing in the file: {n}; nothing happens to them.", n=found.absent) if found.absent else ""
    )
    st.html(f'<p><b>{escape(found.department)}</b> · {counts}</p><p class="d-sub">{escape(absent)}</p>')
    codes = _show_choices(chosen, [row for row in found.rows if row.fate == "confirm"])
    _show_others([row for row in found.rows if row.fate in ("refused", "opinion")])
    if codes:
        _show_accept(chosen, codes, actor)
    elif not found.count("confirm"):
        tables.empty(_("There is no row to accept in this file."))


def _show_choices(chosen: Chosen, rows: list[ReturnedRow]) -> list[str]:
    """A tick per row, set at first; the codes that are ticked."""
    codes = []
    for row in rows:
        with st.container(key=f"l_row_{row.code}", gap=None):
            if st.checkbox(row.name, True, key=f"l_take_{chosen.key}_{row.code}"):
                codes.append(row.code)
            st.html(_difference(row))
    return codes


def _difference(row: ReturnedRow) -> str:
    said = [
        f"{escape(_(f'department_sheet.{name}'))} "
        f"<s class='d-soft'>{escape(before)}</s> → <b>{escape(after)}</b>"
        for name, (before, after) in row.changes.items()
    ]
    opinion = (
        f"<div class='d-soft'>{escape(_('Remark: {text}', text=row.opinion))}</div>" if row.opinion else ""
    )
    later = ""
    if row.effective_on and row.effective_on > clock.today():
        text = _("It comes into force on {day}.", day=day(row.effective_on, today=clock.today()))
        later = f"<div class='d-soft'>{escape(text)}</div>"
    return f"<div class='l-diff'>{' · '.join(said)}{later}{opinion}</div>"


def _show_others(rows: list[ReturnedRow]) -> None:
    for row in rows:
        chip = badges.light(_LIGHTS[row.fate], _(f"returned_fate.{row.fate}"))
        place = _("row {n}", n=row.number)
        why = row.reason or _("Remark: {text}", text=row.opinion)
        st.html(
            f"<div class='p-entry'>{chip} <b>{escape(row.name or row.code)}</b> "
            f"<span class='d-soft'>{escape(place)}</span><div>{escape(why)}</div></div>"
        )


def _show_accept(chosen: Chosen, codes: list[str], actor: Actor) -> None:
    key = (chosen.key, tuple(codes))
    kept = _AHEAD.get()
    if kept is None or kept[0] != key:
        with feedback.run():
            ahead = department_sheets.look_ahead(data=chosen.data, name=chosen.name, codes=codes, actor=actor)
            kept = (key, ahead)
            _AHEAD.put(kept)
    if kept and kept[0] == key:
        st.html(f"<p class='l-effect'>{escape(effect_text(kept[1]))}</p>")
        if kept[1].moves:
            st.html(moves_table(kept[1].moves, clock.today()))
    if st.button(_("Accept {n} rows", n=len(codes)), type="primary", key="l_accept"):
        with feedback.run(_("Confirmed limits: {n}", n=len(codes))) as outcome:
            department_sheets.accept(data=chosen.data, name=chosen.name, codes=codes, actor=actor)
        if outcome.ok:
            catalogue_upload.clear(_PLACE)
            st.rerun()
