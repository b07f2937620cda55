"""What a project is measured against beside its own finish: thaw, frost, target (scheduling.md §6).

Written to the project with every plan, so that the board of a thousand projects, the desk and the reminders
read the one computation. Slack here is against these dates, in working days, negative when it is too late.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from domain.backwards import SeasonOutlook, first_break, hangs_on, makes_frost, makes_thaw, road_to
from domain.network import Network
from domain.plans import Plan, StepFact
from domain.timeline import CalendarTime
from domain.vocabulary import TargetKind
from models import Project, Step
from services.roadmaps.backward import latest_submit

Towards = Callable[[Network, date], Plan[date]]
"""The plan of a part of the roadmap against a date."""
Expected = Callable[[Network, Mapping[str, StepFact[date]]], Plan[date]]
"""The plan with other durations and ends of running clocks than promised."""
THAW, FROST, TARGET, SLACK = "thaw", "frost", "target", "slack"
NEAR = 20
"""Working days of slack up to which a step's slack is kept: beyond, no season and no target presses."""


@dataclass(frozen=True)
class Goal:
    """One date to make: `ready_on` is forecast, `margin` the working days between (negative: misses).

    `step`: the outdoor work that waits (none for production). `holding`: the open step that delays it now,
    with its latest days; None where that is done already. `breaks`: the first step whose slack is negative.
    """

    step: str
    ready_on: date
    limit_on: date
    margin: int
    holding: str = ""
    holding_id: int | None = None
    submit_by: date | None = None
    accept_by: date | None = None
    finish_by: date | None = None
    breaks: str = ""
    is_running: bool = False

    def stored(self) -> dict[str, Any]:
        """As json; fields that say nothing are left out."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: str(value) if isinstance(value, date) else value
            for name, value in found.items()
            if value or name in ("margin", "step")
        }

    @classmethod
    def read(cls, outlook: Mapping[str, Any], name: str) -> "Goal | None":
        """From a project's stored outlook."""
        kept = outlook.get(name)
        if not kept:
            return None
        return cls(**{key: _day(value) if key.endswith(_DAYS) else value for key, value in kept.items()})


_DAYS = ("_on", "_by")


def _day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Ground:
    """What was planned just now, and how to plan it once more: a part against a date, or as expected."""

    project: Project
    steps: Sequence[Step]
    network: Network
    facts: Mapping[str, StepFact[date]]
    planned: Plan[date]
    timeline: CalendarTime
    today: date
    towards: Towards
    expected: Expected


def stored(ground: Ground) -> dict[str, Any]:
    """The outlook as it is written to the project; empty once nothing of it applies."""
    slacks: dict[str, list[Any]] = {}
    kept: dict[str, Any] = {name: goal.stored() for name, goal in goals(ground, slacks).items()}
    return {**kept, SLACK: slacks} if slacks else kept


def goals(ground: Ground, slacks: dict[str, list[Any]] | None = None) -> dict[str, Goal]:
    """What applies of thaw, frost and target. `slacks` is filled: item → smallest slack and against what."""
    slacks = {} if slacks is None else slacks
    found = {THAW: _thaw(ground, slacks), FROST: _frost(ground), TARGET: _target(ground, slacks)}
    return {name: goal for name, goal in found.items() if goal}


def target_plan(ground: Ground) -> Plan[date] | None:
    """The part of the roadmap that a target asks for, planned against it: its latest days are the target's.

    For a start: everything before the first outdoor step that is still to begin; for production: all.
    """
    project = ground.project
    if project.target_on is None:
        return None
    if project.target_kind == TargetKind.PRODUCTION:
        return ground.towards(ground.network, project.target_on)
    step = start_step(ground.network, ground.facts)
    return ground.towards(road_to(ground.network, step), project.target_on) if step else None


def start_step(network: Network, facts: Mapping[str, StepFact[date]]) -> str | None:
    """The outdoor work with which a project starts; None once it has begun, or where there is none."""
    outdoor = [code for code, spec in network.steps.items() if spec.is_outdoor]
    return None if any(code in facts for code in outdoor) else next(iter(outdoor), None)


def thaw_plan(ground: Ground) -> tuple[SeasonOutlook, Plan[date]] | None:
    """How the project stands before the next opening, and what its next outdoor step waits for, planned
    against that day; None without outdoor work ahead."""
    season = ground.timeline.season
    if season is None:
        return None
    seen = makes_thaw(
        ground.network, ground.planned, season=season, today=ground.today, timeline=ground.timeline
    )
    return (seen, ground.towards(road_to(ground.network, seen.step), seen.limit_on)) if seen else None


def _thaw(ground: Ground, slacks: dict[str, list[Any]]) -> Goal | None:
    found = thaw_plan(ground)
    return _goal(ground, *found, slacks, THAW) if found else None


def _frost(ground: Ground) -> Goal | None:
    season = ground.timeline.season
    if season is None:
        return None
    seen = makes_frost(ground.network, ground.planned, season=season, timeline=ground.timeline)
    if seen is None:
        return None
    is_running = seen.step in ground.facts
    return Goal(seen.step, seen.forecast_on, seen.limit_on, seen.margin_workdays, is_running=is_running)


def _target(ground: Ground, slacks: dict[str, list[Any]]) -> Goal | None:
    back, limit_on = target_plan(ground), ground.project.target_on
    if back is None or limit_on is None:
        return None
    is_start = ground.project.target_kind == TargetKind.START
    step = start_step(ground.network, ground.facts) or "" if is_start else ""
    ready_on = back.finish_on
    seen = SeasonOutlook(step, ready_on, limit_on, ground.timeline.between(ready_on, limit_on))
    return _goal(ground, seen, back, slacks, TARGET)


def _goal(
    ground: Ground, seen: SeasonOutlook, back: Plan[date], slacks: dict[str, list[Any]], name: str
) -> Goal:
    _keep_slack(slacks, back, name)
    last = seen.step or _last(ground.planned)
    code = hangs_on(ground.network, ground.planned, ground.facts, last) if last else None
    code = code or (last if last in back.steps and not back.steps[last].is_finished else None)
    return Goal(
        seen.step,
        seen.forecast_on,
        seen.limit_on,
        seen.margin_workdays,
        breaks=first_break(back) or "",
        **_latest(ground, back, code),
    )


def _latest(ground: Ground, back: Plan[date], code: str | None) -> dict[str, Any]:
    """The latest days of the step that it hangs on."""
    step = next((one for one in ground.steps if one.item_code == code), None)
    if step is None or code is None or code not in back.steps:
        return {}
    dates = back.steps[code]
    spec, known = ground.network.steps[code], ground.timeline.calendar
    return {
        "holding": code,
        "holding_id": step.id,
        "submit_by": latest_submit(step, spec, dates.latest_accept_on, known),
        "accept_by": dates.latest_accept_on,
        "finish_by": dates.latest_finish_on,
    }


def _last(planned: Plan[date]) -> str:
    """The open step with which the plan ends."""
    open_ones = [dates for dates in planned.steps.values() if not dates.is_finished and dates.finish_on]
    last = max(open_ones, key=lambda dates: dates.finish_on or date.min, default=None)
    return last.code if last else ""


def _keep_slack(slacks: dict[str, list[Any]], back: Plan[date], name: str) -> None:
    """Of each open step the smallest slack, with what it is against."""
    for code, dates in back.steps.items():
        slack = dates.slack_workdays
        if slack is None or dates.is_finished or slack > NEAR:
            continue
        if code not in slacks or slack < slacks[code][0]:
            slacks[code] = [slack, name]
