"""Backfill of one step: done (date known or not), running since a day, open, or not needed."""

from datetime import date
from typing import Any, Literal

from domain.errors import BadInput, RuleBroken
from domain.modes.guards import is_task
from domain.modes.log import StepEvent
from domain.vocabulary import Mode, Party, StateKind
from models import Project, Step
from services import audit
from services.database import UnitOfWork
from services.steps import recording
from services.steps.filling import filled
from services.steps.project_steps import ProjectSteps

How = Literal["done", "running", "open", "not_needed"]


def place(
    work: UnitOfWork,
    *,
    step: Step,
    how: How,
    on: date | None,
    today: date,
    desk: ProjectSteps | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Put a step that has no log yet where it stands; call `settle_project` once after the last.

    `on` is the day it was done (None: unknown) or accepted (needed). Place what is done before what runs.
    Raises BadInput("steps.date_in_future", "steps.placed_without_date"), RuleBroken("steps.already_started").
    """
    if how == "open":
        return
    if desk is None:
        project = work.session.get(Project, step.project_id)
        assert project is not None  # a foreign key
        desk = ProjectSteps(work.session, project, today)
        step = next(own for own in desk.steps if own.id == step.id)
    if on is not None and on > today:
        raise BadInput("steps.date_in_future", today=today)
    if desk.state(step).state != "not_started":
        if how == "running" and step.mode == Mode.PARALLEL:
            return  # its group has been placed by another member already
        raise RuleBroken("steps.already_started", item=step.item_code)
    event = _event(work, desk, step, how, on, today, payload or {})
    carrier = desk.lead(step) if how == "running" and event.mode == Mode.PARALLEL else step
    row = recording.new_row(work, step=carrier, event=event, attempt=1, state_after=_after(how))
    if how == "not_needed":
        step.not_needed_reason = event.reason
        step.state, step.state_kind = "not_needed", StateKind.DROPPED.value
    elif how == "done":
        step.state, step.state_kind = "done", StateKind.DECIDED.value
    audit.record(
        work,
        action="step.place",
        subject_type="step",
        subject_id=step.id,
        project_id=step.project_id,
        after={"how": how, "on": on},
    )
    desk.append(row)


def _event(
    work: UnitOfWork,
    desk: ProjectSteps,
    step: Step,
    how: How,
    on: date | None,
    today: date,
    extra: dict[str, Any],
) -> StepEvent:
    mode = desk.mode(step)
    name = "not_needed" if how == "not_needed" else "place"
    payload: dict[str, Any] = {**extra, "how": how}
    if how == "running":
        if on is None:
            raise BadInput("steps.placed_without_date", item=step.item_code)
        payload |= _running(desk, step, mode, on)
    if how == "done" and on is None:
        payload["date_unknown"] = True
    return StepEvent(
        name=name,
        happened_on=on or today,
        acted_by=Party.AGENT,
        mode=mode,
        acted_by_name=work.actor.name,
        reason=extra.get("reason") or ("backfill" if name == "not_needed" else None),
        payload=payload,
    )


def _running(desk: ProjectSteps, step: Step, mode: Mode, on: date) -> dict[str, Any]:
    facts, state = desk.facts(step), desk.state(step)
    found: dict[str, Any] = {}
    if mode is Mode.TOLERANCE:
        found = filled("sign_promise", {}, state, facts, on)
    if mode is Mode.COMMITMENT:
        found = filled("sign_commitment", {}, state, facts, on)
    if mode is Mode.PARALLEL:
        found = {"members": [member.code for member in facts.members]}
    if mode is Mode.STANDARD and is_task(facts) and facts.department_kind == "enterprise":
        found = {"is_task": True}
    return found


def _after(how: How) -> str:
    return {"done": "done", "not_needed": "not_needed"}.get(how, "")
