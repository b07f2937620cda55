"""The department's word on what was recorded for it: confirm or contest, silence agrees."""

from datetime import date

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, RuleBroken
from domain.modes.obligations import Obligation as Duty
from domain.vocabulary import Party
from models import Obligation, Project
from models import StepEvent as EventRow
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.obligations import sync_subject
from services.queries import one_readable
from services.steps.history import needs_confirmation, objection_over, recorded_on
from services.steps.project_steps import ProjectSteps
from services.steps.settling import settle


def confirm(*, event_id: int, actor: Actor) -> None:
    """The liaison confirms an act recorded for the own department; also ends a contest.

    Raises NotFound, Forbidden("steps.not_your_department"), RuleBroken("steps.nothing_to_confirm").
    """
    with unit_of_work(actor) as work:
        row, desk = _own_record(work, event_id)
        if row.confirmed_at is not None:
            return
        row.confirmed_at, row.confirmed_by = work.now, actor.account_id
        _finish(work, desk, row, "step.confirm", None)


def contest(*, event_id: int, reason: str, actor: Actor) -> None:
    """The liaison objects within record.objection_days; the step goes grey until corrected or confirmed.

    Raises BadInput("guard.reason_missing"), RuleBroken("steps.objection_over") and as `confirm`.
    """
    if not reason.strip():
        raise BadInput("guard.reason_missing")
    with unit_of_work(actor) as work:
        row, desk = _own_record(work, event_id)
        if row.confirmed_at is not None or objection_over(desk, row):
            raise RuleBroken("steps.objection_over", days=desk.numbers["record.objection_days"])
        row.contested_at, row.contested_by, row.contest_reason = work.now, actor.account_id, reason.strip()
        _finish(work, desk, row, "step.contest", reason.strip())


def _own_record(work: UnitOfWork, event_id: int) -> tuple[EventRow, ProjectSteps]:
    require(work.actor, Permission.CONFIRM_RECORD)
    row = one_readable(work.session, work.actor, EventRow, event_id)
    project = work.session.exec(select(Project).where(Project.id == row.project_id).with_for_update()).one()
    if not needs_confirmation(row):
        raise RuleBroken("steps.nothing_to_confirm")
    if row.department_code != work.actor.department_code:
        raise Forbidden("steps.not_your_department")
    return row, ProjectSteps(work.session, project, clock.local(work.now).date())


def _finish(work: UnitOfWork, desk: ProjectSteps, row: EventRow, action: str, reason: str | None) -> None:
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action=action,
        subject_type="event",
        subject_id=row.id,
        project_id=row.project_id,
        after={"event": row.event, "happened_on": row.happened_on},
        reason=reason,
    )
    sync_record(work, desk, row)
    settle(work, desk)


def sync_record(work: UnitOfWork, desk: ProjectSteps, row: EventRow, *, is_new: bool = False) -> None:
    """What a record on behalf leaves to do: the department's answer, after a contest the agent's."""
    wanted: list[Duty] = []
    if needs_confirmation(row) and row.confirmed_at is None:
        if row.contested_at is not None:
            day = clock.local(row.contested_at).date()
            wanted.append(Duty("record_contested", day, Party.AGENT, started_on=day))
        elif not objection_over(desk, row):
            day = recorded_on(row)
            wanted.append(Duty("recorded_on_behalf", day, Party.DEPARTMENT, started_on=day))
    sync_subject(
        work,
        project_id=row.project_id,
        subject=f"event:{row.id}",
        step_id=row.step_id,
        wanted=wanted,
        known=() if is_new else None,
        attempt=row.attempt,
        departments={"department": row.department_code, "agent": row.department_code},
    )


def agree_in_silence(work: UnitOfWork, desk: ProjectSteps, today: date) -> None:
    """Records nobody objected to in time count as agreed: their duty to answer ends."""
    query = select(Obligation).where(
        Obligation.project_id == desk.project.id,
        Obligation.anchor == "recorded_on_behalf",
        Obligation.is_open,
    )
    waiting = {duty.subject for duty in work.session.exec(query)}
    for row in desk.rows:
        if f"event:{row.id}" in waiting:
            sync_record(work, desk, row)
