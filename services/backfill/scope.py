"""Who may place which project, and which of its entries came from the backfill."""

from datetime import date

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.vocabulary import Party
from models import Project
from models import StepEvent as EventRow
from services.database import UnitOfWork
from services.queries import one_readable
from services.steps import ProjectSteps, recording


def locked_project(work: UnitOfWork, project_id: int, today: date, *, may_be_closed: bool = False) -> Project:
    """The project, held against a second writer; Forbidden unless the actor may record on it today.

    Raises NotFound, Forbidden, RuleBroken("steps.project_closed").
    """
    require(work.actor, Permission.EDIT_PROJECT)
    seen = one_readable(work.session, work.actor, Project, project_id)
    project = work.session.exec(select(Project).where(Project.id == seen.id).with_for_update()).one()
    if not may_be_closed:
        recording.require_recorder(work.session, work.actor, project, today)
    return project


def placed_rows(desk: ProjectSteps) -> list[EventRow]:
    """The entries of the project's backfill that still count."""
    return [row for row in since_backfill(desk) if row.event in PLACED and not row.corrected_by_event_id]


def since_backfill(desk: ProjectSteps) -> list[EventRow]:
    """Everything entered with the backfill or later; nothing without one."""
    began = desk.project.backfilled_at
    return [row for row in desk.rows if began and row.recorded_at and row.recorded_at >= began]


def is_untouched(desk: ProjectSteps) -> bool:
    """Nothing was recorded after the backfill: only then can it be undone."""
    later = [row for row in since_backfill(desk) if row.event not in PLACED]
    return all(row.acted_by == Party.SYSTEM for row in later)


def may_edit(actor: Actor) -> None:
    require(actor, Permission.EDIT_PROJECT)


PLACED = ("place", "not_needed")
