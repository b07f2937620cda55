"""The survey of one milestone step: found, or begun; its duties brought up to what it says."""

from datetime import date

from sqlmodel import select

from domain.errors import BadInput, Conflict, NotFound, RuleBroken
from domain.modes.obligations import Obligation as Duty
from domain.vocabulary import Party, StateKind
from models import ApprovalItem, Project, Step, Survey
from services import audit, obligations, project_duties
from services.database import UnitOfWork
from services.queries import one_readable
from services.surveys.views import BAD


def finished_milestone(work: UnitOfWork, step_id: int) -> Step:
    """Raises NotFound outside the actor's projects, RuleBroken surveys.no_milestone, surveys.not_finished."""
    step = one_readable(work.session, work.actor, Step, step_id)
    item = work.session.exec(select(ApprovalItem).where(ApprovalItem.code == step.item_code)).one()
    if not item.milestone:
        raise RuleBroken("surveys.no_milestone")
    if step.state_kind != StateKind.DECIDED:
        raise RuleBroken("surveys.not_finished")
    return step


def of_step(work: UnitOfWork, step: Step, version: int) -> Survey:
    """The step's survey as the actor read it, or a new one. Raises Conflict access.stale."""
    project: Project = work.session.get_one(Project, step.project_id, with_for_update=True)  # one at a time
    row = work.session.exec(select(Survey).where(Survey.step_id == step.id)).first()
    if (row.version if row else 0) != version:
        raise Conflict("access.stale")
    return row or Survey(project_id=project.id or 0, step_id=step.id or 0, recorded_by=0, version=0)


def existing(work: UnitOfWork, step_id: int, version: int) -> tuple[Step, Survey]:
    """As `of_step`, for what can only follow a rating. Raises NotFound, RuleBroken surveys.not_bad."""
    step = one_readable(work.session, work.actor, Step, step_id)
    row = of_step(work, step, version)
    if row.id is None:
        raise NotFound("access.not_found")
    if row.level is None or row.level > BAD:
        raise RuleBroken("surveys.not_bad")
    return step, row


def checked_day(on: date, *, first: date | None, today: date) -> date:
    """Raises BadInput surveys.future_day, surveys.too_early."""
    if on > today:
        raise BadInput("surveys.future_day", day=on)
    if first is not None and on < first:
        raise BadInput("surveys.too_early", day=on, first=first)
    return on


def change(work: UnitOfWork, step: Step, row: Survey, verb: str, **values: object) -> None:
    """Write what was entered with its audit row; then the duties that follow from it."""
    before, after = audit.changes(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.recorded_by, row.recorded_at = work.actor.account_id, work.now
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action=f"survey.{verb}",
        subject_type="survey",
        subject_id=row.id,
        project_id=row.project_id,
        before=before,
        after={**after, "step": step.item_code},
    )
    _settle(work, step, row)


def _settle(work: UnitOfWork, step: Step, row: Survey) -> None:
    """Asked once: the milestone's duty ends. A bad word opens two: contact, and mend (domain.md (b))."""
    if row.sent_on is not None and step.surveyed_on != row.sent_on:
        step.surveyed_on = row.sent_on
        work.session.add(step)
    obligations.discharge(work, subject=f"step:{step.id}", anchor="milestone_done")
    obligations.sync_subject(
        work,
        project_id=row.project_id,
        subject=f"survey:{row.id}",
        step_id=step.id,
        wanted=_owed(row),
        departments={},
    )


def _owed(row: Survey) -> list[Duty]:
    if row.level is None or row.level > BAD or row.rated_on is None:
        return []
    done = {"bad_rating": row.contacted_on, "bad_rating_fix": row.fixed_on}
    return [
        Duty(anchor, row.rated_on, Party.COORDINATOR, started_on=row.rated_on)
        for anchor, day in done.items()
        if day is None
    ]


def follow_up(work: UnitOfWork, step: Step, on: date) -> None:
    """Talking with the enterprise is follow-up: the silence clock starts anew."""
    project = work.session.get_one(Project, step.project_id)
    project_duties.follow_up(work, project=project, on=on)
