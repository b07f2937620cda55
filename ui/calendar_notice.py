"""A holiday notice: chosen, its differences shown, then applied."""

import csv
import io
from datetime import date, timedelta
from html import escape

import streamlit as st

from domain.access import Actor
from services import clock, holiday_notices, items
from services.calendar_years import YearView
from services.holiday_notices import ChangedDueDate, NoticeResult
from services.limits import ProjectMove
from ui import catalogue_upload, feedback, tables
from ui.catalogue_upload import Chosen
from ui.i18n import _
from ui.limit_words import moved_by, moves_table, project_words, said_day

_PLACE = "calendar.notice"
_MOST = 100


def show_known(chosen: YearView) -> None:
    """What is known of a year as a file to correct and import again."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("date", "name", "is_off_day"))
    for span in chosen.spans:
        days = (span.first + timedelta(n) for n in range(span.days))
        table.writerows((day.isoformat(), span.name, "no" if span.is_workday else "yes") for day in days)
    st.download_button(
        _("Known exceptions of {year} (.csv)", year=chosen.year),
        out.getvalue().encode("utf-8-sig"),
        f"{chosen.year}.csv",
        "text/csv",
        icon=":material/download:",
    )


def show(actor: Actor) -> None:
    """The uploader; with a file what it moves, and the button that applies it."""
    st.html(f'<p class="d-part">{escape(_("Import the official notice of a year"))}</p>')
    chosen = catalogue_upload.choose(_("Notice (.csv: date, name, is_off_day)"), place=_PLACE)
    if chosen is None:
        tables.empty(_("The notice replaces every exception of its year. First you see which dates move."))
        return
    found = catalogue_upload.seen(_PLACE, chosen.key, lambda: _tried(chosen, actor))
    if found is not None:
        _show_found(chosen, found, actor)


def _tried(chosen: Chosen, actor: Actor) -> NoticeResult:
    return holiday_notices.import_notice(data=chosen.data, commit=False, actor=actor)


def _show_found(chosen: Chosen, found: NoticeResult, actor: Actor) -> None:
    today = clock.today()
    st.html(f"<p class='l-effect'>{escape(_counts(found))}</p>")
    if st.button(_("Apply the notice of {year}", year=found.year), type="primary", key="l_apply_notice"):
        with feedback.run(_("The notice of {year} is in use.", year=found.year)) as outcome:
            holiday_notices.import_notice(data=chosen.data, commit=True, actor=actor)
        if outcome.ok:
            catalogue_upload.clear(_PLACE)
            st.rerun()
    if found.changed_due_dates:
        names = items.names_of_items(actor=actor)
        _show_part(_("Limits that end on another day"), _due_table(found.changed_due_dates, names, today))
    if found.changed_finishes:
        moves = [
            ProjectMove(one.project_id, one.project_name, one.before, one.after)
            for one in found.changed_finishes
        ]
        _show_part(_("Projects that end on another day"), moves_table(moves, today))


def _show_part(title: str, table: str) -> None:
    st.html(f"<p class='d-part'>{escape(title)}</p>{table}")


def _counts(found: NoticeResult) -> str:
    return _(
        "{year}: {days} days in the notice. {due} open limits, {finishes} expected productions and "
        "{plans} planned steps move; {duties} duties with their reminders follow.",
        year=found.year,
        days=found.days,
        due=len(found.changed_due_dates),
        finishes=len(found.changed_finishes),
        plans=found.changed_plans,
        duties=found.moved_duties,
    )


def _due_table(changed: tuple[ChangedDueDate, ...], names: dict[str, str], today: date) -> str:
    rows = [
        (
            escape(project_words(one.project_id, one.project_name)),
            escape(names.get(one.item_code, one.item_code)),
            escape(said_day(one.before, today)),
            escape(said_day(one.after, today)),
            moved_by(one.before, one.after),
        )
        for one in changed[:_MOST]
    ]
    heads = (_("Project"), _("Item"), _("before"), _("after"), _("Moves by"))
    return tables.html_table(heads, rows, numbers=(4,))
