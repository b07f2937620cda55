"""After any change of the log: system events of the whole project, derived columns, duties, plan, lights."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from domain.modes.log import StepEvent
from domain.modes.obligations import obligations
from domain.modes.system import next_system_event
from domain.vocabulary import Mode, ProjectStatus, StateKind
from models import Obligation, Project, Step
from services import audit, materials, project_duties
from services.database import UnitOfWork
from services.obligations import open_duties, sync_subject
from services.steps import lighting, recording, snapshot
from services.steps.lifecycle import anchors, lifecycle
from services.steps.project_steps import ProjectSteps


def settle(
    work: UnitOfWork,
    desk: ProjectSteps,
    *,
    touched: Step | None = None,
    changed: Collection[Step] | None = None,
) -> int:
    """Bring everything derived up to the log inside the open transaction; returns the system events fired.

    A conversion follows the decision it waited for the same day; so does a voided upstream opinion.
    `changed`: the only steps whose log or materials differ from the last settling (docs/adr/0014).
    """
    fired, network = 0, desk.network
    near = None if changed is None else [step for one in changed for step in desk.sharing(one)]
    with work.session.no_autoflush:  # nothing read here waits for what is written here
        moved = write_columns(work, desk, near)
        while (step := _fire_one(work, desk)) is not None:
            fired += 1
            moved += write_columns(work, desk, desk.sharing(step))
        concerned = desk.steps
        if near is not None and desk.network is network:
            concerned = _concerned(desk, {step.item_code for step in (*near, *moved)})
        duties = open_duties(work.session, desk.project.id)
        _write_duties(work, desk, concerned, duties)
        if touched is not None:
            known = duties.get(f"project:{desk.project.id}", ())
            project_duties.follow_up(work, project=desk.project, on=desk.today, known=known)
        elif fired:
            desk.project.changed_at = work.now
        replan(work, desk)
    work.session.flush()
    return fired


def replan(work: UnitOfWork, desk: ProjectSteps) -> None:
    """The plan and the lights of today, from what the desk has read."""
    from services.roadmaps import planning

    planning.recalculate(
        work,
        project=desk.project,
        today=desk.today,
        reference=desk.reference,
        steps=desk.steps,
        network=desk.planned_network,
    )
    lighting.refresh(work, project=desk.project, today=desk.today, desk=desk)


def settle_project(work: UnitOfWork, *, project: Project, today: date) -> int:
    """As `settle`, for callers that wrote the log through `place` or changed steps or materials."""
    work.session.flush()
    return settle(work, ProjectSteps(work.session, project, today))


def write_columns(work: UnitOfWork, desk: ProjectSteps, first: Iterable[Step] | None = None) -> list[Step]:
    """Until nothing changes: a decision produces materials, a dropped member ends a group. What changed.

    Of other steps, only the members of its group make a step's columns: a second look is theirs alone.
    `first`: the steps that may differ, with all who share their groups; None: any may.
    """
    looked_at, found = list(desk.steps if first is None else first), list[Step]()
    for _ in desk.steps:
        changed = [step for step in looked_at if snapshot.write(desk, step)]
        if not changed:
            break
        found += changed
        materials.refresh(work, desk.project, desk.steps, desk.materials)
        desk.renew()
        groups = {step.parallel_group for step in changed if step.parallel_group}
        looked_at = [step for step in desk.steps if step.parallel_group in groups]
    return found


def _concerned(desk: ProjectSteps, changed: Collection[str]) -> list[Step]:
    """The steps whose duties may differ: the changed ones and what waits for them, with their groups."""
    network = desk.network.steps
    waiting = [
        step
        for step in desk.steps
        if step.item_code in changed
        or (step.item_code in network and not desk.network.predecessors(step.item_code).isdisjoint(changed))
    ]
    codes = {other.item_code for step in waiting for other in desk.sharing(step)}
    return [step for step in desk.steps if step.item_code in codes]


def fires(desk: ProjectSteps) -> bool:
    """Whether a system event of the project is due."""
    return _due(desk) is not None


def _due(desk: ProjectSteps) -> tuple[Step, StepEvent] | None:
    for step in desk.steps:
        if step.state_kind not in (StateKind.RUNNING, StateKind.DECIDED) or step.state == "done":
            continue
        if desk.lead(step) is step:
            event = next_system_event(lifecycle(), desk.state(step), desk.facts(step), desk.today)
            if event is not None:
                return step, event
    return None


def _fire_one(work: UnitOfWork, desk: ProjectSteps) -> Step | None:
    """The step whose system event was due, if one was."""
    due = _due(desk)
    if due is None:
        return None
    step, event = due
    state = desk.state(step)
    target = lifecycle().find(state.mode, state.state, event.name).next_state
    entry = recording.new_row(work, step=step, event=event, attempt=state.attempt, state_after=target)
    audit.record(
        work,
        action=f"step.{event.name}",
        subject_type="step",
        subject_id=step.id,
        project_id=step.project_id,
        before={"state": state.state},
        after={"state": target, "happened_on": event.happened_on, "event_id": entry.id},
    )
    desk.append(entry)
    return step


def _write_duties(
    work: UnitOfWork, desk: ProjectSteps, steps: Iterable[Step], known: Mapping[str, Iterable[Obligation]]
) -> None:
    """Nobody is reminded of a project that is paused or has left the pool; reopening writes them anew."""
    if desk.project.status not in (ProjectStatus.ACTIVE, ProjectStatus.UNASSIGNED):
        return
    for step in steps:
        state, facts = desk.state(step), desk.facts(step)
        lead = step.lead_department_code if state.mode == Mode.PARALLEL else None
        sync_subject(
            work,
            project_id=step.project_id,
            subject=f"step:{step.id}",
            step_id=step.id,
            known=known.get(f"step:{step.id}", ()),
            wanted=obligations(lifecycle(), anchors(), state, facts),
            attempt=state.attempt,
            departments={"department": step.department_code, "lead_department": lead or step.department_code},
        )
