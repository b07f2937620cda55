"""Storing an import, once: with progress, with a way to stop, and with what to do next."""

from typing import Any

import streamlit as st

from domain.access import Actor
from services import ledger_import
from services.ledger_import import ImportResult
from ui import feedback, import_file, links
from ui.i18n import _
from ui.import_file import Chosen
from ui.session import Slot

_STORED = Slot[dict[str, Any]]("import.stored")


def stored(chosen: Chosen) -> dict[str, Any] | None:
    """The counts and the ids of new projects, if this file has been stored in this tab."""
    kept = _STORED.get()
    return kept if kept and kept["way"] == chosen.way else None


def show_button(chosen: Chosen, result: ImportResult, actor: Actor) -> None:
    """The button that stores; it can be pressed once nothing is wrong and something would change."""
    n = result.count("create") + result.count("update")
    if result.errors:
        tip = _("Correct the errors first; nothing of this file has been stored.")
    elif not n:
        tip = _("The pool says the same already.")
    else:
        tip = None
    place = st.empty()
    pressed = place.button(
        _("Store {n} projects", n=n),
        type="primary",
        icon=":material/check:",
        disabled=not result.may_store,
        help=tip,
        key="import_store",
    )
    if pressed:
        place.empty()
        _store(chosen, actor)


def _store(chosen: Chosen, actor: Actor) -> None:
    """Stop, a second click or leaving the page ends the run between two rows: nothing is stored."""
    with st.container(horizontal=True, vertical_alignment="center", key="import_progress"):
        bar = st.progress(0.0, text=_("Storing …"))
        st.button(_("Stop, store nothing"), key="import_stop")

    def show(done: int, rows: int) -> None:
        bar.progress(done / rows, text=_("{done} of {n} rows stored", done=done, n=rows))

    with feedback.run() as outcome:
        result = ledger_import.run(
            data=chosen.data,
            name=chosen.name,
            sheet=chosen.sheet,
            package=chosen.package,
            commit=True,
            on_row=show,
            actor=actor,
        )
        if result.is_stored:
            _remember(chosen, result)
    if outcome.ok:
        st.rerun()


def _remember(chosen: Chosen, result: ImportResult) -> None:
    new = [row.project_id for row in result.rows if row.fate == "create" and row.project_id]
    counts = {fate: result.count(fate) for fate in ("create", "update", "unchanged")}
    _STORED.put({"way": chosen.way, "new": new, **counts})


def lead(kept: dict[str, Any]) -> str:
    """What has been stored: html."""
    said = _(
        "Stored: {create} new, {update} changed, {unchanged} unchanged",
        create=f"<b>{kept['create']}</b>",
        update=f"<b>{kept['update']}</b>",
        unchanged=kept["unchanged"],
    )
    return f'<p class="d-lead">{said}</p>'


def show_next(kept: dict[str, Any]) -> None:
    """Place the new projects, look at the pool, or go on with another file."""
    with st.container(horizontal=True, key="import_next"):
        if kept["new"] and st.button(
            _("Place the {n} new projects", n=len(kept["new"])),
            type="primary",
            icon=":material/history:",
            key="import_backfill",
        ):
            links.open_page("backfill", project=kept["new"][0])
        if st.button(_("Open the pool"), icon=":material/folder_open:", key="import_pool"):
            links.open_page("pool")
        st.button(_("Import another file"), key="import_another", on_click=import_file.another)
