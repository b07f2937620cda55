"""A project's roadmap: made from a package, planned from its facts, shown as Gantt and table."""

from services.roadmaps.creating import create
from services.roadmaps.planning import publish, recalculate
from services.roadmaps.viewing import roadmap_view
from services.roadmaps.views import RoadmapView, SavingView, StepRow

__all__ = ["RoadmapView", "SavingView", "StepRow", "create", "publish", "recalculate", "roadmap_view"]
