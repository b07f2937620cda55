"""Lights of a project and its steps, its stage, current step and counters: derived columns for lists."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import select

from domain import lights
from domain.lights import LightVerdict, Measure, ProjectFigures, StepFigures
from domain.modes import deadlines
from domain.vocabulary import STAGES, Light, Mode, ProblemState, ProjectStatus, StateKind
from models import Problem, Project, Step
from services.database import UnitOfWork
from services.steps.lifecycle import lifecycle
from services.steps.project_steps import ProjectSteps

START_ITEM, PRODUCTION_ITEM = "construction_licence", "production_start"
_WITHOUT_CLOCK = (StateKind.OPEN, StateKind.DROPPED, StateKind.ENDED)


class OpenProblem(NamedTuple):
    """What the lights read of a problem that is neither closed nor shelved."""

    kind: str
    due_on: date | None
    resolved_on: date | None


def refresh(work: UnitOfWork, *, project: Project, today: date, desk: ProjectSteps | None = None) -> None:
    """Recompute the lights of every step, then the project's own light, stage, current step and counters."""
    desk = desk or ProjectSteps(work.session, project, today)
    measure = Measure(today, desk.calendar, desk.numbers)
    revoked = {step.item_code for step in desk.steps if _was_revoked(desk, step)}
    for step in desk.steps:
        _write_verdict(step, _step_verdict(desk, step, measure, revoked))
    problems = _open_problems(work, project)
    _write_project(project, desk.steps, problems, today)
    verdict = lights.project_light(_figures(project, desk.steps, problems, today), measure)
    _write_verdict(project, verdict)


def _step_verdict(desk: ProjectSteps, step: Step, measure: Measure, revoked: Collection[str]) -> LightVerdict:
    kind = StateKind(step.state_kind)
    ground = _revoked_ground(desk, step, revoked)
    if kind in _WITHOUT_CLOCK or step.state == "done":
        return lights.step_light(StepFigures(kind, step.state, revoked_ground=ground), measure)
    state, facts = desk.state(step), desk.own_facts(step)
    own = state.member(step.item_code)
    figures = StepFigures(
        kind=StateKind.PAUSED if own and own.is_paused else kind,
        state=step.state,
        limits_confirmed=step.limits_status == "confirmed",
        is_contested=step.is_contested,
        pause_reason=state.pause_reason,
        deadlines=deadlines.current(lifecycle(), state, facts),
        revoked_ground=ground,
    )
    return lights.step_light(figures, measure)


def _revoked_ground(desk: ProjectSteps, step: Step, revoked: Collection[str]) -> tuple[str, ...]:
    """Decisions the step built on that were revoked and not taken anew: flagged for a check, not undone."""
    if not revoked or step.state_kind in _WITHOUT_CLOCK or step.mode == Mode.SIMULATED:
        return ()
    return tuple(sorted(desk.network.waits.get(step.item_code, frozenset()).intersection(revoked)))


def _was_revoked(desk: ProjectSteps, step: Step) -> bool:
    if step.attempt == 1 or step.state_kind == StateKind.DECIDED:
        return step.state == "revoked"
    return any(row.event == "revoke" and not row.corrected_by_event_id for row in desk.log_rows(step))


def _write_verdict(row: Step | Project, verdict: LightVerdict) -> None:
    """Only where it changes, so that an unchanged light writes nothing."""
    values = verdict.light.value, verdict.reason_code, _plain(verdict)
    if values != (row.light, row.light_reason, row.light_params):
        row.light, row.light_reason, row.light_params = values


def _plain(verdict: LightVerdict) -> dict[str, object]:
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in verdict.params.items()
    }


def _open_problems(work: UnitOfWork, project: Project) -> list[OpenProblem]:
    return [OpenProblem(*row) for row in work.session.exec(_OPEN_PROBLEMS, params={"project_id": project.id})]


_OPEN_PROBLEMS: Any = (
    select(Problem.kind, Problem.due_on, Problem.resolved_on)  # type: ignore[type-var]
    .where(
        Problem.project_id == bindparam("project_id"),
        Problem.state.not_in([ProblemState.CLOSED, ProblemState.SHELVED]),  # type: ignore[attr-defined]
    )
    .order_by(Problem.due_on)  # type: ignore[arg-type]
)


