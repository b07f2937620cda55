"""Page: import (台账导入). Every row's fate is shown before anything is stored."""

from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domain.access import Actor, Permission, require
from services import ledger_import
from services.ledger_import import ImportResult
from ui import filters, import_file, import_rows, import_storing
from ui.filters import Bound
from ui.i18n import _
from ui.import_file import Chosen


def render(actor: Actor) -> None:
    """Choose a file, look at what becomes of it, store it, go on to the backfill."""
    require(actor, Permission.INTAKE)
    with filters.bound("import", import_rows.FILTERS) as bound:
        head = st.container()
        chosen = import_file.choose()
        if chosen is None:
            head.html(
                _lead(_("Which ledger comes into the pool?"), _("First it is only tried; you store it."))
            )
            _show_help()
            return
        kept = import_storing.stored(chosen)
        result = _tried(chosen, kept, actor)
        if result.file_error:
            head.html(_lead(_("This file cannot be imported"), _("Nothing has been stored.")))
            st.error(result.file_error, icon=":material/block:")
            _show_help()
            return
        _show(chosen, result, kept, bound, head, actor)


def _tried(chosen: Chosen, kept: dict[str, Any] | None, actor: Actor) -> ImportResult:
    """What would become of the file; of a stored one what has become of it."""
    sheet = kept["sheet"] if kept else chosen.sheet
    package = kept["package"] if kept else chosen.package
    with st.spinner(_("Reading …")):
        result = ledger_import.run(
            data=chosen.data, name=chosen.name, sheet=sheet, package=package, actor=actor
        )
    return import_storing.as_stored(result, kept) if kept else result


def _show(
    chosen: Chosen,
    result: ImportResult,
    kept: dict[str, Any] | None,
    bound: Bound,
    head: DeltaGenerator,
    actor: Actor,
) -> None:
    if kept:
        head.html(import_storing.lead(kept))
        import_storing.show_next(kept)
    else:
        head.html(f'<p class="d-lead">{import_rows.counts(result)}</p>{_sub(result)}')
        import_file.show_choices(chosen, result, actor)
        import_storing.show_button(chosen, result, actor)
    import_rows.show_errors(result)
    import_rows.show_warnings(result)
    import_rows.show_rows(result, bound, new_ids=kept["new"] if kept else ())


def _sub(result: ImportResult) -> str:
    if result.errors:
        said = _("Nothing can be stored until the errors are corrected in the file.")
    elif result.may_store:
        said = _("Nothing has been stored yet.")
    else:
        said = _("There is nothing to store.")
    waiting = sum(1 for row in result.rows if row.waits)
    lines = [said]
    if waiting:
        lines.append(_("Projects that will wait for an agent: {n}", n=waiting))
    return "".join(f'<p class="d-sub">{escape(line)}</p>' for line in lines)


def _lead(question: str, below: str) -> str:
    return f'<p class="d-lead">{escape(question)}</p><p class="d-sub">{escape(below)}</p>'


def _show_help() -> None:
    """What a ledger needs, and an empty one to fill in."""
    lines = [
        _("Needed columns: project and enterprise, and the project code or the credit code."),
        _("Headers may be Chinese or English, also below a title; other columns are left out."),
        _("A project that is in the pool already is updated; blank cells erase nothing."),
        _("All rows are stored together, or none."),
    ]
    said = "".join(f"<li>{escape(line)}</li>" for line in lines)
    link = (
        f'<a class="d-link" href="{import_file.TEMPLATE}" download>{escape(_("Empty ledger to fill in"))}</a>'
    )
    st.html(f'<div class="d-empty" style="text-align:left"><ul>{said}</ul>{link}</div>')
