"""Counting back: the last day on which a step may be submitted so that it is accepted in time."""

from datetime import date
from functools import lru_cache

from domain.modes.guards import TASK_KINDS
from domain.network import StepSpec
from domain.vocabulary import Mode, StateKind
from domain.workdays import WorkCalendar
from models import Step
from services.catalogue.loading import records

_ACCEPTING = {
    Mode.STANDARD: ("received", "accept"),
    Mode.SIMULATED: ("precheck", "accept_simulated"),
    Mode.TOLERANCE: ("precheck", "sign_promise"),
    Mode.COMMITMENT: ("informed", "sign_commitment"),
    Mode.PARALLEL: ("collecting", "complete"),
}
"""The event that accepts a submission of each mode, and the state in which it is awaited."""


def latest_submit(
    step: Step, spec: StepSpec, latest_accept_on: date | None, known: WorkCalendar
) -> date | None:
    """Latest acceptance minus the working days that the lifecycle gives the department to accept.

    mode_lifecycle.csv, `deadline_max` of the accepting event: standard and parallel 5, simulated 2, tolerance
    and commitment 1. Own work that nobody accepts (guard of `begin_task`) begins the day itself.
    None for a step that is submitted already, and where there is no latest acceptance.
    """
    if latest_accept_on is None or step.state_kind in (StateKind.RUNNING, StateKind.PAUSED):
        return None
    days = 0 if is_own_task(spec) else acceptance_days()[spec.mode]
    return known.subtract_workdays(latest_accept_on, days)


def is_own_task(spec: StepSpec) -> bool:
    """Work that is begun and finished, not filed: of enterprise or utility, a milestone."""
    return spec.department_kind in TASK_KINDS or spec.statutory_days is None


@lru_cache
def acceptance_days() -> dict[Mode, int]:
    """Working days between submission and acceptance that each mode allows at most."""
    wanted = {(mode.value, *where): mode for mode, where in _ACCEPTING.items()}
    rows = ((wanted.get((row["mode"], row["state"], row["event"])), row) for row in records("mode_lifecycle"))
    return {mode: int(row["deadline_max"]) for mode, row in rows if mode}
