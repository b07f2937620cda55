"""The derived columns of a step: written from the replayed state, never by hand."""

from datetime import date
from typing import Any

from domain.modes import deadlines
from domain.modes.deadlines import DeadlineKind
from domain.modes.facts import StepFacts
from domain.modes.log import StepState
from domain.vocabulary import DepartmentKind, Mode, StateKind
from models import Step
from services.steps.lifecycle import lifecycle
from services.steps.log_rows import CORRECTION
from services.steps.project_steps import ProjectSteps

_WORK_ENDS = {"review_done", "issue_with_gap"}


def write(desk: ProjectSteps, step: Step) -> bool:
    """Bring a step's derived columns up to its log; True if anything changed (the version counts it)."""
    state, facts = desk.state(step), desk.own_facts(step)
    values = derived(state, facts)
    values["is_contested"] = _is_contested(desk, step)
    if step.attempt > 1 or state.attempt > 1:
        values["mode"] = state.mode
    changed = {name: value for name, value in values.items() if getattr(step, name) != value}
    for name, value in changed.items():
        setattr(step, name, value)
    if changed:
        step.version += 1
        desk.session.add(step)
    return bool(changed)


def derived(state: StepState, facts: StepFacts) -> dict[str, Any]:
    """What the log says about a step, column by column."""
    kind = lifecycle().state(state.mode, state.state).kind
    nearest = deadlines.current(lifecycle(), state, facts)
    open_pause = state.pauses[-1].from_on if state.is_paused else _member_paused(state, facts)
    return {
        "attempt": state.attempt,
        "state": state.state,
        "state_kind": kind.value,
        "holder": holder(state, facts),
        "accepted_on": state.started_on,
        "opinion_on": _work_ended_on(state, facts),
        "decided_on": state.decided_on,
        "due_on": _due_on(nearest) if kind is not StateKind.ENDED else None,
        "paused_on": open_pause,
        "pauses": _pauses(state, facts),
        "is_date_unknown": state.is_placed and kind is StateKind.DECIDED and state.decided_on is None,
        "is_extended": state.extended_days > 0,
        "done_late_days": late_days(state, facts),
    }


def _due_on(nearest: tuple[deadlines.Deadline, ...]) -> date | None:
    """The running limit; where none runs, what is owed first."""
    limits = [deadline.due_on for deadline in nearest if deadline.kind is DeadlineKind.LIMIT]
    return next(iter(limits or [deadline.due_on for deadline in nearest]), None)


def holder(state: StepState, facts: StepFacts) -> str:
    """Whose move it is; own tasks lie with whoever does them, a member's review with its department until
    its opinion is given, then with the lead."""
    party = lifecycle().state(state.mode, state.state).holder
    if state.state == "working" or (state.is_paused and state.previous == "working"):
        return "enterprise" if facts.department_kind is DepartmentKind.ENTERPRISE else "department"
    if state.mode == Mode.PARALLEL and state.state == "co_reviewing":
        own = state.member(facts.code)
        return "department" if own and not own.opinion_on else "lead_department"
    return party


def _work_ended_on(state: StepState, facts: StepFacts) -> date | None:
    if state.mode == Mode.SIMULATED:
        return None if state.voided_on else state.opinion_on
    if state.mode == Mode.PARALLEL:
        own = state.member(facts.code)
        return own.opinion_on if own else None
    ends = [mark.happened_on for mark in state.marks if mark.event in _WORK_ENDS]
    return ends[-1] if ends else None


def _member_paused(state: StepState, facts: StepFacts) -> date | None:
    own = state.member(facts.code)
    return own.pauses[-1].from_on if own and own.is_paused else None


def _pauses(state: StepState, facts: StepFacts) -> list[list[str | None]]:
    own = state.member(facts.code)
    stops = [*state.pauses, *(own.pauses if own else ())]
    return [[p.from_on.isoformat(), p.to_on.isoformat() if p.to_on else None] for p in stops]


def late_days(state: StepState, facts: StepFacts) -> int:
    """Working days by which the decision (of a member: its opinion) came after its limit."""
    due, ended = deadlines.formal_due(state, facts), state.decided_on
    if state.mode == Mode.PARALLEL:
        own = next((member for member in facts.members if member.code == facts.code), None)
        due = deadlines.member_due(state, facts, own) if own else None
        ended = _work_ended_on(state, facts)
    if due is None or ended is None:
        return 0
    return max(0, facts.calendar.workdays_between(due, ended))


def _is_contested(desk: ProjectSteps, step: Step) -> bool:
    """The last act that counts was contested by the department and not confirmed since."""
    for row in reversed(desk.log_rows(step)):
        if row.event != CORRECTION and row.acted_by != "system" and row.corrected_by_event_id is None:
            return row.contested_at is not None and row.confirmed_at is None
    return False
