"""The next three things of a project: what is running, the worst light first, else what begins next."""

from collections.abc import Callable, Sequence
from html import escape

from domain.vocabulary import Light, Party, StateKind
from services.roadmaps.views import RoadmapView, StepRow
from ui import badges, paper
from ui.gantt_bars import STILL_GOING, is_drawn, light_of, words_of
from ui.i18n import _, day, marked

_MOST = 3
_ORDER = (Light.RED, Light.YELLOW, Light.GREY, Light.GREEN, Light.BLUE, Light.NONE)


def show(roadmap: RoadmapView, *, selected: str, on_open: Callable[[str], None]) -> None:
    """Each opens its step; nothing is drawn when nothing is left to do."""
    found = next_steps(roadmap.steps)
    if found:
        chips = "".join(_chip(step) for step in found)
        title = escape(_("Next {n} things", n=len(found)))
        html = f'<div class="n-row"><span class="n-title">{title}</span>{chips}</div>'
        paper.show(html, key="project.next", selected=selected, on_open=on_open)


def next_steps(steps: Sequence[StepRow]) -> list[StepRow]:
    """At most three: running and paused ones by urgency, then the earliest that may begin."""
    drawn = [step for step in steps if is_drawn(step)]
    going = sorted((step for step in drawn if step.state_kind in STILL_GOING), key=_urgency)
    waiting = [step for step in drawn if step.state_kind in (StateKind.OPEN, StateKind.ENDED)]
    planned = [step for step in waiting if step.plan_accept_on]
    planned.sort(key=lambda step: (step.plan_accept_on, not step.is_critical))
    return [*going, *planned][:_MOST]


def _urgency(step: StepRow) -> tuple[int, int]:
    return _ORDER.index(light_of(step)), 999 if step.left_workdays is None else step.left_workdays


def _chip(step: StepRow) -> str:
    light = light_of(step)
    begins = marked(day(step.plan_accept_on, weekday=False), _begins_provisionally(step))
    said = words_of(step) or _("from {day}", day=begins)
    return (
        f'<button type="button" class="n-one" data-open="{escape(step.code, quote=True)}">'
        f'<b class="t-{light}">{badges.SIGNS[light]} {escape(said)}</b><em>{escape(step.short_name)}</em>'
        f"<span>{escape(holder_of(step))}</span></button>"
    )


def _begins_provisionally(step: StepRow) -> bool:
    """The planned beginning lies in the year without a holiday notice, not only the finish."""
    begins, ends = step.plan_accept_on, step.plan_finish_on
    return bool(step.is_provisional and begins and ends and begins.year == ends.year)


def holder_of(step: StepRow) -> str:
    """In whose hands a step is: the department by its name, others by their part."""
    if step.holder in (Party.DEPARTMENT, "none") or step.state_kind not in STILL_GOING:
        return step.department
    return _(f"party.{step.holder}")
