"""Lights of steps and projects with their reasons: scheduling.md §5. Thresholds come from settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.modes.deadlines import Deadline, DeadlineKind
from domain.vocabulary import Light, StateKind
from domain.workdays import WorkCalendar

ORDER = (Light.RED, Light.YELLOW, Light.GREY, Light.GREEN, Light.BLUE)
_SIGNED = {DeadlineKind.FULFILMENT, DeadlineKind.RECTIFICATION}
_PROMISES = {DeadlineKind.SUPPLEMENT, *_SIGNED, DeadlineKind.CHECK}


@dataclass(frozen=True)
class LightVerdict:
    """`reason_code` is a catalog key under `light_reason.`; `params` fill it, `item` names a step by code."""

    light: Light
    reason_code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """By what a light is measured: the day, the calendar, the numbers of settings.csv."""

    today: date
    calendar: WorkCalendar
    numbers: Mapping[str, int]

    def left(self, due_on: date) -> int:
        """Working days left, negative when over."""
        return self.calendar.workdays_between(self.today, due_on)


@dataclass(frozen=True)
class StepFigures:
    """What a step's light is judged by. `revoked_ground`: predecessors revoked after it built on them."""

    kind: StateKind
    state: str
    limits_confirmed: bool = False
    is_contested: bool = False
    pause_reason: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    revoked_ground: tuple[str, ...] = ()


def step_light(figures: StepFigures, measure: Measure) -> LightVerdict:
    """The light of one step. Paused and contested steps skip the red and yellow tests."""
    if figures.kind is StateKind.DROPPED:
        return LightVerdict(Light.NONE, "not_needed")
    if figures.kind is StateKind.OPEN:
        return LightVerdict(Light.NONE, "not_started")
    if figures.is_contested:
        return LightVerdict(Light.GREY, "contested")
    if figures.kind is StateKind.PAUSED:
        return LightVerdict(Light.GREY, "paused", {"reason": figures.pause_reason or ""})
    if figures.revoked_ground:
        return LightVerdict(Light.YELLOW, "ground_revoked", {"items": list(figures.revoked_ground)})
    if figures.state == "done":
        return LightVerdict(Light.BLUE, "done")
    if figures.kind is StateKind.ENDED:
        return LightVerdict(Light.YELLOW, "attempt_ended")
    verdicts = [_of_deadline(deadline, figures, measure) for deadline in figures.deadlines]
    return worst(verdicts) or LightVerdict(Light.GREEN, "on_track")


def _of_deadline(deadline: Deadline, figures: StepFigures, measure: Measure) -> LightVerdict:
    left = measure.left(deadline.due_on)
    if deadline.kind is DeadlineKind.GRACE:
        return _of_grace(left)
    if deadline.kind is DeadlineKind.SUPPLEMENT and left < 0:
        return _of_grace(measure.numbers["tolerance.grace_days"] + left)
    if left < 0:
        return _over(deadline.kind, figures.limits_confirmed, -left)
    promised = deadline.kind in _PROMISES
    soon = measure.numbers["light.promise_yellow_days" if promised else "light.yellow_days"]
    if left > soon:
        return LightVerdict(Light.GREEN, "on_track")
    return LightVerdict(Light.YELLOW, f"{deadline.kind}_{'soon' if left else 'today'}", {"days": left})


def _of_grace(left: int) -> LightVerdict:
    if left < 0:
        return LightVerdict(Light.RED, "supplement_beyond_grace", {"days": -left})
    return LightVerdict(Light.YELLOW, "grace_runs", {"days": left})


def _over(kind: DeadlineKind, limits_confirmed: bool, days: int) -> LightVerdict:
    """A deadline somebody signed is never 待核定; a limit that is pending never turns red by itself."""
    if kind in _SIGNED:
        return LightVerdict(Light.RED, f"{kind}_over", {"days": days})
    if kind is DeadlineKind.LIMIT and limits_confirmed:
        return LightVerdict(Light.RED, "limit_over", {"days": days})
    pending = "limit_over_pending" if kind is DeadlineKind.LIMIT else f"{kind}_over"
    return LightVerdict(Light.YELLOW, pending, {"days": days})


def worst(verdicts: Iterable[LightVerdict]) -> LightVerdict | None:
    """The first of the worst; None of none."""
    ranked = sorted(verdicts, key=lambda verdict: ORDER.index(verdict.light))
    return ranked[0] if ranked else None


