"""One item: its limit to confirm or take back, its other facts, its materials, and how it came to be."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import DayUnit, LimitsStatus, Stage
from services import clock, limits
from services.limits import LimitChangeView, LimitDraft, LimitRow, LimitSheet
from ui import badges, catalogue_item_form, feedback, forms
from ui.fragments import dialog, rerun
from ui.i18n import _, day, instant, word
from ui.limit_words import days_text, effect_text, moves_table, status_tone
from ui.session import Slot

_PREVIEW = Slot[tuple]("catalogue.preview")


def open_item(row: LimitRow, actor: Actor) -> None:
    _PREVIEW.take()
    dialog(row.name, width="large")(_show)(row.code, actor)


def _show(code: str, actor: Actor) -> None:
    sheet = limits.item_sheet(item_code=code, actor=actor)
    st.html(_head(sheet))
    part = st.segmented_control(
        _("Part"),
        ["limit", "item", "materials", "history"],
        default="limit",
        format_func=lambda one: _(f"catalogue_part.{one}"),
        key=f"catalogue_part_{code}",
        label_visibility="collapsed",
    )
    if part == "item":
        catalogue_item_form.show(code, actor)
    elif part == "materials":
        catalogue_item_form.show_materials(code, actor)
    elif part == "history":
        _show_history(sheet, actor)
    else:
        _show_limit(sheet, actor)


def _head(sheet: LimitSheet) -> str:
    row = sheet.row
    facts = badges.dots(
        [
            word(Stage(row.stage)),
            row.department,
            _("statutory {days}", days=days_text(row.statutory_days, row.day_unit)),
            _("promised {days}", days=days_text(row.promised_days, row.day_unit)),
        ]
    )
    chip = badges.light(status_tone(row.limits_status), word(LimitsStatus(row.limits_status)))
    lines = [row.legal_basis, sheet.notes, row.document_no and _("by {document}", document=row.document_no)]
    return f"<div class='l-head'>{chip} {facts}<p class='d-soft'>{badges.dots(lines)}</p></div>"


def _show_limit(sheet: LimitSheet, actor: Actor) -> None:
    """First the effect on the open projects, then the button that stores."""
    row, key = sheet.row, f"limit_{sheet.row.code}"
    status: str | None = LimitsStatus.CONFIRMED.value
    if row.limits_status == LimitsStatus.CONFIRMED:
        status = st.segmented_control(
            _("Decision"),
            [LimitsStatus.CONFIRMED.value, LimitsStatus.PENDING.value],
            default=status,
            format_func=lambda code: _(f"limit_decision.{code}"),
            key=f"{key}_status",
        )
    with st.form(key=key, border=False):
        draft = _draft(row, LimitsStatus(status or LimitsStatus.CONFIRMED), key)
        asked = st.form_submit_button(_("Show the effect"))
    if asked:
        with feedback.run():
            found = limits.preview(item_code=row.code, draft=draft, actor=actor)
            _PREVIEW.put((row.code, draft, row.version, found))
    kept = _PREVIEW.get()
    if kept and kept[0] == row.code and kept[1] == draft:
        _show_effect(row, kept, actor)


def _draft(row: LimitRow, status: LimitsStatus, key: str) -> LimitDraft:
    values: dict[str, object] = {
        "statutory_days": row.statutory_days,
        "promised_days": row.promised_days,
        "day_unit": row.day_unit,
    }
    if status is LimitsStatus.CONFIRMED:
        first, second, third = st.columns(3)
        values["statutory_days"] = first.text_input(
            _("Statutory limit"),
            _text(row.statutory_days),
            key=f"{key}_law",
            help=_("Blank: the law sets none."),
        )
        values["promised_days"] = second.text_input(
            _("Promised limit"), _text(row.promised_days), key=f"{key}_own"
        )
        with third:
            values["day_unit"] = forms.choose_code(
                _("Unit"), list(DayUnit), key=f"{key}_unit", chosen=DayUnit(row.day_unit)
            )
        left, right = st.columns([2, 1])
        values["document_no"] = left.text_input(
            _("Document (name or number)"), key=f"{key}_document", max_chars=200
        )
        with right:
            values["effective_on"] = forms.choose_day(
                _("In force from"), key=f"{key}_day", value=clock.today()
            )
        values["note"] = st.text_input(_("Note"), key=f"{key}_note", max_chars=500)
    else:
        values["note"] = st.text_input(_("Why is it pending again?"), key=f"{key}_reason", max_chars=500)
    return LimitDraft(status=status, **values)  # type: ignore[arg-type]


def _text(days: int | None) -> str:
    return "" if days is None else str(days)


def _show_effect(row: LimitRow, kept: tuple, actor: Actor) -> None:
    _code, draft, version, found = kept
    later = draft.effective_on and draft.effective_on > clock.today()
    when = (
        _("It comes into force on {day}.", day=day(draft.effective_on, today=clock.today())) if later else ""
    )
    st.html(f"<p class='l-effect'>{escape(effect_text(found))} {escape(when)}</p>")
    if found.moves:
        st.html(moves_table(found.moves, clock.today()))
    label = _("Set back to pending") if draft.status is LimitsStatus.PENDING else _("Confirm the limit")
    if st.button(label, type="primary", key=f"limit_save_{row.code}"):
        with feedback.run(_("Saved: {what}", what=row.name), rerun=True):
            limits.confirm(item_code=row.code, draft=draft, version=version, actor=actor)


def _show_history(sheet: LimitSheet, actor: Actor) -> None:
    if not sheet.history:
        st.html(f"<p class='d-empty'>{escape(_('Nobody has decided anything about this limit yet.'))}</p>")
    for change in sheet.history:
        st.html(_entry(change))
        if change.applied_at is None:
            _show_withdraw(change, actor)


def _entry(change: LimitChangeView) -> str:
    chip = badges.light(status_tone(change.limits_status), word(LimitsStatus(change.limits_status)))
    days = _(
        "statutory {law}, promised {own}",
        law=days_text(change.statutory_days, change.day_unit),
        own=days_text(change.promised_days, change.day_unit),
    )
    since = _("in force from {day}", day=day(change.effective_on, today=clock.today(), weekday=False))
    if change.applied_at is None:
        since = _(
            "will be in force from {day}", day=day(change.effective_on, today=clock.today(), weekday=False)
        )
    facts = badges.dots([days, since, change.document_no, change.note])
    who = badges.dots([change.decided_by, instant(change.decided_at)])
    return f"<div class='p-entry'>{chip} {facts}<div class='d-soft'>{who}</div></div>"


def _show_withdraw(change: LimitChangeView, actor: Actor) -> None:
    with st.form(key=f"withdraw_{change.id}", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        reason = left.text_input(_("Why is it withdrawn?"), key=f"withdraw_reason_{change.id}", max_chars=500)
        if right.form_submit_button(_("Withdraw")):
            with feedback.run(_("Withdrawn.")) as outcome:
                limits.withdraw(change_id=change.id, reason=reason, actor=actor)
            if outcome.ok:
                rerun()
