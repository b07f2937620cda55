"""Correcting a wrong entry: it is kept and marked, the state and the clocks are computed anew."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.access import Actor
from domain.errors import BadInput, RuleBroken
from domain.modes.checks import check
from domain.modes.guards import Case, refusal
from domain.modes.log import StepEvent, StepState
from domain.modes.replay import apply
from domain.modes.system import next_system_event
from domain.vocabulary import Party, Role
from models import Step
from models import StepEvent as EventRow
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.queries import one_readable
from services.steps import recording
from services.steps.advancing import open_step
from services.steps.confirming import sync_record
from services.steps.drafts import EventDraft
from services.steps.filling import filled
from services.steps.history import recorded_on
from services.steps.lifecycle import lifecycle
from services.steps.log_rows import CORRECTION, effective
from services.steps.project_steps import ProjectSteps
from services.steps.settling import settle, write_columns
from services.steps.viewing import step_view
from services.steps.views import StepView
from services.steps.wording import raise_in_words


def correct(
    *,
    event_id: int,
    reason: str,
    actor: Actor,
    happened_on: date | None = None,
    draft: EventDraft | None = None,
) -> StepView:
    """Take an entry back or, with a new date or draft, replace what it said.

    The recorder within record.objection_days working days, later the coordinator; with a reason; not in a
    closed project. Raises RuleBroken("steps.correction_breaks_later") when a later act would no longer fit:
    correct that one first.
    """
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        row = one_readable(work.session, actor, EventRow, event_id)
        step, desk = open_step(work, row.step_id, today)
        with raise_in_words(desk, actor.lang):
            _require_correctable(work, desk, step, row, reason)
            entry = _append(work, desk, step, row, reason, _replacement(row, happened_on, draft, today))
            _settle_log(work, desk, step, entry)
        _retract_conversions(work, desk, entry)
        sync_record(work, desk, row)
        settle(work, desk, touched=step)
    return step_view(step_id=row.step_id, actor=actor)


def _require_correctable(
    work: UnitOfWork, desk: ProjectSteps, step: Step, row: EventRow, reason: str
) -> None:
    actor = work.actor
    if row.acted_by == Party.SYSTEM or row.event == CORRECTION or row.corrected_by_event_id is not None:
        raise RuleBroken("steps.not_correctable")
    state = desk.state(step)
    act = StepEvent(
        name=CORRECTION,
        happened_on=desk.today,
        acted_by=Party.COORDINATOR if actor.role is Role.COORDINATOR else Party.RECORDER,
        reason=reason.strip() or None,
        payload={"recorded_on": recorded_on(row), "same_recorder": row.recorded_by == actor.account_id},
    )
    transition = lifecycle().find(state.mode, state.state, CORRECTION)
    refused = refusal(Case(lifecycle(), state, desk.facts(step), transition, desk.today, act))
    if refused:
        raise RuleBroken(refused.code, **refused.params)


def _replacement(
    row: EventRow, happened_on: date | None, draft: EventDraft | None, today: date
) -> dict[str, Any] | None:
    """What the entry should have said; None takes it back altogether."""
    if happened_on is None and draft is None:
        return None
    if happened_on and happened_on > today:
        raise BadInput("steps.date_in_future", today=today)
    words = (
        draft.model_dump(exclude_none=True, exclude={"reason", "note", "acted_by", "member_code"})
        if draft
        else {}
    )
    return {**words, "happened_on": (happened_on or row.happened_on or today).isoformat()}


def _append(
    work: UnitOfWork,
    desk: ProjectSteps,
    step: Step,
    row: EventRow,
    reason: str,
    replacement: dict[str, Any] | None,
) -> EventRow:
    coordinator = work.actor.role is Role.COORDINATOR
    event = StepEvent(
        name=CORRECTION,
        happened_on=desk.today,
        acted_by=Party.COORDINATOR if coordinator else Party.RECORDER,
        mode=row.mode,
        acted_by_name=work.actor.name,
        reason=reason.strip(),
        payload={"corrects": row.id, "replacement": replacement},
    )
    entry = recording.new_row(work, step=step, event=event, attempt=row.attempt, state_after="")
    row.corrected_by_event_id = entry.id
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="step.correct_entry",
        subject_type="event",
        subject_id=row.id,
        project_id=row.project_id,
        before={"event": row.event, "happened_on": row.happened_on, "document_no": row.document_no},
        after=replacement or {"taken_back": True},
        reason=reason.strip(),
    )
    desk.forget()
    return entry


def _settle_log(work: UnitOfWork, desk: ProjectSteps, step: Step, entry: EventRow) -> None:
    """Every later act must still fit; a system event that no longer holds goes with the wrong entry."""
    state = StepState(mode=desk.mode(step))
    for row, event in effective(desk.log_rows(step)):
        try:
            _require_order(desk, step, state, row, event)
            state = apply(lifecycle(), state, event)
        except RuleBroken as broken:
            if row.corrected_by_event_id == entry.id:
                raise  # what the entry should have said does not fit itself
            if event.acted_by is not Party.SYSTEM:
                raise RuleBroken("steps.correction_breaks_later", event=row.event, mode=row.mode) from broken
            row.corrected_by_event_id = entry.id
            work.session.add(row)
            desk.renew()
    entry.state_after = state.state
    work.session.flush()
    desk.forget()


def _require_order(desk: ProjectSteps, step: Step, state: StepState, row: EventRow, event: StepEvent) -> None:
    """Dates stay in order, a system event only where it would fire again, a replaced act passes its guard."""
    if event.acted_by is Party.SYSTEM:
        again = next_system_event(lifecycle(), state, desk.facts(step), desk.today)
        if again is None or (again.name, again.happened_on) != (event.name, event.happened_on):
            raise RuleBroken("steps.not_possible_here", event=event.name, state=state.state, mode=state.mode)
    elif state.changed_on and not event.member and event.happened_on < state.changed_on:
        raise RuleBroken("steps.date_too_early", earliest=state.changed_on)
    elif row.corrected_by_event_id is not None:
        facts = desk.facts(step)
        payload = filled(event.name, dict(event.payload), state, facts, event.happened_on)
        check(lifecycle(), state, facts, _with_reason(event, payload), desk.today)


def _with_reason(event: StepEvent, payload: dict[str, Any]) -> StepEvent:
    """A corrected date lies in the past by nature; the correction carries the reason."""
    return replace(event, payload=payload, reason=event.reason or CORRECTION)


def _retract_conversions(work: UnitOfWork, desk: ProjectSteps, entry: EventRow) -> None:
    """A conversion that began on a decision which is now taken back has not begun."""
    write_columns(work, desk)
    for step in desk.steps:
        if step.state != "converting" or not any(
            need.decided_on is None for need in desk.facts(step).requirements
        ):
            continue
        rows = [
            row
            for row in desk.log_rows(step)
            if row.event == "prereq_arrived" and not row.corrected_by_event_id
        ]
        rows[-1].corrected_by_event_id = entry.id
        work.session.add(rows[-1])
    work.session.flush()
    desk.forget()
