"""走访、点对点指导、电话: three lines, who was there, the next step with its day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from domain.vocabulary import ProjectStatus, VisitKind
from models import Account, Project, Visit
from services import audit, clock, files, lights, projects
from services.database import UnitOfWork, reading, unit_of_work
from services.queries import one_readable, visible

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
_OLDEST = timedelta(days=60)
_RUNNING = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED, ProjectStatus.UNASSIGNED)


class VisitDraft(BaseModel):
    """`verified`: the person confirms that the project's data were checked on this occasion."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    project_id: int
    kind: VisitKind = VisitKind.VISIT
    visited_on: date | None = None
    with_whom: Text = ""
    what: Text
    outcome: Text = ""
    enterprise_asks: Text = ""
    next_step: Text = ""
    next_on: date | None = None
    verified: bool = False
    photo_name: str = ""
    photo: bytes = Field(default=b"", repr=False)


@dataclass(frozen=True)
class VisitView:
    id: int
    kind: str
    visited_on: date
    with_whom: str
    what: str
    outcome: str
    enterprise_asks: str
    next_step: str
    next_on: date | None
    is_next_done: bool
    file_id: int | None
    recorded_by: str


@dataclass(frozen=True)
class NextAction:
    """A next step promised on a visit and not yet done."""

    visit_id: int
    project_id: int
    project: str
    text: str
    due_on: date
    is_overdue: bool


def log_visit(*, draft: VisitDraft, actor: Actor) -> int:
    """Keep a visit or talk and return its id; it counts as follow-up, and as verification only if so said.

    Raises BadInput visits.what_missing, visits.future_day, visits.too_old, visits.next_incomplete,
    visits.next_too_early; NotFound outside the actor's projects.
    """
    require(actor, Permission.EDIT_PROJECT)
    today = clock.today()
    visited_on = draft.visited_on or today
    _check(draft, visited_on, today)
    with unit_of_work(actor) as work:
        project = one_readable(work.session, actor, Project, draft.project_id)
        visit = Visit(
            **draft.model_dump(exclude={"kind", "verified", "photo", "photo_name", "visited_on"}),
            kind=draft.kind.value,
            visited_on=visited_on,
            file_id=_photo(work, draft),
            recorded_by=actor.account_id,
            recorded_at=work.now,
        )
        work.session.add(visit)
        work.session.flush()
        _follow_up(work, project, draft, visited_on, today)
        after = draft.model_dump(mode="json", exclude={"photo"}) | {"visited_on": visited_on.isoformat()}
        audit.record(
            work,
            action="visit.log",
            subject_type="visit",
            subject_id=visit.id,
            project_id=project.id,
            after=after,
        )
        return visit.id or 0


def _check(draft: VisitDraft, visited_on: date, today: date) -> None:
    if not draft.what:
        raise BadInput("visits.what_missing")
    if visited_on > today:
        raise BadInput("visits.future_day", day=visited_on)
    if visited_on < today - _OLDEST:
        raise BadInput("visits.too_old", day=visited_on, days=_OLDEST.days)
    if bool(draft.next_step) != bool(draft.next_on):
        raise BadInput("visits.next_incomplete")
    if draft.next_on and draft.next_on < visited_on:
        raise BadInput("visits.next_too_early", day=draft.next_on)


def _photo(work: UnitOfWork, draft: VisitDraft) -> int | None:
    if not draft.photo:
        return None
    return files.store(
        work, name=draft.photo_name, data=draft.photo, purpose="visit", project_id=draft.project_id
    )


def _follow_up(work: UnitOfWork, project: Project, draft: VisitDraft, visited_on: date, today: date) -> None:
    """Follow-up counts from the day of the visit, never backwards; so does verification."""
    if project.last_follow_up_on is None or project.last_follow_up_on < visited_on:
        projects.touch_follow_up(work, project=project, today=visited_on)
    if draft.verified and (project.last_verified_on is None or project.last_verified_on < visited_on):
        project.last_verified_on = visited_on
        work.session.add(project)
        lights.refresh(work, project=project, today=today)


def list_visits(*, project_id: int, actor: Actor, limit: int = 50) -> tuple[VisitView, ...]:
    """A project's visits and talks, the latest first. Internal: liaisons do not see them."""
    require(actor, Permission.RAISE_PROBLEM)
    with reading(actor) as session:
        one_readable(session, actor, Project, project_id)
        rows = session.exec(
            select(Visit, Account.display_name)
            .outerjoin(Account, Account.id == Visit.recorded_by)  # type: ignore[arg-type]
            .where(Visit.project_id == project_id)
            .order_by(Visit.visited_on.desc(), Visit.id.desc())  # type: ignore[attr-defined, union-attr]
            .limit(limit)
        )
        return tuple(_view(row, name or "") for row, name in rows)


def _view(row: Visit, recorded_by: str) -> VisitView:
    same = set(VisitView.__dataclass_fields__) - {"recorded_by", "is_next_done"}
    values = {name: getattr(row, name) for name in same}
    return VisitView(**values, recorded_by=recorded_by, is_next_done=row.next_done_at is not None)


def next_actions(*, actor: Actor, limit: int = 50) -> tuple[NextAction, ...]:
    """Promised next steps not yet done on the actor's running projects, the earliest first."""
    require(actor, Permission.EDIT_PROJECT)
    with reading(actor) as session:
        return _not_done(session, visible(actor, Project), clock.today(), limit)


def promised(
    session: Session, project_ids: Collection[int], *, today: date, limit: int = 50
) -> tuple[NextAction, ...]:
    """As `next_actions`, for these projects, inside the caller's reading."""
    return _not_done(session, Project.id.in_(sorted(project_ids)), today, limit)


def _not_done(session: Session, own: Any, today: date, limit: int) -> tuple[NextAction, ...]:
    rows = session.exec(
        select(Visit.id, Visit.project_id, Project.name, Visit.next_step, Visit.next_on)
        .join(Project, Project.id == Visit.project_id)  # type: ignore[arg-type]
        .where(
            own,
            Project.status.in_(_RUNNING),  # type: ignore[attr-defined]
            Visit.next_on != None,  # noqa: E711 (SQL)
            Visit.next_done_at == None,  # noqa: E711 (SQL)
        )
        .order_by(Visit.next_on, Visit.id)
        .limit(limit)
    )
    return tuple(
        NextAction(visit_id or 0, project_id, name, text, due_on, due_on < today)
        for visit_id, project_id, name, text, due_on in rows
        if due_on
    )


def mark_next_done(*, visit_id: int, actor: Actor) -> None:
    """The promised next step was taken; a second click changes nothing."""
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        visit = one_readable(work.session, actor, Visit, visit_id)
        if visit.next_on is None or visit.next_done_at is not None:
            return
        visit.next_done_at = work.now
        work.session.add(visit)
        project = one_readable(work.session, actor, Project, visit.project_id)
        projects.touch_follow_up(work, project=project, today=clock.today())
        audit.record(
            work,
            action="visit.next_done",
            subject_type="visit",
            subject_id=visit_id,
            project_id=visit.project_id,
            after={"next_step": visit.next_step},
        )
