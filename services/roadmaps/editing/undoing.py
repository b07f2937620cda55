"""Undoing a saved change: every column as it was, or a sentence that says what stands in the way."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.errors import RuleBroken
from domain.modes.log import StepEvent
from domain.vocabulary import Party, Role
from models import Obligation, PlanScenario, Problem, Project, RoadmapChange, Step, StepMaterial
from models import StepEvent as EventRow
from services import audit, clock, materials
from services.database import UnitOfWork, unit_of_work
from services.obligations import DISCHARGED
from services.projects.working import open_project
from services.queries import one_readable
from services.roadmaps.editing import applying, columns
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.impact import Impact, measured, previewed
from services.steps import ProjectSteps, recording
from services.steps.log_rows import CORRECTION


def undo(*, change_id: int, actor: Actor) -> Impact:
    """Take a saved change back as one transaction; what it wrote to the log is kept and marked.

    Raises Forbidden, NotFound, RuleBroken edit.undone_already, edit.undo_step_moved (something was entered on
    a step since), edit.undo_changed_since (a later change touched the same), edit.undo_in_use (another link
    or a problem needs the added step).
    """
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        return _undo(work, change_id)


def preview_undo(*, change_id: int, actor: Actor) -> Impact:
    """What `undo` would move; nothing is kept."""
    require(actor, Permission.EDIT_PROJECT)
    return previewed(lambda work: _undo(work, change_id), actor=actor)


def _undo(work: UnitOfWork, change_id: int) -> Impact:
    today = clock.local(work.now).date()
    change = one_readable(work.session, work.actor, RoadmapChange, change_id)
    project = open_project(work, change.project_id, today)
    work.session.refresh(change)
    if change.undone_at is not None:
        raise RuleBroken("edit.undone_already")
    bench = Workbench(work, ProjectSteps(work.session, project, today))
    with applying.in_words(bench.desk, work.actor.lang):
        impact = measured(work, project=project, change=lambda: _put_back(bench, change), today=today)
    change.undone_by, change.undone_at = work.actor.account_id, work.now
    project.version += 1
    work.session.add(change)
    _audit(work, change)
    return impact


def _audit(work: UnitOfWork, change: RoadmapChange) -> None:
    audit.record(
        work,
        action="roadmap.undo",
        subject_type="project",
        subject_id=change.project_id,
        project_id=change.project_id,
        before={"steps": change.after["steps"]},
        after={"change": change.id, "steps": change.before["steps"]},
    )


def _put_back(bench: Workbench, change: RoadmapChange) -> None:
    bench.renew()
    _refuse_what_came_later(bench, change)
    _take_back(bench, change.after["events"])
    for code, values in change.before["steps"].items():
        step = bench.step(code)
        columns.write(step, _restored(step, values, change.after["steps"][code]))
    for code in reversed(change.after["added"]):
        _remove(bench, bench.step(code))
    for name, value in change.before.get("project", {}).items():
        setattr(bench.project, name, value)
    bench.changed()
    materials.refresh(bench.work, bench.project, bench.desk.steps)


def _restored(step: Step, before: columns.Values, after: columns.Values) -> columns.Values:
    """What was there, but marks of other local edits stay; marks that the change took away come back."""
    was, now = set(before.get("local_edits", ())), set(after.get("local_edits", ()))
    return {**before, "local_edits": sorted(set(step.local_edits) - (now - was) | (was - now))}


def _refuse_what_came_later(bench: Workbench, change: RoadmapChange) -> None:
    own = set(change.after["events"])
    for name, value in change.after.get("project", {}).items():
        if getattr(bench.project, name) != value:
            raise RuleBroken("edit.undo_later_first")
    for code, values in change.after["steps"].items():
        step = bench.desk.by_code.get(code)
        if step is None:
            raise RuleBroken("edit.undo_changed_since", item=code)
        later = {event.id or 0 for event in bench.desk.log(step) if event.id not in own}
        if any(number > change.after["log"] for number in later):
            raise RuleBroken("edit.undo_step_moved", item=code)
        now = columns.read(step)
        if any(now[name] != value for name, value in values.items() if name != "local_edits"):
            raise RuleBroken("edit.undo_changed_since", item=code)


def _take_back(bench: Workbench, events: Sequence[int]) -> None:
    """The acts of the change stay in the log, marked as corrected by one entry each."""
    work = bench.work
    query = select(EventRow).where(col(EventRow.id).in_(events)).order_by(col(EventRow.id).desc())
    for row in work.session.exec(query).all():
        step = next(one for one in bench.desk.steps if one.id == row.step_id)
        is_coordinator = work.actor.role is Role.COORDINATOR
        act = StepEvent(
            name=CORRECTION,
            happened_on=bench.desk.today,
            acted_by=Party.COORDINATOR if is_coordinator else Party.RECORDER,
            mode=row.mode,
            acted_by_name=work.actor.name,
            payload={"corrects": row.id, "replacement": None},
        )
        entry = recording.new_row(work, step=step, event=act, attempt=row.attempt, state_after="")
        row.corrected_by_event_id = entry.id
        work.session.add(row)
        bench.changed()
        entry.state_after = bench.desk.state(step).state


def _remove(bench: Workbench, step: Step) -> None:
    """Take an added step away; its duties are closed and keep their reminders' history."""
    session = bench.work.session
    _refuse_use(session, bench.desk.steps, step)
    for duty in session.exec(select(Obligation).where(Obligation.step_id == step.id)):
        duty.step_id = None
        if duty.is_open:
            duty.is_open, duty.closed_at, duty.outcome = False, bench.work.now, DISCHARGED
        session.add(duty)
    for row in session.exec(select(StepMaterial).where(StepMaterial.step_id == step.id)):
        session.delete(row)
    session.flush()
    session.delete(step)
    for other in bench.desk.steps:
        if other.seq > step.seq:
            other.seq -= 1
    bench.reload()


def _refuse_use(session: Session, steps: Iterable[Step], step: Step) -> None:
    """An added step that something else counts on stays, and so does one that ever had an entry."""
    if session.exec(select(EventRow.id).where(EventRow.step_id == step.id)).first():
        raise RuleBroken("edit.undo_step_moved", item=step.item_code)
    for other in steps:
        named = (*(link["source"] for link in other.links), *other.conversion_requires)
        if other is not step and step.item_code in named:
            _in_use(step)
    if session.exec(select(Problem.id).where(Problem.step_id == step.id)).first():
        _in_use(step)
    project = session.get_one(Project, step.project_id)
    own = select(PlanScenario.modes).where(PlanScenario.project_id == project.id)
    if any(step.item_code in modes for modes in session.exec(own)):
        _in_use(step)


def _in_use(step: Step) -> NoReturn:
    raise RuleBroken("edit.undo_in_use", item=step.item_code)
