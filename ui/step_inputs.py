"""The inputs an act may need, one small function each: they draw their widget and return what was entered."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from domain.vocabulary import Party
from services.steps import PermittedView, StepView
from ui import forms
from ui.i18n import _, word

Reader = Callable[[StepView, PermittedView, str], Any]
FILINGS = {"submit", "apply_simulated", "apply", "joint_open", "file_correction", "formal_submit", "inform"}
"""Acts with which papers are handed in: materials may be ticked as received on the occasion."""


def needs_proof(act: PermittedView) -> bool:
    """Whether the act has to be shown by a document number, a photo or a scan."""
    return bool({"proof", "document", "signature"} & set(act.needs))


def party(act: PermittedView, key: str) -> Party:
    """Whose act it is; asked only where the rules leave it open."""
    parties = [Party(one) for one in act.acted_by]
    if len(parties) == 1:
        return parties[0]
    return st.selectbox(_("Whose act it is"), parties, format_func=word, key=f"{key}.party") or parties[0]


def member(view: StepView, act: PermittedView, key: str) -> str | None:
    """The member of a joint review the act is about, this step first."""
    if not act.members:
        return None
    names = {one.code: f"{one.name} · {one.department}" for one in act.members}
    codes = list(names)
    return st.selectbox(
        _("Whose opinion or clock"), codes, format_func=names.__getitem__, key=f"{key}.member"
    )


def name_label(act: PermittedView, whose: Party) -> str:
    """What the name of the person who acted is called."""
    if "signature" in act.needs:
        return _("Signed for the enterprise by")
    own = {"check_pass": _("Checked by"), "deliver": _("Received by")}
    if act.event in own:
        return own[act.event]
    return _("Acted for the enterprise") if whose is Party.ENTERPRISE else _("Handled at the department by")


def _conclusion(view: StepView, act: PermittedView, key: str) -> str:
    names = {"agreed": _("Agreed"), "with_conditions": _("Agreed with conditions")}
    codes = list(names)
    return (
        st.selectbox(_("Conclusion"), codes, format_func=names.__getitem__, key=f"{key}.conclusion")
        or codes[0]
    )


def _valid_until(view: StepView, act: PermittedView, key: str) -> date | None:
    given = act.defaults.get("valid_until")
    return forms.choose_day(
        _("Valid until"),
        key=f"{key}.valid",
        value=date.fromisoformat(given) if given else None,
        earliest=view.today,
    )


def _missing(view: StepView, act: PermittedView, key: str) -> dict[str, int]:
    """Which materials are deferred, and for how many working days, at most the published ones."""
    offered: dict[str, int] = dict(act.defaults.get("missing") or {})
    names = {row.name_zh: row.name for row in view.materials}
    st.caption(_("Materials handed in later: working days each (0: not deferred)"))
    found = {}
    for number, (material, longest) in enumerate(offered.items()):
        label = names.get(material, material)
        days = st.number_input(label, 0, longest, longest, key=f"{key}.missing.{number}")
        if days:
            found[material] = int(days)
    return found


def _materials(view: StepView, act: PermittedView, key: str) -> list[str]:
    names = {row.name_zh: row.name for row in view.materials}
    owed = list(view.owed_materials)
    return st.multiselect(
        _("Materials that arrived"),
        owed,
        default=owed,
        format_func=lambda one: names.get(one, one),
        key=f"{key}.materials",
        placeholder=_("Please choose"),
    )


def _number(name: str, label: str) -> Reader:
    def read(view: StepView, act: PermittedView, key: str) -> int:
        given = int(act.defaults.get(name) or 1)
        return int(st.number_input(_(label), 1, 365, max(given, 1), key=f"{key}.{name}"))

    return read


def _approved_by(view: StepView, act: PermittedView, key: str) -> str:
    return st.text_input(_("Approved by (head of the department)"), max_chars=64, key=f"{key}.approved")


def _received(view: StepView, act: PermittedView, key: str) -> list[str]:
    owed = {row.name_zh: row.name for row in view.materials if row.is_missing}
    return st.multiselect(
        _("Materials received with it"),
        list(owed),
        format_func=lambda one: owed[one],
        key=f"{key}.received",
        placeholder=_("None new"),
    )


_READERS: dict[str, tuple[str, Reader]] = {
    "conclusion": ("conclusion", _conclusion),
    "valid_until": ("valid_until", _valid_until),
    "missing": ("missing", _missing),
    "materials": ("materials", _materials),
    "days": ("days", _number("days", "Longer by working days")),
    "fulfil_days": ("fulfil_days", _number("fulfil_days", "Working days to fulfil")),
    "approved_by": ("approved_by", _approved_by),
}


def payload(view: StepView, act: PermittedView, key: str) -> dict[str, Any]:
    """What the act itself has to say, read from the inputs it needs."""
    found = {}
    short = [need for need in act.needs if need in ("conclusion", "valid_until")]
    places = dict(zip(short, st.columns(len(short)), strict=True)) if len(short) > 1 else {}
    for need in act.needs:
        if need in _READERS:
            name, read = _READERS[need]
            with places.get(need) or st.container():
                found[name] = read(view, act, key)
    if act.event in FILINGS and any(row.is_missing for row in view.materials):
        found["received"] = _received(view, act, key)
    return found
