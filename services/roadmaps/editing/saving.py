"""Previewing and saving edits of a roadmap: the same transaction, rolled back or kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import func, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from models import Project, RoadmapChange, StepEvent
from services import audit, clock, project_duties
from services.database import UnitOfWork, unit_of_work
from services.projects.working import open_project
from services.roadmaps.editing import applying, columns
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.editing.drafts import Edit
from services.roadmaps.impact import Impact, measured, previewed
from services.steps import ProjectSteps


@dataclass(frozen=True)
class Saved:
    """The change that can be undone, and what it moved."""

    change_id: int
    impact: Impact


def preview(*, project_id: int, edits: Sequence[Edit], actor: Actor) -> Impact:
    """What saving these edits would move; nothing is kept.

    Raises what `save` raises, but asks for no reason.
    """
    require(actor, Permission.EDIT_PROJECT)

    def run(work: UnitOfWork) -> Impact:
        today = clock.local(work.now).date()
        project = open_project(work, project_id, today)
        return carry_out(work, project=project, edits=edits, today=today)[1]

    return previewed(run, actor=actor)


def save(*, project_id: int, edits: Sequence[Edit], version: int, reason: str, actor: Actor) -> Saved:
    """Save edits together: all of them or none, one undoable change, audited.

    `version` is the project's as it was read. Raises Forbidden (role, not acting), NotFound,
    Conflict access.stale, BadInput and RuleBroken `edit.*`, `mode_refused.*`, `guard.*`, `roadmap.*` (a cycle
    with its steps named).
    """
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        project = open_project(work, project_id, today, version)
        if not reason.strip():
            raise BadInput("edit.no_reason")
        bench, impact = carry_out(work, project=project, edits=edits, today=today)
        change = record(work, bench, edits, reason.strip())
        project_duties.follow_up(work, project=project, on=today)
        return Saved(change.id or 0, impact)


def carry_out(
    work: UnitOfWork, *, project: Project, edits: Sequence[Edit], today: date
) -> tuple[Workbench, Impact]:
    """Apply edits inside the open transaction and settle the project; refusals name steps in words."""
    bench = Workbench(work, ProjectSteps(work.session, project, today))

    def change() -> None:
        bench.renew()
        applying.apply(bench, edits)

    with applying.in_words(bench.desk, work.actor.lang):
        impact = measured(work, project=project, change=change, today=today)
        applying.require_pins_hold(bench, edits)
    return bench, impact


def record(work: UnitOfWork, bench: Workbench, edits: Sequence[Edit], reason: str) -> RoadmapChange:
    """The one row of these edits with what they replaced, and its audit row; open forms become stale."""
    before, after = _differences(bench)
    project = bench.project
    project.version += 1
    kinds = list(dict.fromkeys(edit.kind for edit in edits))
    change = RoadmapChange(
        project_id=project.id or 0,
        kind=kinds[0] if len(kinds) == 1 else "several",
        summary={"edits": [edit.model_dump(mode="json") for edit in edits]},
        before={"steps": before},
        after={
            "steps": after,
            "added": bench.added,
            "events": bench.events,
            "log": work.session.exec(
                select(func.max(StepEvent.id)).where(StepEvent.project_id == project.id)
            ).one()
            or 0,
        },
        reason=reason,
        made_by=work.actor.account_id,
        made_at=work.now,
    )
    work.session.add(change)
    work.session.flush()
    audit.record(
        work,
        action="roadmap.change",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before={"steps": before},
        after={"change": change.id, "edits": change.summary["edits"], "steps": after},
        reason=reason,
    )
    return change


def _differences(bench: Workbench) -> tuple[dict[str, Any], dict[str, Any]]:
    """Column by column of the steps that were there before; an added step is taken away as a whole."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for step in bench.desk.steps:
        code = step.item_code
        if code in bench.added:
            after[code] = columns.read(step)
            continue
        was, now = columns.difference(bench.before[code], columns.read(step))
        if now:
            before[code], after[code] = was, now
            step.version += 1
    return before, after
