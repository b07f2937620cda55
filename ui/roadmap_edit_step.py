"""The edit form of one step: days, mode, department, agreed day, joint review, order, needed or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from domain.access import Actor
from domain.errors import BadInput
from domain.vocabulary import Mode
from services.roadmaps import editing
from services.roadmaps.editing import (
    AddLink,
    DropStep,
    EditableStep,
    EditSheet,
    NeedStep,
    RemoveLink,
    SetDepartment,
    SetDuration,
    SetGroup,
    SetMode,
    SetPin,
)
from services.roadmaps.editing.drafts import Edit
from ui import feedback, forms, roadmap_edit_links
from ui.fragments import dialog
from ui.i18n import _, day, word
from ui.limit_words import days_text

Edits = tuple[Edit, ...]


@dataclass(frozen=True)
class Given:
    """What the form says: the whole of one step, whether changed or not."""

    days: int | float | None
    mode: Mode
    department: str
    pin: date | None
    group: str | None
    lead: str | None
    kept: tuple[str, ...]
    added: AddLink | None


def open_step(
    step: EditableStep,
    sheet: EditSheet,
    waiting: Edits,
    actor: Actor,
    *,
    on_done: Callable[[Edits], None],
    on_dismiss: Callable[[], None],
) -> None:
    """`on_done` takes all edits that wait once those of this step are found sound."""
    opened = dialog(_("Edit: {step}", step=step.name), width="large", on_dismiss=on_dismiss)
    opened(_show)(step, sheet, waiting, actor, on_done)


def _show(
    step: EditableStep, sheet: EditSheet, waiting: Edits, actor: Actor, on_done: Callable[[Edits], None]
) -> None:
    others = tuple(edit for edit in waiting if edit.code != step.code)

    def put(edits: Sequence[Edit]) -> None:
        found = (*others, *edits)
        if found:
            editing.preview(project_id=sheet.project_id, edits=found, actor=actor)
        on_done(found)

    if not step.is_on_roadmap:
        _needed(step, put)
        return
    if step.locked:
        st.info(step.locked, icon=":material/lock:")
    own = [edit for edit in waiting if edit.code == step.code]
    with st.form(f"roadmap.edit.{step.code}", border=False):
        text, given = (_days(step, own), None) if step.locked else _fields(step, sheet, own)
        sent = st.form_submit_button(_("Put it in"), type="primary")
    if sent:
        with feedback.run(rerun=True):
            days = _number(step, text)
            put(_edits(step, days, given))
    if not step.locked:
        _not_needed(step, put)


def _needed(step: EditableStep, put: Callable[[Sequence[Edit]], None]) -> None:
    st.caption(_("This step is not worked on this project."))
    if st.button(_("It is needed"), type="primary", key=f"roadmap.edit.need.{step.code}"):
        with feedback.run(rerun=True):
            put([NeedStep(code=step.code)])


def _not_needed(step: EditableStep, put: Callable[[Sequence[Edit]], None]) -> None:
    with st.expander(_("The project does not need this step")):
        reason = st.text_input(_("Why not"), max_chars=2000, key=f"roadmap.edit.drop.{step.code}")
        if st.button(_("Put in as not needed"), key=f"roadmap.edit.drop.put.{step.code}"):
            with feedback.run(rerun=True):
                put([DropStep(code=step.code, reason=reason)])


def _latest(own: Sequence[Edit], kind: type) -> Edit | None:
    return next((edit for edit in reversed(own) if isinstance(edit, kind)), None)


def _days(step: EditableStep, own: Sequence[Edit]) -> str:
    waiting = _latest(own, SetDuration)
    days = waiting.days if isinstance(waiting, SetDuration) else step.plan_days
    limit = days_text(step.limit, step.day_unit)
    return st.text_input(
        _("Planned days (empty: the limit, {limit})", limit=limit),
        "" if days is None else f"{days}",
        max_chars=12,
        key=f"roadmap.edit.days.{step.code}",
    )


def _number(step: EditableStep, text: str) -> int | float | None:
    """Also a fraction: the service says what is wrong with it. Raises BadInput edit.days."""
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise BadInput("edit.days", item=step.name, days=text) from None


def _fields(step: EditableStep, sheet: EditSheet, own: Sequence[Edit]) -> tuple[str, Given]:
    one, two = st.columns(2)
    with one:
        text = _days(step, own)
    with two:
        mode = _mode(step, own)
    with one:
        department = _department(step, own)
    with two:
        pin = _pin(step, sheet, own)
    group, lead = _group(step, sheet, own, (one, two))
    _refused(step)
    kept, added = roadmap_edit_links.show(step, sheet, own)
    return text, Given(None, mode, department, pin, group, lead, kept, added)


def _mode(step: EditableStep, own: Sequence[Edit]) -> Mode:
    waiting = _latest(own, SetMode)
    present = waiting.mode if isinstance(waiting, SetMode) else Mode(step.mode)
    free = [Mode(one.mode) for one in step.modes if not one.refusal or one.mode == step.mode]
    chosen = forms.choose_code(_("whatif.mode"), free, key=f"roadmap.edit.mode.{step.code}", chosen=present)
    return chosen or present


def _refused(step: EditableStep) -> None:
    """The modes that cannot be chosen, each with its reason."""
    lines = [
        f"<div><b>{escape(word(Mode(one.mode)))}</b> {escape(one.refusal)}</div>"
        for one in step.modes
        if one.refusal and one.mode != step.mode
    ]
    if lines:
        st.html(f'<div class="d-lines d-soft wide">{"".join(lines)}</div>')


def _department(step: EditableStep, own: Sequence[Edit]) -> str:
    waiting = _latest(own, SetDepartment)
    present = waiting.department_code if isinstance(waiting, SetDepartment) else step.department_code
    key = f"roadmap.edit.department.{step.code}"
    return str(forms.choose_named(_("Department"), step.departments, key=key, chosen=present) or present)


def _pin(step: EditableStep, sheet: EditSheet, own: Sequence[Edit]) -> date | None:
    waiting = _latest(own, SetPin)
    present = waiting.on if isinstance(waiting, SetPin) else step.pinned_on
    hint = _("Empty: as early as its predecessors allow.")
    if step.pull_back_on:
        earlier = day(step.pull_back_on, today=sheet.today, weekday=False)
        hint = _("impact.pull_back", day=earlier, n=step.pull_back_workdays)
        st.caption(hint)
    return forms.choose_day(
        _("Agreed day of acceptance"),
        key=f"roadmap.edit.pin.{step.code}",
        value=present,
        earliest=min(sheet.today, present) if present else sheet.today,
        help=hint,
    )


def _group(
    step: EditableStep, sheet: EditSheet, own: Sequence[Edit], places: Sequence[Any]
) -> tuple[str | None, str | None]:
    """Joint reviews of the package, for items that may be reviewed jointly."""
    if not sheet.groups or not step.may_join:
        return step.group, step.lead_department_code
    waiting = _latest(own, SetGroup)
    present = waiting.group if isinstance(waiting, SetGroup) else step.group
    none = ""
    names = {none: _("by itself"), **sheet.groups}
    with places[0]:
        group = forms.choose_named(
            _("Joint review"), names, key=f"roadmap.edit.group.{step.code}", chosen=present or none
        )
    with places[1]:
        lead = forms.choose_named(
            _("Lead department"),
            sheet.departments,
            key=f"roadmap.edit.lead.{step.code}",
            chosen=step.lead_department_code,
        )
    return str(group) if group else None, str(lead) if lead else None


def _edits(step: EditableStep, days: int | float | None, given: Given | None) -> list[Edit]:
    """Only what differs from the stored step; what is back at it falls out of the basket."""
    code = step.code
    found: list[Edit] = []
    if days != step.plan_days:
        found.append(SetDuration(code=code, days=days))
    if given is None:
        return found
    if given.department != step.department_code:
        found.append(SetDepartment(code=code, department_code=given.department))
    if given.group != step.group:
        found.append(SetGroup(code=code, group=given.group, lead_department_code=given.lead))
    if given.mode != step.mode:
        found.append(SetMode(code=code, mode=given.mode))
    if given.pin != step.pinned_on:
        found.append(SetPin(code=code, on=given.pin))
    found += [RemoveLink(code=code, source=one.source) for one in step.links if one.source not in given.kept]
    return [*found, given.added] if given.added else found
