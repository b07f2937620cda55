"""Taking a backfill back: its entries are kept and marked, every step is replayed without them."""

from domain.access import Actor
from domain.errors import RuleBroken
from domain.modes.log import StepEvent
from domain.vocabulary import Party, ProjectStatus
from models import Project, Step
from models import StepEvent as EventRow
from services import audit, clock, lights, project_duties, roadmaps
from services.backfill.scope import is_untouched, locked_project, placed_rows, since_backfill
from services.database import UnitOfWork, unit_of_work
from services.steps import ProjectSteps, recording, settle_project
from services.steps.log_rows import CORRECTION

REASON = "backfill_undone"


def undo_backfill(*, project_id: int, actor: Actor) -> None:
    """The project waits to be placed again, as if it had not been.

    Raises Forbidden, NotFound, RuleBroken("backfill.not_placed", "backfill.recorded_since").
    """
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        project = locked_project(work, project_id, today, may_be_closed=True)
        if project.backfilled_at is None:
            raise RuleBroken("backfill.not_placed")
        desk = ProjectSteps(work.session, project, today)
        if not is_untouched(desk):
            raise RuleBroken("backfill.recorded_since")
        rows = placed_rows(desk)
        _take_back(work, desk, rows)
        before = {"status": project.status}
        _reopen(project)
        work.session.flush()
        settle_project(work, project=project, today=today)
        roadmaps.publish(work, project=project, today=today)
        project_duties.refresh(work, project)
        lights.refresh(work, project=project, today=today)
        audit.record(
            work,
            action="project.backfill_undone",
            subject_type="project",
            subject_id=project.id,
            project_id=project.id,
            before=before,
            after={"status": project.status, "entries": len(rows)},
        )


def _take_back(work: UnitOfWork, desk: ProjectSteps, rows: list[EventRow]) -> None:
    """Mark the placed entries, and the system's that followed from them, as corrected."""
    steps = {step.id: step for step in desk.steps}
    system = [row for row in since_backfill(desk) if row.acted_by == Party.SYSTEM]
    entries = {row.step_id: _correction(work, desk, steps[row.step_id], row) for row in rows}
    for row in (*rows, *system):
        if row.corrected_by_event_id is None:
            entry = entries.get(row.step_id) or next(iter(entries.values()))
            row.corrected_by_event_id = entry.id
            work.session.add(row)
        if row.event == "not_needed":
            steps[row.step_id].not_needed_reason = None


def _correction(work: UnitOfWork, desk: ProjectSteps, step: Step, row: EventRow) -> EventRow:
    event = StepEvent(
        name=CORRECTION,
        happened_on=desk.today,
        acted_by=Party.RECORDER,
        mode=row.mode,
        acted_by_name=work.actor.name,
        reason=REASON,
        payload={"corrects": row.id, "replacement": None},
    )
    return recording.new_row(work, step=step, event=event, attempt=row.attempt, state_after="not_started")


def _reopen(project: Project) -> None:
    if project.status == ProjectStatus.DONE:
        is_led = project.primary_agent_id is not None
        project.status = (ProjectStatus.ACTIVE if is_led else ProjectStatus.UNASSIGNED).value
        project.closed_on = None
    project.backfilled_at = None
    project.version += 1
