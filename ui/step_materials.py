"""The materials of a step: in the archive, produced before, received or still owed; marked by hand."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light, MaterialState
from services import materials
from services.materials import MaterialView
from services.steps import StepView
from ui import badges, feedback, fragments, tables
from ui.i18n import _, day

_HERE = {
    MaterialState.ARCHIVED: "In the archive, not asked for again",
    MaterialState.RECEIVED: "Received",
}


def counted(view: StepView) -> str:
    """`3/4`: how many of the materials are there."""
    there = sum(1 for row in view.materials if not row.is_missing)
    return f"{there}/{len(view.materials)}" if view.materials else ""


def show(view: StepView, actor: Actor) -> None:
    """What is there and what is owed; whoever works on the step marks what arrived."""
    if not view.materials:
        tables.empty(_("This step needs no materials."))
        return
    may_mark = bool(view.permitted)
    for row in sorted(view.materials, key=lambda one: not one.is_missing):
        _row(view, row, actor, may_mark)


def _row(view: StepView, row: MaterialView, actor: Actor, may_mark: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"step_row_{row.id}"):
        st.html(_line(view, row), width="stretch")
        if not may_mark:
            return
        if row.is_missing:
            _button(view, row, actor, _("Received"), MaterialState.RECEIVED)
        elif row.state == MaterialState.RECEIVED:
            _button(view, row, actor, _("Undo"), MaterialState.OWED)


def _button(view: StepView, row: MaterialView, actor: Actor, label: str, state: MaterialState) -> None:
    key = f"step.material.{row.id}.{row.version}"
    if st.button(label, key=key, type="secondary" if row.is_missing else "tertiary"):
        with feedback.run() as outcome:
            materials.mark(material_id=row.id, state=state, version=row.version, actor=actor)
        if outcome.ok:
            fragments.rerun()


def _line(view: StepView, row: MaterialView) -> str:
    light = Light.RED if row.is_missing and not row.is_deferrable else Light.YELLOW
    sign = f'<b class="d-{light}">{badges.SIGNS[light]}</b>' if row.is_missing else '<b class="d-blue">✓</b>'
    return (
        f'<div class="d-item"><div>{sign} {escape(row.name)}</div>'
        f'<span class="d-soft">{escape(_says(view, row))}</span></div>'
    )


def _says(view: StepView, row: MaterialView) -> str:
    if row.state == MaterialState.PRODUCED:
        return _("Produced by {item}", item=row.produced_by_name or "")
    if row.state == MaterialState.RECEIVED and row.received_on:
        return _("Received {day}", day=day(row.received_on, today=view.today, weekday=False))
    if not row.is_missing:
        return _(_HERE[MaterialState(row.state)])
    parts = [_("comes from {item}", item=row.produced_by_name) if row.produced_by_name else _("Owed")]
    if row.due_on:
        parts.append(_("due {day}", day=day(row.due_on, today=view.today)))
    if row.is_deferrable and row.defer_workdays:
        parts.append(_("may follow within {n} working days", n=row.defer_workdays))
    return " · ".join(parts)
