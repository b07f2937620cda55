"""The items of the catalogue by stage and department, each with its limits; a click opens one."""

from collections.abc import Sequence

import streamlit as st

from domain.access import Actor
from domain.vocabulary import STAGES, LimitsStatus, Stage
from services import limits
from services.limits import LimitList, LimitRow
from ui import tables
from ui.catalogue_dialog import open_item
from ui.filters import Bound, Filter
from ui.i18n import _, day, lang, word
from ui.limit_words import days_text, status_tone
from ui.tables import Column

FILTERS = (
    Filter("department"),
    Filter("stage", options=tuple(stage.value for stage in STAGES)),
    Filter("status", options=tuple(status.value for status in LimitsStatus)),
    Filter("q"),
)


def show(whole: LimitList, bound: Bound, actor: Actor) -> None:
    """Filters, then the table."""
    _show_filters(whole, bound)
    found = limits.list_items(
        department=str(bound.value("department") or ""),
        stage=str(bound.value("stage") or ""),
        status=str(bound.value("status") or ""),
        text=str(bound.value("q") or ""),
        actor=actor,
    )
    if len(found.rows) < whole.total:
        st.caption(_("{n} of {total} items", n=len(found.rows), total=whole.total))
    part = f"{len(found.rows)}_{bound.value('stage')}_{bound.value('department')}_{bound.value('q')}"
    with st.container(key="only_desk_catalogue"):
        _show_table(found.rows, _columns(), f"catalogue_table_{part}", actor)
    with st.container(key="only_phone_catalogue"):
        _show_table(found.rows, _narrow_columns(), f"catalogue_list_{part}", actor)


def _show_table(rows: Sequence[LimitRow], columns: Sequence[Column], key: str, actor: Actor) -> None:
    tables.show(
        rows,
        columns=columns,
        key=key,
        empty_text=_("No item matches. Please take out a filter."),
        on_open=lambda row: open_item(row, actor),
    )


def _show_filters(whole: LimitList, bound: Bound) -> None:
    names = {"": _("All departments"), **whole.departments}
    if bound.value("department") not in names:
        bound.set("department", "")
    with st.container(horizontal=True, vertical_alignment="bottom", key="l_filters"):
        st.text_input(_("Search"), key=bound.key("q"), placeholder=_("Item, code or legal basis"), width=240)
        st.selectbox(
            _("Department"),
            list(names),
            format_func=lambda code: names[code],
            key=bound.key("department"),
            width=190,
        )
        st.selectbox(
            _("Stage"),
            [stage.value for stage in STAGES],
            index=None,
            format_func=lambda code: word(Stage(code)),
            key=bound.key("stage"),
            placeholder=_("All stages"),
            width=170,
        )
        st.segmented_control(
            _("Status"),
            [status.value for status in LimitsStatus],
            format_func=lambda code: word(LimitsStatus(code)),
            key=bound.key("status"),
            width="content",
        )


def _columns() -> tuple[Column, ...]:
    wordy = lang() == "en"
    return (
        Column(_("Stage"), lambda row: word(Stage(row.stage)), width=132 if wordy else 92),
        Column(_("Item"), lambda row: row.name, "button", 290 if wordy else 330),
        Column(_("Department"), lambda row: row.department, width=110),
        Column(_("Statutory"), lambda row: days_text(row.statutory_days, row.day_unit), "number", 88),
        Column(_("Promised"), lambda row: days_text(row.promised_days, row.day_unit), "number", 88),
        Column(_("Status"), _status, width=150, tone=lambda row: status_tone(row.limits_status)),
        Column(_("Document"), lambda row: row.document_no, width=172),
        Column(_("In force from"), _since, width=120),
    )


def _narrow_columns() -> tuple[Column, ...]:
    """For 390 px: the item, what is promised, and whether it is confirmed."""
    return (
        Column(_("Item"), lambda row: row.name, "button", 196),
        Column(_("Promised"), lambda row: days_text(row.promised_days, row.day_unit), "number", 72),
        Column(
            _("Status"),
            lambda row: _(f"limits_short.{row.limits_status}"),
            width=82,
            tone=lambda row: status_tone(row.limits_status),
        ),
    )


def _status(row: LimitRow) -> str:
    """待核定, 已核定; with the day from which a decided change will hold."""
    said = word(LimitsStatus(row.limits_status))
    if row.planned_on is None:
        return said
    return _("{status}, changes {day}", status=said, day=day(row.planned_on, weekday=False))


def _since(row: LimitRow) -> str:
    return row.effective_on.isoformat() if row.effective_on else ""