def _overdue(problems: Iterable[OpenProblem], today: date) -> list[OpenProblem]:
    return [
        problem
        for problem in problems
        if problem.due_on and problem.due_on < today and not problem.resolved_on
    ]


def _needed(steps: Iterable[Step]) -> list[Step]:
    """Steps that count: not dropped, and optional ones only once somebody began them."""
    return [
        step
        for step in steps
        if step.state_kind != StateKind.DROPPED
        and not (step.optional and step.state_kind == StateKind.OPEN and step.attempt == 1)
    ]


def _write_project(project: Project, steps: list[Step], problems: list[OpenProblem], today: date) -> None:
    needed = _needed(steps)
    waiting = [step for step in needed if step.state_kind != StateKind.DECIDED]
    running = [step for step in waiting if step.state_kind not in _WITHOUT_CLOCK]
    project.steps_needed, project.steps_done = len(needed), len(needed) - len(waiting)
    project.open_problems, project.overdue_problems = len(problems), len(_overdue(problems, today))
    project.stage = _stage(waiting, needed)
    current = min(running, key=_urgency, default=None) or min(
        waiting, key=lambda step: step.seq, default=None
    )
    project.current_step_id = current.id if current else None
    project.current_due_on = current.due_on if current else None


def _urgency(step: Step) -> tuple[int, date, int]:
    worst = lights.ORDER.index(Light(step.light)) if step.light != Light.NONE else len(lights.ORDER)
    return worst, step.due_on or date.max, step.seq


def _stage(waiting: list[Step], needed: list[Step]) -> str:
    """The first stage in which a needed step is not finished; of a finished project the last it had."""
    order = {stage.value: n for n, stage in enumerate(STAGES)}
    if waiting:
        return min((step.stage for step in waiting), key=lambda stage: order[stage])
    return max((step.stage for step in needed), key=lambda stage: order[stage], default=STAGES[0].value)


def _figures(project: Project, steps: list[Step], problems: list[OpenProblem], today: date) -> ProjectFigures:
    by_code = {step.item_code: step for step in steps}
    needed, overdue = _needed(steps), _overdue(problems, today)
    late = [step.item_code for step in needed if step.done_late_days > 0]
    return ProjectFigures(
        steps=[(step.item_code, _verdict(step)) for step in needed],
        is_closed=project.status == ProjectStatus.DONE,
        is_paused=project.status == ProjectStatus.PAUSED,
        problems_overdue=len(overdue),
        problem_kind=overdue[0].kind if overdue else "",
        gap_points=gap_points(needed, today),
        planned_start=project.planned_start,
        is_started=_has_started(by_code, steps),
        planned_production=project.planned_production,
        is_producing=_is_done(by_code.get(PRODUCTION_ITEM)),
        late_done=late[0] if late else None,
        last_verified_on=project.last_verified_on,
    )


def _verdict(step: Step) -> LightVerdict:
    return LightVerdict(Light(step.light), step.light_reason, dict(step.light_params))


def _is_done(step: Step | None) -> bool:
    return step is not None and step.state_kind == StateKind.DECIDED


def _has_started(by_code: dict[str, Step], steps: list[Step]) -> bool:
    """Work on site began: licence decided or a later stage reached; paused work is not late in starting."""
    later = {"completion", "operation"}
    reached = any(s.stage in later and s.state_kind not in (StateKind.OPEN, StateKind.DROPPED) for s in steps)
    paused = any(step.state_kind == StateKind.PAUSED for step in steps)
    return reached or paused or _is_done(by_code.get(START_ITEM))


def gap_points(needed: Iterable[Step], today: date) -> float:
    """Percentage points by which finished steps lag behind those the baseline has finished by today."""
    planned = [step for step in needed if step.baseline_finish_on]
    if not planned:
        return 0.0
    due = sum(1 for step in planned if step.baseline_finish_on and step.baseline_finish_on < today)
    done = sum(1 for step in planned if step.state_kind == StateKind.DECIDED)
    return max(0.0, 100.0 * (due - done) / len(planned))