@dataclass(frozen=True)
class ProjectFigures:
    """What a project's light is judged by; `steps` are the needed ones with their item codes."""

    steps: Sequence[tuple[str, LightVerdict]] = ()
    is_closed: bool = False
    is_paused: bool = False
    problems_overdue: int = 0
    problem_kind: str = ""
    gap_points: float = 0.0
    planned_start: str | None = None
    is_started: bool = False
    planned_production: str | None = None
    is_producing: bool = False
    late_done: str | None = None
    last_verified_on: date | None = None


def project_light(figures: ProjectFigures, measure: Measure) -> LightVerdict:
    """The worst of steps, problems, schedule gap and lateness, with memory; stale is yellow at best."""
    all_done = bool(figures.steps) and all(v.light is Light.BLUE for _, v in figures.steps)
    if figures.is_closed:
        return LightVerdict(Light.BLUE, "project_done")
    found = [_of_step(code, verdict) for code, verdict in figures.steps if verdict.light is not Light.BLUE]
    found += [*_of_problems(figures), *_of_gap(figures, measure), *_of_months(figures, measure)]
    found += [*_of_memory(figures), *_of_silence(figures, measure)]
    if figures.is_paused:
        found.append(LightVerdict(Light.GREY, "project_paused"))
    base = LightVerdict(Light.BLUE, "project_done") if all_done else LightVerdict(Light.GREEN, "on_track")
    return worst([*found, base]) or base


def _of_step(code: str, verdict: LightVerdict) -> LightVerdict:
    if verdict.light in (Light.NONE, Light.GREEN):
        return LightVerdict(Light.GREEN, "on_track")
    return LightVerdict(verdict.light, verdict.reason_code, {"item": code, **verdict.params})


def _of_problems(figures: ProjectFigures) -> list[LightVerdict]:
    if not figures.problems_overdue:
        return []
    params = {"n": figures.problems_overdue, "kind": figures.problem_kind}
    return [LightVerdict(Light.RED, "problem_overdue", params)]


def _of_gap(figures: ProjectFigures, measure: Measure) -> list[LightVerdict]:
    points = figures.gap_points
    params: dict[str, object] = {"points": round(points)}
    if points > measure.numbers["light.gap_red_points"]:
        return [LightVerdict(Light.RED, "schedule_gap", params)]
    yellow = points >= measure.numbers["light.gap_yellow_points"]
    return [LightVerdict(Light.YELLOW, "schedule_gap", params)] if yellow else []


def _of_months(figures: ProjectFigures, measure: Measure) -> list[LightVerdict]:
    """Start and production by their planned months; a started project is no longer late in starting."""
    late = []
    if figures.planned_production and not figures.is_producing:
        late.append(("production_late", months_late(figures.planned_production, measure.today)))
    if figures.planned_start and not figures.is_started:
        late.append(("start_late", months_late(figures.planned_start, measure.today)))
    return [verdict for code, months in late if (verdict := _of_late(code, months, measure))]


def _of_late(code: str, months: int, measure: Measure) -> LightVerdict | None:
    if months >= measure.numbers["light.start_red_months"]:
        return LightVerdict(Light.RED, code, {"months": months})
    if months >= measure.numbers["light.start_yellow_months"]:
        return LightVerdict(Light.YELLOW, code, {"months": months})
    return None


def months_late(planned: str, today: date) -> int:
    """Whole months since the end of the planned month YYYY-MM; negative or zero while not late."""
    year, month = (int(part) for part in planned.split("-")[:2])
    return (today.year * 12 + today.month) - (year * 12 + month) - 1


def _of_memory(figures: ProjectFigures) -> list[LightVerdict]:
    """Late-then-done stays yellow until the project closes."""
    if figures.late_done is None:
        return []
    return [LightVerdict(Light.YELLOW, "late_done", {"item": figures.late_done})]


def _of_silence(figures: ProjectFigures, measure: Measure) -> list[LightVerdict]:
    if figures.last_verified_on is None:
        return []
    days = measure.calendar.workdays_between(figures.last_verified_on, measure.today)
    stale = days > measure.numbers["verify.cap_days"]
    return [LightVerdict(Light.YELLOW, "not_verified", {"days": days})] if stale else []
