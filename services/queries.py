"""Row scoping in one function: which rows an actor may read (domain.md (f))."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, exists, false, or_, true
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.access import Actor
from domain.errors import NotFound
from domain.vocabulary import Role
from models import Enterprise, Problem, Project, Reminder, Step, StepEvent, StepMaterial

Row = TypeVar("Row")
_EVERYTHING = {Role.COORDINATOR, Role.LEADER}


def readable(actor: Actor, model: type[Row]) -> SelectOfScalar[Row]:
    """A select of `model` limited to what the actor may see; projects and everything that hangs on one."""
    return select(model).where(visible(actor, model))


def visible(actor: Actor, model: Any) -> ColumnElement[bool]:
    """The row condition behind `readable`, for selects of single columns."""
    if model is Reminder and not actor.is_system:
        # a reminder is its recipient's alone
        return Reminder.recipient_id == actor.account_id  # type: ignore[return-value]
    if actor.is_system or actor.role in _EVERYTHING:
        return true()
    if model is Project:
        return _own_projects(actor)
    if model is Enterprise:
        own = select(Project.id).where(Project.enterprise_id == Enterprise.id).where(_own_projects(actor))
        return exists(own)
    if actor.role is Role.LIAISON and model in (Step, StepEvent, StepMaterial, Problem):
        return _own_department(actor, model)
    own = select(Project.id).where(Project.id == model.project_id).where(_own_projects(actor))
    return exists(own.correlate(model))  # also right where the outer select joins Project


def _own_projects(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.AGENT:
        mine = actor.account_id
        return or_(Project.primary_agent_id == mine, Project.backup_agent_id == mine)
    if actor.role is Role.LIAISON:
        step = select(Step.id).where(Step.project_id == Project.id).where(_own_department(actor, Step))
        problem = select(Problem.id).where(Problem.project_id == Project.id)
        return or_(exists(step), exists(problem.where(_own_department(actor, Problem))))
    return false()


def _own_department(actor: Actor, model: Any) -> ColumnElement[bool]:
    if model in (StepEvent, StepMaterial):
        step = select(Step.id).where(Step.id == model.step_id).where(_own_department(actor, Step))
        return exists(step)
    mine = model.department_code == actor.department_code
    if model is Step:
        return or_(mine, Step.lead_department_code == actor.department_code)
    return mine


def one_readable(session: Session, actor: Actor, model: type[Row], row_id: int | None) -> Row:
    """The row if it exists and the actor may see it; else NotFound, the same for both."""
    statement = readable(actor, model).where(model.id == row_id)  # type: ignore[attr-defined]
    row = session.exec(statement).first()
    if row is None:
        raise NotFound("access.not_found")
    return row
