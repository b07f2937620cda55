"""Editing a roadmap: edits wait in a basket with what they move, until they are saved together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from domain.access import Actor
from services.projects import ProjectView
from services.roadmaps import editing
from services.roadmaps.editing import EDITS, AddStep, Edit, EditSheet
from services.roadmaps.views import RoadmapView
from ui import feedback, forms, impact, project_roadmap, roadmap_changes, roadmap_edit_step, session
from ui.fragments import dialog
from ui.i18n import _, lang
from ui.session import Slot

_BASKET = Slot[dict]("roadmap.basket")
"""While somebody edits: `project`, the `version` that was read, and the `edits` as plain values."""
_STEP = Slot[str]("roadmap.edited")
_REASON = "roadmap.edit.reason"


@dataclass(frozen=True)
class Basket:
    """The edits that wait on one project, in the order in which they were made, and what they count on."""

    sheet: EditSheet
    edits: tuple[Edit, ...]
    version: int

    def sentence(self, edit: Edit) -> str:
        sheet = self.sheet
        return editing.sentence(edit, names=sheet.names, departments=sheet.departments, lang=lang())

    def keep(self, edits: tuple[Edit, ...]) -> None:
        plain = [edit.model_dump(mode="json") for edit in edits]
        _BASKET.put({"project": self.sheet.project_id, "version": self.version, "edits": plain})
        _STEP.put(None)

    def count_on_now(self) -> None:
        """Go on from the roadmap as somebody else has left it."""
        replace(self, version=self.sheet.version).keep(self.edits)


def show(
    view: ProjectView, roadmap: RoadmapView, actor: Actor, *, selected: str, on_open: Callable[[str], None]
) -> bool:
    """The table under its edit bar; True if a dialog has opened. While editing a click on a step edits it."""
    may_edit = view.may_edit and not view.is_closed
    basket = _begun(view.id, actor) if may_edit else None
    is_busy = _bar(view, basket, actor, may_edit=may_edit)
    if basket is None:
        project_roadmap.show(roadmap, selected=selected, on_open=on_open)
        return is_busy
    _waiting(basket, actor)
    project_roadmap.show(roadmap, selected="", on_open=_STEP.put)
    step = basket.sheet.step(_STEP.get() or "")
    if step is None or is_busy:
        return is_busy
    roadmap_edit_step.open_step(
        step, basket.sheet, basket.edits, actor, on_done=basket.keep, on_dismiss=lambda: _STEP.put(None)
    )
    return True


def _begun(project_id: int, actor: Actor) -> Basket | None:
    kept = _BASKET.get()
    if not kept or kept["project"] != project_id:
        return None
    sheet = editing.edit_sheet(project_id=project_id, actor=actor)
    return Basket(sheet, EDITS.validate_python(kept["edits"]), kept["version"])


def _begin(project_id: int, version: int) -> None:
    _BASKET.put({"project": project_id, "version": version, "edits": []})
    _STEP.put(None)


def _end() -> None:
    _BASKET.put(None)
    session.forget_widget(_REASON)


def _bar(view: ProjectView, basket: Basket | None, actor: Actor, *, may_edit: bool) -> bool:
    """Begin or end editing, add an item, see the changes made so far."""
    with st.container(horizontal=True, vertical_alignment="center", key="roadmap_bar"):
        adds = False
        if basket:
            st.html(f'<p class="d-note"><b>{escape(_("Editing: click the step to change."))}</b></p>')
            adds = st.button(_("Add an item"), icon=":material/add:", key="roadmap.edit.add")
            label = _("Discard and end") if basket.edits else _("End editing")
            st.button(label, key="roadmap.edit.end", on_click=_end)
        elif may_edit:
            st.button(
                _("Edit the roadmap"),
                icon=":material/edit_road:",
                key="roadmap.edit.begin",
                on_click=_begin,
                args=(view.id, view.version),
            )
        made = roadmap_changes.counted(view.id, actor)
        asked = made and st.button(
            _("Changes made ({n})", n=made), icon=":material/history:", key="roadmap.changes", type="tertiary"
        )
    if adds and basket:
        dialog(_("Add an item"))(_add)(basket, actor)
    elif asked:
        roadmap_changes.open_list(view, actor)
    return bool(adds or asked)


def _add(basket: Basket, actor: Actor) -> None:
    taken = {edit.code for edit in basket.edits if isinstance(edit, AddStep)}
    names = {code: name for code, name in basket.sheet.addable.items() if code not in taken}
    code = forms.choose_named(_("Item of the catalogue"), names, key="roadmap.edit.add.item")
    st.caption(_("It comes with its materials and legal prerequisites; edit it further once it is saved."))
    if not st.button(_("Put it in"), type="primary", key="roadmap.edit.add.put", disabled=code is None):
        return
    with feedback.run(rerun=True):
        edits = (*basket.edits, AddStep(code=str(code)))
        editing.preview(project_id=basket.sheet.project_id, edits=edits, actor=actor)
        basket.keep(edits)


def _waiting(basket: Basket, actor: Actor) -> None:
    """What waits, what it moves, and the reason with which it is saved."""
    if not basket.edits:
        return
    with st.container(border=True, key="roadmap_basket"):
        title = _("{n} edits wait to be saved", n=len(basket.edits))
        st.html(f'<h4 class="d-part">{escape(title)}</h4>')
        for number, edit in enumerate(basket.edits):
            _line(basket, number, edit)
        with feedback.run() as looked:
            found = editing.preview(project_id=basket.sheet.project_id, edits=basket.edits, actor=actor)
            impact.lead(found, today=basket.sheet.today)
        if basket.version != basket.sheet.version:
            st.warning(_("Somebody has changed this project since. Look at what moves, then go on."))
            st.button(_("I have checked it, go on"), key="roadmap.edit.go_on", on_click=basket.count_on_now)
        else:
            _save(basket, actor, is_sound=looked.ok)
        if looked.ok:
            impact.moves(found, today=basket.sheet.today)


def _line(basket: Basket, number: int, edit: Edit) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"e_line_{number}"):
        st.html(f"<p>{escape(basket.sentence(edit))}</p>", width="content")
        rest = basket.edits[:number] + basket.edits[number + 1 :]
        st.button(
            _("Leave out"),
            key=f"roadmap.edit.out.{number}",
            type="tertiary",
            on_click=basket.keep,
            args=(rest,),
        )


def _save(basket: Basket, actor: Actor, *, is_sound: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="roadmap_save"):
        reason = st.text_input(_("Why the roadmap changes"), max_chars=2000, key=_REASON)
        sent = st.button(
            _("Save {n} edits", n=len(basket.edits)),
            type="primary",
            key="roadmap.edit.save",
            disabled=not is_sound,
        )
    if sent:
        with feedback.run(_("Saved. It can be undone under “Changes made”."), rerun=True):
            editing.save(
                project_id=basket.sheet.project_id,
                edits=basket.edits,
                version=basket.version,
                reason=reason,
                actor=actor,
            )
            _BASKET.put(None)
