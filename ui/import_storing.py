"""Storing an import, once: with progress, with a way to stop, and with what to do next."""

from dataclasses import replace
from typing import Any

import streamlit as st

from domain.access import Actor
from services import ledger_import
from services.ledger_import import Fate, ImportResult, RowView
from ui import feedback, import_file, import_rows, links
from ui.i18n import _
from ui.import_file import Chosen
from ui.session import Slot

_WRITTEN: tuple[Fate, ...] = ("create", "update")
_STORED = Slot[dict[str, Any]]("import.stored")


def stored(chosen: Chosen) -> dict[str, Any] | None:
    """What was stored of this file in this tab: sheet, package, ids of new and changed projects, counts."""
    kept = _STORED.get()
    return kept if kept and kept["key"] == chosen.key else None


def as_stored(result: ImportResult, kept: dict[str, Any]) -> ImportResult:
    """The rows as they were stored: read again, all of them are unchanged by now."""

    def row(one: RowView) -> RowView:
        made = "create" if one.project_id in kept["new"] else "update"
        is_written = one.project_id in (*kept["new"], *kept["changed"])
        return replace(one, fate=made) if is_written else one  # type: ignore[arg-type]

    return replace(result, rows=tuple(row(one) for one in result.rows))


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
        _("Store 1 project") if n == 1 else _("Store {n} projects", n=n),
        type="primary",
        icon=":material/check:",
        disabled=not result.may_store,
        help=tip,
        key="import_store",
    )
    if pressed:
        with place.container():
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
    ids = {fate: [row.project_id for row in result.rows if row.fate == fate] for fate in _WRITTEN}
    choices = {"key": chosen.key, "sheet": chosen.sheet, "package": chosen.package}
    counts: dict[str, int] = {fate: result.count(fate) for fate in (*_WRITTEN, "unchanged")}
    _STORED.put({**choices, **counts, "new": ids["create"], "changed": ids["update"]})


def lead(kept: dict[str, Any]) -> str:
    """What has been stored: html."""
    said = _(
        "Stored: {create} new, {update} changed, {unchanged} unchanged",
        create=import_rows.bold(kept["create"]),
        update=import_rows.bold(kept["update"]),
        unchanged=kept["unchanged"],
    )
    return f'<p class="d-lead">{said}</p>'


def show_next(kept: dict[str, Any]) -> None:
    """Place the new projects, look at the pool, or go on with another file."""
    with st.container(horizontal=True, key="import_next"):
        n = len(kept["new"])
        if n and st.button(
            _("Place the new project") if n == 1 else _("Place the {n} new projects", n=n),
            type="primary",
            icon=":material/history:",
            key="import_backfill",
        ):
            links.open_page("backfill", project=kept["new"][0])
        if st.button(_("Open the pool"), icon=":material/folder_open:", key="import_pool"):
            links.open_page("pool")
        st.button(_("Import another file"), key="import_another", on_click=_another)


def _another() -> None:
    import_file.clear()
    _STORED.put(None)
