"""The tab that opens first: the whole roadmap on one picture."""

from collections.abc import Callable

from services.projects import ProjectView
from services.roadmaps.views import RoadmapView
from ui import map_html, paper, tables
from ui.gantt_bars import is_drawn
from ui.i18n import _


def show(view: ProjectView, roadmap: RoadmapView, *, selected: str, on_open: Callable[[str], None]) -> None:
    """A click or Enter opens a step; the stage the project is in is framed while it is in the pool."""
    if not any(is_drawn(step) for step in roadmap.steps):
        tables.empty(_("No step of yours on this roadmap."))
        return
    stage = "" if view.is_closed else view.stage
    html = map_html.html(roadmap, stage=stage)
    paper.show(html, key="project.map", selected=selected, on_open=on_open)
