"""The dates a project has to make, in one sentence each: its target, and the thaw while works wait for it."""

from html import escape

from services.roadmaps.views import GoalView, RoadmapView
from ui.i18n import _, day


def html(roadmap: RoadmapView) -> str:
    """Red when the forecast misses the date, with the step it hangs on and its latest day."""
    return "".join(f"<p>{_sentence(goal, roadmap)}</p>" for goal in roadmap.goals)


def _sentence(goal: GoalView, roadmap: RoadmapView) -> str:
    by = day(goal.limit_on, today=roadmap.today, weekday=False)
    said = escape(_(f"goal.{goal.kind}", day=by))
    if goal.margin >= 0:
        rest = _("made, {n} working days to spare", n=goal.margin)
        return f'<span class="d-soft">{said}</span> <span class="d-green">{escape(rest)}</span>'
    missing = _("{n} working days too late as it stands", n=-goal.margin)
    return f'{said} <b class="d-red">{escape(missing)}</b>{_act(goal, roadmap)}'


def _act(goal: GoalView, roadmap: RoadmapView) -> str:
    """`Latest 3 Dec to submit the planning permit; 4 working days over`."""
    if goal.next_by is None:
        return ""
    by = day(goal.next_by, today=roadmap.today, weekday=False)
    text = _(f"goal_act.{goal.next_act}", day=by, item=goal.holding)
    if goal.late_workdays:
        text = _("{act}; that is {n} working days over", act=text, n=goal.late_workdays)
    return f'<br><span class="d-soft">{escape(text)}</span>'
