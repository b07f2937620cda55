"""Own choices: the five modes of every open step as switches, refused ones grey with their reason."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Mode
from services.roadmaps import whatif
from services.roadmaps.whatif import PLANNED, ScenarioDraft, StepChoice, WhatIfView
from ui import feedback, paper, whatif_html
from ui.fragments import dialog
from ui.i18n import _, word
from ui.session import Slot

_TRIED = Slot[dict]("whatif.tried")


def open_try(view: WhatIfView, start: dict[str, str], actor: Actor, *, name: str = "") -> None:
    """Begin from the modes of a scenario; `name` of an own one that is changed."""
    _TRIED.put(dict(start))
    show_try(view, actor, name=name)


def show_try(view: WhatIfView, actor: Actor, *, name: str = "") -> None:
    dialog(_("Change modes yourself"), width="large")(_try)(view, actor, name)


def _try(view: WhatIfView, actor: Actor, name: str) -> None:
    tried = _TRIED.get() or {}
    with feedback.run() as done:
        found = whatif.try_out(project_id=view.project_id, modes=tried, actor=actor)
    if not done.ok:
        return
    planned = view.row(PLANNED)
    shown = [row for row in (planned, found.row) if row]
    paper.show(whatif_html.rows(view, shown, found.row.code), key="whatif.tried_rows", on_open=_nothing)
    if found.row.refusal:
        st.warning(found.row.refusal, icon=":material/block:")
    if view.may_change:
        _save(view, tried, name, actor)
    paper.show(switchboard(view, tried), key="whatif.switchboard", on_open=_switch)


def _nothing(code: str) -> None:
    """The two rows are only compared here."""


def _switch(code: str) -> None:
    """`item:mode` of a click; the present mode again takes the change back."""
    item, _colon, mode = code.partition(":")
    if mode:
        _TRIED.put({**(_TRIED.get() or {}), item: mode})


def _save(view: WhatIfView, tried: dict[str, str], name: str, actor: Actor) -> None:
    with st.form("whatif.save", border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        text = left.text_input(_("Name of the scenario"), value=name, max_chars=40)
        sent = right.form_submit_button(_("Keep"), type="primary", width="stretch")
    if sent:
        with feedback.run(_("Kept. Choose it in the list to see what it moves."), rerun=True):
            draft = ScenarioDraft.model_validate({"name": text, "modes": tried})
            whatif.save(project_id=view.project_id, draft=draft, actor=actor)


def switchboard(view: WhatIfView, tried: dict[str, str]) -> str:
    """One line a step: five switches, then why some of them are closed."""
    return '<div class="w-board">' + "".join(_line(choice, tried) for choice in view.choices) + "</div>"


def _line(choice: StepChoice, tried: dict[str, str]) -> str:
    chosen = tried.get(choice.code, choice.present)
    buttons = "".join(_button(choice, option.mode, option.refusal, chosen) for option in choice.options)
    reasons: dict[str, list[str]] = {}
    for option in choice.options:
        if option.refusal:
            reasons.setdefault(option.refusal, []).append(word(Mode(option.mode)))
    why = "".join(
        f"<li>{escape(_('list.separator').join(modes))}{escape(_('whatif.colon'))}{escape(reason)}</li>"
        for reason, modes in reasons.items()
    )
    changed = " on" if chosen != choice.present else ""
    label = escape(choice.step, quote=True)
    return (
        f'<div class="w-line{changed}"><div class="w-who"><b>{escape(choice.step)}</b>'
        f"<em>{escape(choice.department)}</em></div>"
        f'<div class="w-modes" role="radiogroup" aria-label="{label}">{buttons}</div><ul>{why}</ul></div>'
    )


def _button(choice: StepChoice, mode: str, refusal: str, chosen: str) -> str:
    text, is_on = escape(word(Mode(mode))), mode == chosen
    on = f'role="radio" aria-checked="{str(is_on).lower()}" class="{"on" if is_on else ""}"'
    if refusal and not is_on:
        return f'<button type="button" disabled title="{escape(refusal, quote=True)}">{text}</button>'
    opens = escape(f"{choice.code}:{mode}", quote=True)
    return f'<button type="button" {on} data-open="{opens}">{text}</button>'
