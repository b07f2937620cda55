"""The dates a project has to make, in words: its target and the thaw, what each hangs on and until when."""

from collections.abc import Mapping
from datetime import date

from domain.workdays import WorkCalendar
from services.catalogue import ItemView
from services.roadmaps.backward import is_own_task
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
    spec = ground.network.steps.get(goal.holding)
    next_act, next_by = next_of(goal, is_task=spec is not None and is_own_task(spec))
    return GoalView(
        kind=kind,
        ready_on=goal.ready_on,
        limit_on=goal.limit_on,
        margin=goal.margin,
        holding=named(items[goal.holding], lang) if goal.holding else "",
        next_act=next_act,
        next_by=next_by,
        late_workdays=late_workdays(next_by, ground.timeline.calendar, ground.today),
        breaks=named(items[goal.breaks], lang) if goal.breaks else "",
    )


def next_of(goal: Goal, *, is_task: bool) -> tuple[str, date | None]:
    """What comes next of the step that a date hangs on, and its latest day; nothing once all is done."""
    if not goal.holding:
        return "", None
    if goal.submit_by:
        return ("begin" if is_task else "submit"), goal.submit_by
    return ("accept", goal.accept_by) if goal.accept_by else ("finish", goal.finish_by)


def late_workdays(day: date | None, known: WorkCalendar, today: date) -> int:
    """Working days since a latest day; 0 while it is not over."""
    return max(0, known.workdays_between(day, today)) if day else 0
