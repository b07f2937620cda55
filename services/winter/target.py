"""The target of a project: by which day the first outdoor work begins, or production; counted back from."""

from calendar import monthrange
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, DomainError, RuleBroken
from domain.months import planned_month
from domain.vocabulary import TargetKind
from models import ApprovalItem, Project, Step
from services import audit, clock, lights, roadmaps
from services.database import UnitOfWork, unit_of_work
from services.projects.working import open_project
from services.roadmaps.specs import is_on_roadmap

LAST_YEAR = 2060


class TargetDraft(BaseModel):
    """What the project is to make; both empty: no target any more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: TargetKind | None = None
    on: date | None = None


def set_target(*, project_id: int, draft: TargetDraft, version: int, actor: Actor) -> None:
    """Set, change or drop the target; the plan's latest days follow at once. The acting agent, coordinators.

    Raises Forbidden, NotFound, Conflict access.stale, RuleBroken steps.project_closed,
    target.no_outdoor_work; BadInput target.day_missing, target.kind_missing, target.before_signing,
    target.in_the_past, target.too_far.
    """
    require(actor, Permission.EDIT_PROJECT)
    today = clock.today()
    with unit_of_work(actor) as work:
        project = open_project(work, project_id, today, version)
        _check(work.session, project, draft, today)
        values = {"target_kind": draft.kind.value if draft.kind else None, "target_on": draft.on}
        before, after = audit.changes(project, values)
        if not after:
            return
        _write(work, project, before, after)
        roadmaps.recalculate(work, project=project, today=today)
        lights.refresh(work, project=project, today=today)


def _write(work: UnitOfWork, project: Project, before: dict[str, Any], after: dict[str, Any]) -> None:
    for name, value in after.items():
        setattr(project, name, value)
    project.version += 1
    audit.record(
        work,
        action="project.target",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=after,
    )


def _check(session: Session, project: Project, draft: TargetDraft, today: date) -> None:
    if draft.kind is None and draft.on is None:
        return
    if draft.kind is None:
        raise BadInput("target.kind_missing")
    if draft.on is None:
        raise BadInput("target.day_missing")
    if project.signed_on and draft.on < project.signed_on:
        raise BadInput("target.before_signing", day=project.signed_on)
    if draft.on < today:
        raise BadInput("target.in_the_past", day=today)
    if draft.on.year > LAST_YEAR:
        raise BadInput("target.too_far", year=LAST_YEAR)
    if draft.kind is TargetKind.START and not has_outdoor_work(session, project.id):
        raise RuleBroken("target.no_outdoor_work")


def has_outdoor_work(session: Session, project_id: int | None) -> bool:
    """Whether the roadmap has outdoor work that has still to begin: a target to start by needs it."""
    query = (
        select(Step)
        .join(ApprovalItem, ApprovalItem.code == Step.item_code)  # type: ignore[arg-type]
        .where(Step.project_id == project_id, ApprovalItem.outdoor, Step.accepted_on == None)  # noqa: E711 (SQL)
    )
    return any(is_on_roadmap(step) for step in session.exec(query))


def suggested(month: str | None) -> date | None:
    """The last day of a month that the enterprise planned, when it is readable: `2027-04` is 30 April."""
    try:
        planned = planned_month(month)
    except DomainError:
        return None
    if planned is None:
        return None
    year, number = (int(part) for part in planned.split("-"))
    return date(year, number, monthrange(year, number)[1])
