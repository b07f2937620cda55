"""The latest days of one step that is not accepted yet: what the target and the next opening ask of it."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.plans import Plan
from models import Project, Step
from services.roadmaps import outlook, planning
from services.roadmaps.backward import is_own_task, latest_submit
from services.roadmaps.goals import late_workdays
from services.roadmaps.outlook import THAW, Ground
from services.roadmaps.specs import Reference, is_on_roadmap
from services.roadmaps.views import LatestView


def latest_days(
    reference: Reference, project: Project, steps: Sequence[Step], step: Step, today: date
) -> tuple[LatestView, ...]:
    """The target first, then the thaw; nothing for a step that is accepted, decided or not on the roadmap."""
    if step.accepted_on or step.decided_on or not is_on_roadmap(step):
        return ()
    ground, _saved = planning.worked_out(reference, project, steps, today)
    plans = ((kind, limit_on, back.steps.get(step.item_code)) for kind, limit_on, back in _plans(ground))
    return tuple(
        _view(ground, step, kind, limit_on, dates.latest_accept_on)
        for kind, limit_on, dates in plans
        if dates and dates.latest_accept_on and not dates.is_finished
    )


def _plans(ground: Ground) -> Iterator[tuple[str, date, Plan[date]]]:
    """Against what, by which day, and the plan that has to make it."""
    target, target_on, thaw = outlook.target_plan(ground), ground.project.target_on, outlook.thaw_plan(ground)
    if target and target_on:
        yield ground.project.target_kind or "", target_on, target
    if thaw:
        yield THAW, thaw[0].limit_on, thaw[1]


def _view(ground: Ground, step: Step, kind: str, limit_on: date, accept_by: date) -> LatestView:
    spec, known = ground.network.steps[step.item_code], ground.timeline.calendar
    submit_by = latest_submit(step, spec, accept_by, known)
    return LatestView(
        kind=kind,
        limit_on=limit_on,
        submit_by=submit_by,
        accept_by=accept_by,
        is_own_task=is_own_task(spec),
        late_workdays=late_workdays(submit_by or accept_by, known, ground.today),
    )
