"""A limit comes into force: the catalogue takes it and steps not accepted yet; running steps keep theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, can
from domain.limits import Limit
from domain.vocabulary import DayUnit, LimitsStatus, StateKind
from models import ApprovalItem, LimitChange, Project, Step
from services import audit, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.limits.views import LimitEffects, ProjectMove
from services.roadmaps.planning import computed, steps_of
from services.roadmaps.specs import Reference
from services.steps.settling import settle_project
from services.steps.ticking import LIVE

_NOT_BEGUN = (StateKind.OPEN, StateKind.RUNNING, StateKind.DROPPED)
"""Of these a step without an acceptance has no clock yet: nobody was promised anything."""


def apply_due(*, today: date, actor: Actor) -> int:
    """Bring every decided limit whose day has come into force; how many (for the daily sweep)."""
    with reading(actor) as session:
        if not session.exec(_due(today).limit(1)).first():
            return 0
    with unit_of_work(actor) as work:
        return apply_due_within(work, today)


def apply_due_within(work: UnitOfWork, today: date) -> int:
    """The same inside the caller's transaction, in the order of their days."""
    changes = work.session.exec(_due(today).with_for_update()).all()
    for change in changes:
        put_in_force(work, change, today)
    return len(changes)


def _due(today: date):  # type: ignore[no-untyped-def]
    return (
        select(LimitChange)
        .where(col(LimitChange.applied_at).is_(None), LimitChange.effective_on <= today)
        .order_by(col(LimitChange.effective_on), col(LimitChange.id))
    )


def limit_of(row: LimitChange | ApprovalItem) -> Limit:
    return Limit(
        row.statutory_days, row.promised_days, DayUnit(row.day_unit), LimitsStatus(row.limits_status)
    )


def put_in_force(work: UnitOfWork, change: LimitChange, today: date) -> None:
    """Write one decided limit to the item and the steps that wait, and plan their projects anew."""
    session, limit = work.session, limit_of(change)
    item = session.get_one(ApprovalItem, change.item_code)
    values = {
        **_columns(limit),
        "limits_source": change.document_no,
        "limits_effective_on": change.effective_on,
    }
    before, after = audit.changes(item, values)
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    change.applied_at = work.now
    session.add_all([item, change])
    steps = 0
    for found in _affected(session, item.code):
        steps += len(found.taking)
        is_planned_anew = any(_plan_moves(step, limit) for step in found.taking)
        for step in found.taking:
            _take(step, limit)
            session.add(step)
        if is_planned_anew:
            settle_project(work, project=found.project, today=today)
    session.flush()
    audit.record(
        work,
        action="limit.apply",
        subject_type="item",
        subject_id=item.code,
        before=before,
        after={**after, "steps": steps, "change": change.id},
        reason=change.note,
    )


def effects(session: Session, limits: Mapping[str, Limit], actor: Actor) -> LimitEffects:
    """What these limits would change in the open projects; the session must be one that keeps nothing."""
    today, reference = clock.today(), Reference(session)
    may_read = can(actor, Permission.SEE_PROJECTS)
    projects = taken = kept = 0
    moves: list[ProjectMove] = []
    for found in _affected(session, *limits):
        kept += len(found.keeping)
        taken += len(found.taking)
        projects += bool(found.taking)
        if not any(_plan_moves(step, limits[step.item_code]) for step in found.taking):
            continue
        steps = steps_of(session, found.project)
        before = computed(reference, found.project, steps, today)[0].finish_on
        for step in found.taking:
            _take(step, limits[step.item_code])
        after = computed(reference, found.project, steps, today)[0].finish_on
        if before != after:
            name = found.project.name if may_read else ""
            moves.append(ProjectMove(found.project.id or 0, name, before, after))
    return LimitEffects(projects, taken, kept, tuple(moves))


@dataclass
class _Affected:
    """An open project whose roadmap has the items: steps that take a new limit, running ones that do not."""

    project: Project
    taking: list[Step]
    keeping: list[Step]


def _affected(session: Session, *item_codes: str) -> Iterable[_Affected]:
    query = (
        select(Project, Step)
        .join(Step, col(Step.project_id) == Project.id)
        .where(col(Step.item_code).in_(item_codes), col(Project.status).in_(LIVE))
        .order_by(col(Project.id), col(Step.seq))
    )
    found: dict[int, _Affected] = {}
    for project, step in session.exec(query).all():
        one = found.setdefault(project.id or 0, _Affected(project, [], []))
        if step.accepted_on is None and step.state_kind in _NOT_BEGUN:
            one.taking.append(step)
        elif step.state_kind in (StateKind.RUNNING, StateKind.PAUSED):
            one.keeping.append(step)
    return found.values()


def _columns(limit: Limit) -> dict[str, object]:
    return {
        "statutory_days": limit.statutory_days,
        "promised_days": limit.promised_days,
        "day_unit": limit.day_unit.value,
        "limits_status": limit.status.value,
    }


def _take(step: Step, limit: Limit) -> None:
    for name, value in _columns(limit).items():
        if getattr(step, name) != value:
            setattr(step, name, value)


def _plan_moves(step: Step, limit: Limit) -> bool:
    """Whether the plan reads something else; a changed status alone moves no date."""
    return any(
        getattr(step, name) != value for name, value in _columns(limit).items() if name != "limits_status"
    )
