"""The drawer of a step, where the daily job happens: clock, next acts, materials, duties, history."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import StateKind
from services import steps
from services.steps import ObligationView, StepView
from ui import badges, chase_step_line, step_acts, step_clock, step_history, step_materials, step_undo, tables
from ui.fragments import dialog
from ui.i18n import _, day, left
from ui.step_form import CHOSEN

WIDTH = 560


def open_step(*, step_id: int, actor: Actor, on_dismiss: Callable[[], None] | None = None) -> None:
    """Open the drawer of a step on the right. After an act the page reruns: keep it open by the url.

    `on_dismiss` is called before the rerun that closing causes. Raises NotFound as `steps.step_view`.
    """
    view = steps.step_view(step_id=step_id, actor=actor)

    def closed() -> None:
        CHOSEN.put(None)
        step_history.close()
        if on_dismiss is not None:
            on_dismiss()

    dialog(view.full_name, width=WIDTH, position="right", on_dismiss=closed)(_drawer)(step_id, actor)


def _drawer(step_id: int, actor: Actor) -> None:
    view = steps.step_view(step_id=step_id, actor=actor)
    with st.container(key="step_drawer", gap="small"):
        st.html(step_clock.head(view))
        chase_step_line.show(step_id, actor)
        if view.dates:
            st.html(step_clock.dates(view))
        if view.latest:
            st.html(step_clock.latest(view))
        if view.members:
            st.html(step_clock.members(view))
        step_acts.show(view, actor)
        step_undo.show(view, actor)
        _tabs(view, actor)


def _tabs(view: StepView, actor: Actor) -> None:
    names = [
        f"{_('Materials')} {step_materials.counted(view)}".strip(),
        _counted(_("Duties"), len(view.obligations)),
        _counted(_("History"), len(view.history)),
    ]
    materials, duties, history = st.tabs(names)
    with materials:
        step_materials.show(view, actor)
    with duties:
        _duties(view)
    with history:
        step_history.show(view, actor)


def _counted(name: str, number: int) -> str:
    return f"{name} {number}" if number else name


def _duties(view: StepView) -> None:
    if not view.obligations:
        tables.empty(_("Nothing dated is open on this step."))
        return
    st.html(f'<div class="d-lines">{"".join(_duty(view, duty) for duty in view.obligations)}</div>')


def _duty(view: StepView, duty: ObligationView) -> str:
    names = {row.name_zh: row.name for row in view.materials}
    what = badges.dots([duty.word, names.get(duty.key, "")])
    if duty.is_paused:
        said = _("clock stands still")
    elif duty.is_since:
        said = _("since {day}", day=day(duty.due_on, today=view.today))
    else:
        said = f"{day(duty.due_on, today=view.today)} · {left(duty.left_workdays)}"
    is_late = duty.left_workdays < 0 and not (duty.is_since or duty.is_paused)
    tone = ' class="d-red"' if is_late and view.state_kind != StateKind.PAUSED else ""
    return f"<div>{what} <span>{escape(duty.party_word)} · <b{tone}>{escape(said)}</b></span></div>"
