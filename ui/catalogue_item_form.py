"""The facts of an item beside its limit, and the materials it asks for."""

import pandas as pd
import streamlit as st

from domain.access import Actor
from domain.limits import days_of
from domain.vocabulary import STAGES, Mode, Stage
from services import items
from services.items import ItemDetail, ItemDraft, MaterialDraft
from ui import feedback, forms
from ui.i18n import _, word

_MATERIAL = ("name_zh", "name_en", "requirement", "defer_workdays", "source")


def show(code: str, actor: Actor) -> None:
    """Every field; roadmaps begun before keep their department, mode and order."""
    detail = items.item(code=code, actor=actor)
    used = "、".join(detail.used_in) if actor.lang != "en" else ", ".join(detail.used_in)
    st.caption(_("In packages: {names}", names=used) if used else _("In no package yet."))
    with st.form(key=f"item_{code}", border=False):
        draft = _draft(detail, f"item_{code}")
        if st.form_submit_button(_("Save"), type="primary"):
            with feedback.run(_("Saved: {what}", what=draft["name_zh"]), rerun=True):
                items.save(code=code, draft=ItemDraft(**draft), version=detail.version, actor=actor)  # type: ignore[arg-type]


def _draft(detail: ItemDetail, key: str) -> dict[str, object]:
    now = detail.draft
    values: dict[str, object] = {}
    left, right = st.columns(2)
    values["name_zh"] = left.text_input(_("item_column.name_zh"), now.name_zh, key=f"{key}_zh", max_chars=200)
    values["name_en"] = right.text_input(
        _("item_column.name_en"), now.name_en, key=f"{key}_en", max_chars=200
    )
    values["short_zh"] = left.text_input(
        _("item_column.short_zh"), now.short_zh, key=f"{key}_szh", max_chars=20
    )
    values["short_en"] = right.text_input(
        _("item_column.short_en"), now.short_en, key=f"{key}_sen", max_chars=30
    )
    with left:
        values["stage"] = forms.choose_code(
            _("Stage"), list(STAGES), key=f"{key}_stage", chosen=Stage(now.stage)
        )
        values["lead_department_code"] = (
            forms.choose_named(
                _("item_column.lead_department_code"),
                detail.departments,
                key=f"{key}_lead",
                chosen=now.lead_department_code,
            )
            or ""
        )
    with right:
        values["department_code"] = forms.choose_named(
            _("item_column.department_code"),
            detail.departments,
            key=f"{key}_office",
            chosen=now.department_code,
        )
        values["tolerance_flavour"] = st.selectbox(
            _("item_column.tolerance_flavour"),
            ["", "A", "B"],
            index=["", "A", "B"].index(now.tolerance_flavour),
            format_func=lambda flavour: _(f"tolerance_flavour.{flavour.lower() or 'none'}"),
            key=f"{key}_flavour",
        )
    values["prerequisites"] = tuple(
        st.multiselect(
            _("item_column.prerequisites"),
            list(detail.names),
            default=[code for code in now.prerequisites if code in detail.names],
            format_func=lambda code: detail.names[code],
            placeholder=_("Please choose"),
            key=f"{key}_before",
        )
    )
    values["modes_allowed"] = tuple(
        st.pills(
            _("item_column.modes_allowed"),
            [mode.value for mode in Mode],
            selection_mode="multi",
            default=list(now.modes_allowed),
            format_func=lambda mode: word(Mode(mode)),
            key=f"{key}_modes",
        )
    )
    boxes = st.columns(4)
    for box, name in zip(boxes, ("same_day", "escalated", "milestone", "outdoor"), strict=True):
        values[name] = box.checkbox(_(f"item_column.{name}"), getattr(now, name), key=f"{key}_{name}")
    values["visits"] = st.number_input(
        _("item_column.visits"), 0, 20, min(now.visits, 20), key=f"{key}_visits", width=160
    )
    values["legal_basis"] = st.text_input(
        _("item_column.legal_basis"), now.legal_basis, key=f"{key}_law", max_chars=2000
    )
    values["notes"] = st.text_area(_("item_column.notes"), now.notes, key=f"{key}_notes", max_chars=2000)
    return values


def show_materials(code: str, actor: Actor) -> None:
    """The list that new roadmaps take over; those begun before keep theirs."""
    detail = items.item(code=code, actor=actor)
    st.caption(_("New roadmaps take this list over; those begun before keep theirs."))
    frame = pd.DataFrame([_line(one) for one in detail.materials], columns=list(_MATERIAL), dtype=object)
    sources = _sources(detail)
    kinds = st.column_config
    edited: pd.DataFrame = st.data_editor(  # type: ignore[call-overload]
        frame,
        num_rows="dynamic",
        hide_index=True,
        key=f"materials_{code}_{detail.version}",
        column_config={
            "name_zh": kinds.TextColumn(_("Material"), width=230),
            "name_en": kinds.TextColumn(_("item_column.name_en"), width=150),
            "requirement": kinds.SelectboxColumn(
                _("Requirement"),
                options=["required", "deferrable"],
                format_func=lambda code: _(f"material_requirement.{code}"),
                width=80,
            ),
            "defer_workdays": kinds.TextColumn(_("May follow within (working days)"), width=130),
            "source": kinds.SelectboxColumn(
                _("Source"),
                options=list(sources),
                format_func=lambda code: sources.get(str(code), str(code)),
                width=190,
            ),
        },
    )
    if st.button(_("Save the materials"), type="primary", key=f"materials_save_{code}"):
        with feedback.run(_("Saved."), rerun=True):
            items.save_materials(code=code, drafts=_drafts(edited), version=detail.version, actor=actor)


def _line(one: MaterialDraft) -> dict[str, object]:
    return one.model_dump() | {
        "defer_workdays": "" if one.defer_workdays is None else str(one.defer_workdays)
    }


def _sources(detail: ItemDetail) -> dict[str, str]:
    """Where a material may come from, in words: the applicant, the archive, another item's result."""
    archive = _("material_source.archive")
    found = {"applicant": _("material_source.applicant"), "archive": archive}
    for code, name in detail.names.items():
        result = _("Result of {item}", item=name)
        found[f"item:{code}"] = result
        found[f"item:{code}|archive"] = _("{first} or {second}", first=result, second=archive)
    for one in detail.materials:
        found.setdefault(one.source, one.source)
    return found


def _drafts(frame: pd.DataFrame) -> list[MaterialDraft]:
    """The rows with something in them; an empty cell is an empty text or the usual.

    Raises BadInput limits.days_not_whole, limits.days_too_many.
    """
    found = []
    for row in frame.to_dict("records"):
        known = {name: "" if pd.isna(row[name]) else str(row[name]) for name in _MATERIAL}
        if any(known.values()):
            found.append(
                MaterialDraft(
                    name_zh=known["name_zh"][:200],
                    name_en=known["name_en"][:200],
                    requirement=known["requirement"] or "required",
                    defer_workdays=days_of(known["defer_workdays"]),
                    source=known["source"][:200] or "applicant",
                )
            )
    return found
