"""Page: project. Why its light is as it is, whose move, when it ends; roadmap, Gantt and all its rows."""

import streamlit as st

from domain.access import Actor, Permission, can
from services import projects, roadmaps
from services.projects import ProjectView
from services.roadmaps.views import RoadmapView, StepRow
from ui import (
    filters,
    gantt,
    paper,
    project_actions,
    project_credit,
    project_head,
    project_history,
    project_map,
    project_materials,
    project_next,
    project_offer,
    project_problems,
    project_surveys,
    project_tabs,
    project_visits,
    project_whatif,
    roadmap_edit,
)
from ui.dialogs_problem import open_problem
from ui.filters import Bound, Filter
from ui.gantt_axis import NEAR, WHOLE
from ui.i18n import _
from ui.step_drawer import open_step


def render(actor: Actor) -> None:
    """One project by the `id` of the url; `step` (item code or id) and `problem` open their drawers.

    Raises NotFound for a project that does not exist or is not the actor's: the shell says the same for both.
    """
    tabs = project_tabs.offered(actor)
    with filters.bound("project", _filters(tabs)) as bound:
        view = projects.project_view(project_id=int(str(bound.value("id") or 0)), actor=actor)
        roadmap = roadmaps.roadmap_view(project_id=view.id, actor=actor)
        shown = _step(roadmap, str(bound.value("step") or ""))
        bound.set("step", shown.code if shown else "")
        bound.set("range", bound.value("range"))  # kept while its tab, and so its widget, is not drawn
        is_busy = project_actions.show(view, actor)
        _head(view, roadmap, bound, actor, is_map=project_tabs.chosen(bound, tabs) == project_tabs.MAP)
        is_busy = project_credit.show(view.id, actor) or is_busy
        is_busy = project_offer.show(view, actor) or is_busy
        bound.set("scenario", bound.value("scenario"))
        is_busy = _tab(view, roadmap, bound, tabs, actor) or is_busy
        step, problem = str(bound.value("step") or ""), bound.value("problem")
    if is_busy:
        return
    if problem:
        opened = int(str(problem))
        open_problem(problem_id=opened, actor=actor, on_dismiss=lambda: bound.set("problem", None))
    elif found := _step(roadmap, step):
        open_step(step_id=found.id, actor=actor, on_dismiss=lambda: bound.set("step", ""))


def _filters(tabs: tuple[str, ...]) -> tuple[Filter, ...]:
    return (
        Filter("id", number=True),
        Filter("tab", options=tabs, default=tabs[0]),
        Filter("range", options=(NEAR, WHOLE), default=NEAR),
        Filter("scenario"),
        Filter("step"),
        Filter("problem", number=True),
    )


def _step(roadmap: RoadmapView, text: str) -> StepRow | None:
    """The step of an item code or an id, if it is on this roadmap and the actor's to see."""
    return next((step for step in roadmap.steps if text in (step.code, str(step.id))), None)


def _head(view: ProjectView, roadmap: RoadmapView, bound: Bound, actor: Actor, *, is_map: bool) -> None:
    """The strip of stages stands on every tab but the map, whose columns say the same."""
    with st.container(key="project_head"):
        project_head.show(view, roadmap)
        if not is_map:
            st.html(project_head.stages(view, roadmap.steps, counts=can(actor, Permission.RAISE_PROBLEM)))
        if not view.is_closed:
            selected = str(bound.value("step") or "")
            project_next.show(roadmap, selected=selected, on_open=lambda code: bound.set("step", code))


def _tab(view: ProjectView, roadmap: RoadmapView, bound: Bound, tabs: tuple[str, ...], actor: Actor) -> bool:
    """Only the open tab reads and draws anything; True if it has opened a dialog."""
    code, place = project_tabs.show(bound, tabs)
    may_edit = view.may_edit and not view.is_closed
    with place:
        selected = str(bound.value("step") or "")
        if code == project_tabs.MAP:
            project_map.show(view, roadmap, selected=selected, on_open=lambda step: bound.set("step", step))
        elif code == project_tabs.ROADMAP:
            return roadmap_edit.show(
                view, roadmap, actor, selected=selected, on_open=lambda step: bound.set("step", step)
            )
        elif code == project_tabs.GANTT:
            _gantt(roadmap, bound)
        elif code == project_tabs.WHATIF:
            return project_whatif.show(view, bound, actor)
        elif code == project_tabs.MATERIALS:
            project_materials.show(project_id=view.id, actor=actor, may_edit=may_edit)
        elif code == project_tabs.VISITS:
            project_visits.show(project_id=view.id, actor=actor, may_edit=may_edit)
        elif code == project_tabs.RATINGS:
            return project_surveys.show(project_id=view.id, actor=actor, may_edit=view.may_edit)
        elif code == project_tabs.PROBLEMS:
            project_problems.show(
                project_id=view.id,
                actor=actor,
                selected=str(bound.value("problem") or ""),
                on_open=lambda problem: bound.set("problem", int(problem)),
            )
        elif code == project_tabs.HISTORY:
            project_history.show(project_id=view.id, actor=actor)
    return False


def _gantt(roadmap: RoadmapView, bound: Bound) -> None:
    names = {NEAR: _("Four months"), WHOLE: _("Whole project")}
    st.segmented_control(
        _("Range"),
        list(names),
        format_func=lambda code: names[code],
        key=bound.key("range"),
        label_visibility="collapsed",
        required=True,
    )
    scope = str(bound.value("range") or NEAR)
    paper.show(
        gantt.html(roadmap, scope),
        key="project.gantt",
        selected=str(bound.value("step") or ""),
        on_open=lambda code: bound.set("step", code),
    )
