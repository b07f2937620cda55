"""The dates a project has to make, in words: its target and the thaw, what each hangs on and until when."""

from collections.abc import Mapping
from datetime import date

from domain.workdays import WorkCalendar
from services.catalogue import ItemView
from services.roadmaps.outlook import TARGET, THAW, Goal, Ground, goals
from services.roadmaps.views import GoalView
from services.words import named

FINISH = "finish"
"""Without a target the latest days keep the plan's own finish."""


def goal_views(ground: Ground, items: Mapping[str, ItemView], lang: str) -> tuple[GoalView, ...]:
    """The target first, then the thaw."""
    found = goals(ground)
    kinds = {TARGET: ground.project.target_kind or "", THAW: THAW}
    return tuple(
        _view(found[name], kind, ground, items, lang) for name, kind in kinds.items() if name in found
    )


def _view(goal: Goal, kind: str, ground: Ground, items: Mapping[str, ItemView], lang: str) -> GoalView:
    return GoalView(
        kind=kind,
        ready_on=goal.ready_on,
        limit_on=goal.limit_on,
        margin=goal.margin,
        holding=named(items[goal.holding], lang) if goal.holding else "",
        submit_by=goal.submit_by,
        accept_by=goal.accept_by,
        finish_by=goal.finish_by,
        late_workdays=late_workdays(goal, ground.timeline.calendar, ground.today),
        breaks=named(items[goal.breaks], lang) if goal.breaks else "",
    )


def late_workdays(goal: Goal, known: WorkCalendar, today: date) -> int:
    """Working days since the latest day of what comes next: of submitting, once submitted of finishing."""
    day = goal.submit_by or goal.accept_by or goal.finish_by
    return max(0, known.workdays_between(day, today)) if day else 0
