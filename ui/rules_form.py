"""The fields of a reminder rule: a day before or after its anchor, repeats, people, level, both sentences."""

import streamlit as st

from domain.vocabulary import DayUnit, ReminderLevel
from services.reminder_rules import FARTHEST, ROLES, AnchorView, RuleDraft
from ui.i18n import _, word

_BEFORE, _ON, _AFTER, _HALF = "before", "on", "after", "half"


def fields(draft: RuleDraft, anchor: AnchorView, key: str) -> RuleDraft:
    """The widgets with the values of `draft`; what is entered now."""
    offset, unit, every = _when(draft, anchor, key)
    people = st.multiselect(
        _("To whom"),
        list(ROLES),
        default=list(draft.recipients),
        format_func=lambda role: _(f"recipient.{role}"),
        key=f"{key}_people",
        placeholder=_("Please choose"),
    )
    level = st.segmented_control(
        _("Level"),
        [level.value for level in ReminderLevel],
        default=draft.level,
        format_func=lambda code: word(ReminderLevel(code)),
        key=f"{key}_level",
        help=_("Urgent ones are written at once and cannot be muted; leaders get all theirs in one digest."),
    )
    text_zh = st.text_input(_("Sentence, Chinese"), draft.text_zh, max_chars=200, key=f"{key}_zh")
    text_en = st.text_input(_("Sentence, English"), draft.text_en, max_chars=200, key=f"{key}_en")
    is_active = st.toggle(_("Switched on"), draft.is_active, key=f"{key}_on")
    return RuleDraft(
        anchor=anchor.code,
        offset=offset,
        unit=unit,
        repeat=f"every {every}" if every else "once",
        recipients=tuple(people),
        level=level or "",
        text_zh=text_zh,
        text_en=text_en,
        is_active=is_active,
    )


def _when(draft: RuleDraft, anchor: AnchorView, key: str) -> tuple[str, str, int]:
    """(offset, unit) as text of the table, and after how many days it speaks again (0: never)."""
    sides = [_BEFORE, _ON, _AFTER, *([_HALF] if anchor.may_halve else [])]
    known, number = _parts(draft.offset)
    left, middle, right, last = st.columns([1.2, 1, 1, 1.6], vertical_alignment="bottom")
    side = left.selectbox(
        _("When"),
        sides,
        index=sides.index(known) if known in sides else 0,
        format_func=lambda code: _(f"rule_side.{code}"),
        key=f"{key}_side",
    )
    days = middle.number_input(_("How many days"), 0, FARTHEST, number, key=f"{key}_days")
    units = [unit.value for unit in DayUnit]
    unit = right.selectbox(
        _("Counted in"),
        units,
        index=units.index(draft.unit),
        format_func=lambda code: _(f"rule_unit.{code}"),
        key=f"{key}_unit",
    )
    every = last.number_input(
        _("Then again every (0: only once)"), 0, FARTHEST, _every(draft.repeat), key=f"{key}_every"
    )
    offset = {_HALF: "-50%", _ON: "0", _AFTER: f"+{days}"}.get(str(side), f"-{days}")
    return offset, str(unit), every


def _parts(offset: str) -> tuple[str, int]:
    """(side, number of days) of an offset; an unreadable one begins anew on the day itself."""
    if offset.endswith("%"):
        return _HALF, 0
    digits = offset.lstrip("+-")
    number = min(int(digits), FARTHEST) if digits.isascii() and digits.isdigit() else 0
    if not number:
        return _ON, 0
    return (_BEFORE if offset.startswith("-") else _AFTER), number


def _every(repeat: str) -> int:
    digits = repeat.removeprefix("every ")
    return min(int(digits), FARTHEST) if digits.isascii() and digits.isdigit() else 0
