"""Leaving the pool: done, withdrawn or paused, with its reason; reopening keeps the history."""

from datetime import date

from sqlmodel import col, func, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, RuleBroken
from domain.reminders import AFTERWARDS
from domain.vocabulary import Light, ProjectStatus, Role, StateKind
from models import Obligation, Project, Step
from services import agency, audit, clock, lights, project_duties, steps
from services.database import UnitOfWork, unit_of_work
from services.obligations import LEFT
from services.projects.working import held_project, open_project

_WAYS_OUT = (ProjectStatus.DONE, ProjectStatus.WITHDRAWN, ProjectStatus.PAUSED)
_CLOSED = (ProjectStatus.DONE, ProjectStatus.WITHDRAWN)
_RETURNING = ("problem", "event", "survey")


def leave(
    *, project_id: int, how: ProjectStatus, reason: str, actor: Actor, version: int | None = None
) -> None:
    """Close a project as done or withdrawn, or pause it. Its duties end: nobody is reminded any more.

    Done needs every needed step decided, no open problem and no open promise; what its enterprise is asked
    about it and thinks of it is still followed up. The acting agent and coordinators.
    Raises Forbidden, NotFound, Conflict access.stale; BadInput projects.reason_missing; RuleBroken
    projects.steps_open, projects.problems_open, projects.promises_open, projects.not_a_way_out,
    projects.paused_already.
    """
    require(actor, Permission.EDIT_PROJECT)
    today = clock.today()
    if how not in _WAYS_OUT:
        raise RuleBroken("projects.not_a_way_out")
    if not reason.strip():
        raise BadInput("projects.reason_missing")
    with unit_of_work(actor) as work:
        project = open_project(work, project_id, today, version)
        if how is ProjectStatus.PAUSED and project.status == how:
            raise RuleBroken("projects.paused_already")
        if how is ProjectStatus.DONE:
            _require_finished(work, project)
        _move(work, project, how, reason.strip(), today)
        _end_duties(work, project)
        lights.refresh(work, project=project, today=today)
        if how is ProjectStatus.WITHDRAWN:
            project.light, project.light_reason, project.light_params = Light.NONE.value, "", {}


def _require_finished(work: UnitOfWork, project: Project) -> None:
    """A decision whose materials, fulfilment or check is still owed is not the end: who closed over it would
    silence what was promised."""
    waiting = project.steps_needed - project.steps_done
    if waiting:
        raise RuleBroken("projects.steps_open", n=waiting)
    if project.open_problems:
        raise RuleBroken("projects.problems_open", n=project.open_problems)
    promised = (Step.project_id == project.id, Step.state_kind == StateKind.DECIDED, Step.state != "done")
    owed = work.session.exec(select(func.count()).select_from(Step).where(*promised)).one()
    if owed:
        raise RuleBroken("projects.promises_open", n=owed)


def _move(work: UnitOfWork, project: Project, status: ProjectStatus, reason: str, today: date) -> None:
    values = {
        "status": status.value,
        "status_reason": reason,
        "closed_on": today if status in _CLOSED else None,
    }
    before, after = audit.changes(project, values)
    for name, value in values.items():
        setattr(project, name, value)
    project.version += 1
    project_duties.follow_up(work, project=project, on=today)
    audit.record(
        work,
        action=f"project.{status.value}",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=after,
        reason=reason,
    )


def _end_duties(work: UnitOfWork, project: Project) -> None:
    is_open = select(Obligation).where(Obligation.project_id == project.id, Obligation.is_open)
    if project.status == ProjectStatus.DONE:
        is_open = is_open.where(col(Obligation.anchor).not_in(AFTERWARDS))
    for duty in work.session.exec(is_open):
        duty.is_open, duty.closed_at, duty.outcome = False, work.now, LEFT
        work.session.add(duty)
    work.session.flush()


def reopen(*, project_id: int, reason: str, actor: Actor, version: int | None = None) -> None:
    """Bring a paused or closed project back with its duties; a closed one only a coordinator.

    Raises Forbidden projects.coordinator_reopens, NotFound, Conflict, BadInput projects.reason_missing,
    RuleBroken projects.not_left, agency.too_many_enterprises (an agent; a coordinator's reason goes beyond).
    """
    require(actor, Permission.EDIT_PROJECT)
    today = clock.today()
    if not reason.strip():
        raise BadInput("projects.reason_missing")
    with unit_of_work(actor) as work:
        project = held_project(work, project_id, version)
        if project.status not in _WAYS_OUT:
            raise RuleBroken("projects.not_left")
        if project.status in _CLOSED and actor.role is Role.AGENT:
            raise Forbidden("projects.coordinator_reopens")
        if project.status == ProjectStatus.PAUSED:
            open_project(work, project_id, today)
        agency.require_room(work, project=project, reason=reason)
        back = ProjectStatus.ACTIVE if project.primary_agent_id else ProjectStatus.UNASSIGNED
        _move(work, project, back, reason.strip(), today)
        _revive_duties(work, project)
        steps.settle_project(work, project=project, today=today)


def _revive_duties(work: UnitOfWork, project: Project) -> None:
    """Duties of problems, records and surveys open again as they were; the others are derived anew: those of
    steps here, those of the calendar by the next sweep."""
    ended = select(Obligation).where(Obligation.project_id == project.id, Obligation.outcome == LEFT)
    for duty in work.session.exec(ended):
        if duty.subject.partition(":")[0] in _RETURNING:
            duty.is_open, duty.closed_at, duty.outcome = True, None, None
            work.session.add(duty)
    work.session.flush()
