"""Advancing a step: one act, checked by the interpreter, appended to the log, everything derived anew."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import select

from domain.access import Actor
from domain.errors import BadInput, Conflict, NotFound
from domain.modes.checks import check
from domain.modes.log import StepEvent, StepState
from domain.modes.permitted import permitted
from domain.modes.replay import apply, replay
from domain.modes.system import overtaken
from domain.vocabulary import Mode, Party
from models import Project, Step, StoredFile
from models import StepEvent as EventRow
from services import audit, clock, materials
from services.database import UnitOfWork, unit_of_work
from services.queries import visible
from services.steps import recording
from services.steps.confirming import sync_record
from services.steps.drafts import EventDraft
from services.steps.filling import filled
from services.steps.lifecycle import lifecycle
from services.steps.log_rows import OWN_ONLY
from services.steps.project_steps import ProjectSteps
from services.steps.settling import settle
from services.steps.viewing import view_of
from services.steps.views import StepView
from services.steps.wording import raise_in_words

_SAME_ACT_IN_TIME = {"grace_supplement": "supplement"}
"""What an act is called when it turns out to have happened before the deadline."""


def advance(
    *,
    step_id: int,
    event: str,
    happened_on: date,
    actor: Actor,
    draft: EventDraft | None = None,
    version: int | None = None,
) -> StepView:
    """Enter one act on a step and return the step as it stands afterwards.

    Raises NotFound or Forbidden (not the actor's), Conflict("access.stale") when `version` is outdated,
    RuleBroken (the lifecycle says no: `steps.*`, `guard.*`), BadInput (dates, missing proof or fields).
    """
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        step, desk = open_step(work, step_id, today, version=version)
        with raise_in_words(desk, actor.lang):
            entry = enter(work, desk, step, event, happened_on, draft or EventDraft())
        sync_record(work, desk, entry, is_new=True)
        settle(work, desk, touched=step, changed=[step])
        return view_of(work.session, desk, step, actor)


def open_step(
    work: UnitOfWork, step_id: int, today: date, *, version: int | None = None
) -> tuple[Step, ProjectSteps]:
    """The step and its project, locked and checked: readable, recordable, not changed since `version`."""
    seen = select(Step.project_id).where(Step.id == step_id, visible(work.actor, Step))
    project_id = work.session.exec(seen).first()
    if project_id is None:
        raise NotFound("access.not_found")
    project = work.session.get_one(Project, project_id, with_for_update=True)
    recording.require_recorder(work.session, work.actor, project, today)
    desk = ProjectSteps(work.session, project, today)
    step = next(step for step in desk.steps if step.id == step_id)
    if version is not None and step.version != version:
        raise Conflict("access.stale")
    return step, desk


def enter(
    work: UnitOfWork,
    desk: ProjectSteps,
    step: Step,
    name: str,
    happened_on: date,
    draft: EventDraft,
    *,
    needs_proof: bool = True,
) -> EventRow:
    """Check and append one act; `desk` knows it afterwards. `needs_proof`: False while it is only tried."""
    _check_file(work, desk, draft)
    materials.receive(
        work, desk.materials.get(step.id or 0, ()), draft.payload.get("received") or (), desk.today
    )
    state, facts = desk.state(step), desk.facts(step)
    member = _member(desk, step, draft, state, name)
    choice = recording.choice_of(
        permitted(lifecycle(), state, facts, desk.today), name, member.item_code if member else None
    )
    party = recording.party_for(draft, choice.acted_by if choice else (Party.AGENT,), work.actor)
    on_behalf = recording.is_on_behalf(party, step, member, work.actor)
    act = _act(work, name, happened_on, draft, party, member, state, on_behalf)
    act, state, undone = _in_time(desk, step, act, state)
    act = replace(act, payload=filled(act.name, dict(act.payload), state, facts, happened_on))
    check(lifecycle(), state, facts, act, desk.today)
    if needs_proof:
        recording.require_proof(draft, on_behalf)
    after = apply(lifecycle(), state, act)
    own = act.name in OWN_ONLY or after.mode != Mode.PARALLEL
    carrier = member or (step if own else desk.lead(step))
    row = recording.new_row(
        work,
        step=carrier,
        event=act,
        attempt=after.attempt,
        state_after=after.state,
        department_code=recording.department_of(party, step, member),
        is_on_behalf=on_behalf,
        file_id=draft.file_id,
        note=draft.note,
    )
    for overtaken_row in undone:
        overtaken_row.corrected_by_event_id = row.id
    if act.name == "not_needed":
        step.not_needed_reason = act.reason
    _audit(work, step, row, state)
    desk.append(row)
    return row


def _check_file(work: UnitOfWork, desk: ProjectSteps, draft: EventDraft) -> None:
    if draft.file_id is None:
        return
    file = work.session.get(StoredFile, draft.file_id)
    if file is None or file.project_id not in (None, desk.project.id):
        raise NotFound("access.not_found")


def _member(desk: ProjectSteps, step: Step, draft: EventDraft, state: StepState, name: str) -> Step | None:
    """The member an act concerns: as named, else of an opinion the step it was entered on."""
    code = draft.member_code
    if code is None and name == "dept_opinion" and state.mode == Mode.PARALLEL:
        code = step.item_code
    if code is None:
        return None
    member = desk.by_code.get(code)
    if member is None:
        raise BadInput("steps.not_a_member", item=code)
    return member


def _act(
    work: UnitOfWork,
    name: str,
    happened_on: date,
    draft: EventDraft,
    party: Party,
    member: Step | None,
    state: StepState,
    on_behalf: bool,
) -> StepEvent:
    return StepEvent(
        name=name,
        happened_on=happened_on,
        acted_by=party,
        mode=state.mode,
        acted_by_name=(draft.acted_by_name or "").strip() or (None if on_behalf else work.actor.name),
        recorder_name=work.actor.name,
        member=member.item_code if member and state.mode == Mode.PARALLEL else None,
        reason=(draft.reason or "").strip() or None,
        document_no=(draft.document_no or "").strip() or None,
        has_file=draft.file_id is not None,
        payload={key: value for key, value in draft.payload.items() if key != "received"},
    )


def _in_time(
    desk: ProjectSteps, step: Step, act: StepEvent, state: StepState
) -> tuple[StepEvent, StepState, list[EventRow]]:
    """An act entered late but dated before a deadline that has fired since: the deadline never passed."""
    log = desk.log(step)
    passed = {event.id for event in overtaken(log, act)}
    if not passed:
        return act, state, []
    earlier = replay(lifecycle(), [event for event in log if event.id not in passed], desk.mode(step))
    name = _SAME_ACT_IN_TIME.get(act.name, act.name)
    if name not in {row.event for row in lifecycle().leaving(earlier.mode, earlier.state)}:
        return act, state, []
    return replace(act, name=name), earlier, [row for row in desk.rows if row.id in passed]


def _audit(work: UnitOfWork, step: Step, row: EventRow, before: StepState) -> None:
    after: dict[str, Any] = {
        "state": row.state_after,
        "event": row.event,
        "happened_on": row.happened_on,
        "acted_by": row.acted_by,
        "on_behalf": row.is_on_behalf,
        "document_no": row.document_no,
        "member": row.member_code,
    }
    audit.record(
        work,
        action=f"step.{row.event}",
        subject_type="step",
        subject_id=step.id,
        project_id=step.project_id,
        before={"state": before.state, "attempt": before.attempt},
        after=after,
        reason=row.reason,
    )
