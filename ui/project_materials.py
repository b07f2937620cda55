"""The materials of a whole project: what the enterprise owes first, what is not asked again, and by whom."""

from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from domain.access import Actor
from domain.vocabulary import MaterialState, Stage
from services import clock, materials
from services.project_materials import OWED, ProjectMaterial, ProjectMaterials, project_materials
from ui import badges, feedback, forms, paper, tables
from ui.fragments import dialog
from ui.i18n import _, day, word
from ui.session import Slot

_CHOSEN = Slot[int]("project.material")
_SIGN = {OWED: "yellow", "coming": "none", "received": "green", "archived": "blue", "produced": "blue"}
_CHOICES = (MaterialState.RECEIVED, MaterialState.ARCHIVED, MaterialState.OWED)


def show(*, project_id: int, actor: Actor, may_edit: bool) -> None:
    """The share not asked again, then one list; who may edit opens a row to mark it."""
    found = project_materials(project_id=project_id, actor=actor)
    if not found.rows:
        tables.empty(_("No step of this roadmap needs a material."))
        return
    st.html(_lead(found))
    today = clock.today()
    paper.show(_list(found, today, may_edit), key="project.materials", on_open=_choose)
    chosen = _CHOSEN.take()
    row = next((row for row in found.rows if row.material.id == chosen), None)
    if row is not None and may_edit:
        dialog(row.material.name, width="medium")(_mark)(row, today, actor)


def _choose(code: str) -> None:
    _CHOSEN.put(int(code))


def _lead(found: ProjectMaterials) -> str:
    share = "—" if found.share is None else f"{100 * found.share:.0f}%"
    said = _(
        "{owed} still to come from the enterprise; {m} of {n} are not asked again ({share})",
        owed=f"<b>{found.owed}</b>",
        m=found.not_asked,
        n=found.total,
        share=share,
    )
    sub = _("Not asked again: in the archive, or produced by another step of this roadmap.")
    return f'<p class="d-lead p-lead">{said}</p><p class="d-sub">{escape(sub)}</p>'


def _list(found: ProjectMaterials, today: date, may_edit: bool) -> str:
    """What is owed lies open; everything else is folded by where it stands."""
    parts = []
    for standing, rows in groupby(found.rows, key=lambda row: row.standing):
        lines = [_line(row, today, may_edit) for row in rows]
        title = escape(f"{_(f'material_standing.{standing}')} {len(lines)}")
        if standing == OWED:
            parts.append(f'<div class="s-stage">{title}</div>{"".join(lines)}')
        else:
            parts.append(f"<details><summary>{title}</summary>{''.join(lines)}</details>")
    return "".join(parts)


def _line(row: ProjectMaterial, today: date, may_edit: bool) -> str:
    light = _SIGN.get(row.standing, "none")
    sign = badges.SIGNS[badges.Light(light)]
    inside = (
        f'<i class="t-{light}">{sign}</i><b>{escape(row.material.name)}</b>'
        f"<em>{escape(_when(row, today))}</em>"
        f"<span>{badges.dots([row.step, row.department, *_notes(row)])}</span>"
    )
    if not may_edit:
        return f'<div class="s-one">{inside}</div>'
    return f'<button type="button" class="s-one" data-open="{row.material.id}">{inside}</button>'


def _when(row: ProjectMaterial, today: date) -> str:
    if row.material.received_on:
        return _("received {day}", day=day(row.material.received_on, today=today, weekday=False))
    if row.standing == OWED and row.needed_on:
        return _("by {day}", day=day(row.needed_on, today=today, weekday=False))
    return _("its step is running") if row.standing == OWED and row.is_begun else ""


def _notes(row: ProjectMaterial) -> list[str]:
    notes = [word(Stage(row.stage))]
    if row.material.is_deferrable:
        notes.append(_("may be handed in within {n} working days after", n=row.material.defer_workdays or 0))
    if row.material.produced_by_name:
        notes.append(_("from “{item}”", item=row.material.produced_by_name))
    return notes if not row.material.note else [*notes, row.material.note]


def _mark(row: ProjectMaterial, today: date, actor: Actor) -> None:
    """Say by hand where it stands."""
    st.caption(badges.dots([row.step, row.department, *_notes(row)]))
    key = f"project.material.{row.material.id}"
    with st.form(key, border=False):
        state = forms.choose_code(_("Where it stands"), _CHOICES, key=f"{key}.state")
        received_on = forms.choose_day(_("Received on"), key=f"{key}.on", value=today, latest=today)
        note = st.text_input(_("Note"), row.material.note or "", max_chars=200)
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent and state:
        with feedback.run(_("Saved."), rerun=True):
            materials.mark(
                material_id=row.material.id,
                state=state,
                received_on=received_on if state is MaterialState.RECEIVED else None,
                note=note,
                version=row.material.version,
                actor=actor,
            )
