"""What a box of the map says: a word that fits beside the department, and all of it in one sentence."""

from datetime import date

from domain.vocabulary import Mode, Stage, StateKind
from services.roadmaps.views import RoadmapView, StepRow
from ui import badges
from ui.gantt import month_text
from ui.gantt_bars import STILL_GOING, light_of
from ui.i18n import _, day, left, short_left, word


def short_word(step: StepRow, today: date) -> str:
    """The right-hand word of a box: time left, the end as fact or as forecast; other years by their month."""
    if step.state_kind == StateKind.DECIDED:
        return _decided(step, today)
    if step.state_kind == StateKind.RUNNING and step.left_workdays is not None:
        return short_left(step.left_workdays)
    if step.state_kind in STILL_GOING or step.state_kind == StateKind.ENDED:
        return step.state_word
    if step.plan_finish_on is None:
        return ""
    if step.plan_finish_on.year != today.year:
        return month_text(step.plan_finish_on, with_year=True)
    return _("map.expected", day=day(step.plan_finish_on, weekday=False))


def _decided(step: StepRow, today: date) -> str:
    if step.decided_on is None or step.is_date_unknown:
        return _("map.no_date")
    if step.late_workdays:
        return _("map.late", n=step.late_workdays)
    if step.decided_on.year != today.year:
        return month_text(step.decided_on, with_year=True)
    return _("map.done", day=day(step.decided_on, weekday=False))


def sentence(step: StepRow, view: RoadmapView) -> str:
    """Full name, stage, department, light, state, time, way of handling, group, critical; for ears too."""
    facts = [
        step.name,
        word(Stage(step.stage)),
        step.department,
        badges.light_text(light_of(step)) if step.state_kind in STILL_GOING else "",
        step.state_word,
        _time(step, view.today),
        word(Mode(step.mode)) if step.mode != Mode.STANDARD else "",
        dict(view.groups).get(step.group or "", "") if step.mode == Mode.PARALLEL else "",
        _("on the critical path") if step.is_critical else "",
        _("provisional") if step.is_provisional and step.state_kind != StateKind.DECIDED else "",
    ]
    return _("map.pause").join(fact for fact in facts if fact)


def _time(step: StepRow, today: date) -> str:
    if step.state_kind == StateKind.RUNNING and step.left_workdays is not None:
        return left(step.left_workdays)
    if step.state_kind == StateKind.DECIDED:
        ended = day(step.decided_on, today=today, weekday=False) if step.decided_on else _("date unknown")
        late = _("map.own_overrun", n=step.late_workdays) if step.late_workdays else ""
        return _("map.pause").join(part for part in (ended, late) if part)
    if step.plan_finish_on is None:
        return ""
    return _("map.expected", day=day(step.plan_finish_on, today=today, weekday=False))


def badge(step: StepRow, numbers: dict[str, int]) -> str:
    """The sign of the mode; parallel ones carry the number of their group."""
    if step.mode == Mode.STANDARD:
        return ""
    number = numbers.get(step.group or "") if step.mode == Mode.PARALLEL else None
    return _(f"mode_badge.{step.mode}") + (str(number) if number else "")


def group_numbers(view: RoadmapView, steps: list[StepRow]) -> dict[str, int]:
    """Numbers from 1 for the groups with two or more steps on the map, in the package's order."""
    members = [step.group for step in steps if step.group and step.mode == Mode.PARALLEL]
    shared = {group for group in members if members.count(group) > 1}
    known = [code for code, _name in view.groups if code in shared]
    return {code: n for n, code in enumerate([*known, *sorted(shared - set(known))], 1)}


def share_used(step: StepRow, today: date) -> float | None:
    """How much of its time an accepted step has used, 0 to 1; while paused up to the pause."""
    due_on = step.due_on or step.plan_finish_on
    if step.state_kind not in STILL_GOING or step.accepted_on is None or due_on is None:
        return None
    until = today
    if step.state_kind == StateKind.PAUSED and step.pauses:
        until = step.pauses[-1][0]
    whole = (due_on - step.accepted_on).days + 1
    return min(max(((until - step.accepted_on).days + 1) / whole, 0.03), 1.0) if whole > 0 else 1.0
