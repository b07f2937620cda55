"""A step comes onto the roadmap or leaves it: added from the catalogue, dropped, needed again."""

from domain.errors import BadInput, RuleBroken
from domain.modes.checks import check
from domain.modes.log import StepEvent
from domain.modes.replay import apply
from domain.vocabulary import Party, Role, StateKind
from models import Step
from services import audit, materials
from services.catalogue import ItemView
from services.roadmaps.creating import add_materials
from services.roadmaps.editing import columns
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.editing.drafts import AddStep, DropStep, NeedStep, SetMode
from services.roadmaps.editing.ways import set_mode
from services.roadmaps.specs import is_on_roadmap
from services.steps import recording
from services.steps.lifecycle import lifecycle


def add(bench: Workbench, edit: AddStep) -> None:
    """Raises BadInput edit.unknown_item, RuleBroken edit.already_there, and what its mode refuses."""
    item = bench.desk.items.get(edit.code)
    if item is None:
        raise BadInput("edit.unknown_item", item=edit.code)
    there = bench.desk.by_code.get(edit.code)
    if there is not None:
        raise RuleBroken("edit.already_there" if is_on_roadmap(there) else "edit.is_waiting", item=edit.code)
    seq = _place(bench, item)
    for other in bench.desk.steps:
        if other.seq >= seq:
            other.seq += 1
    step = _new_step(bench, item, seq)
    bench.work.session.add(step)
    bench.work.session.flush()
    codes = {*bench.desk.by_code, edit.code}
    add_materials(bench.work, bench.project, [step], codes)
    bench.added.append(edit.code)
    bench.reload()
    materials.refresh(bench.work, bench.project, bench.desk.steps)
    if edit.mode.value != step.mode:
        set_mode(bench, SetMode(code=edit.code, mode=edit.mode))


def _place(bench: Workbench, item: ItemView) -> int:
    """Behind the last step that stands before it in the catalogue."""
    order = bench.desk.items
    return 1 + max((s.seq for s in bench.desk.steps if order[s.item_code].seq < item.seq), default=0)


def _new_step(bench: Workbench, item: ItemView, seq: int) -> Step:
    """Under the limits of now, needed from the start; edits of it are local by nature."""
    return Step(
        project_id=bench.project.id or 0,
        item_code=item.code,
        seq=seq,
        stage=item.stage,
        department_code=item.department_code,
        lead_department_code=item.lead_department_code,
        mode="standard",
        prerequisites=list(item.prerequisites),
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        day_unit=item.day_unit,
        limits_status=item.limits_status,
        holder="agent",
    )


def drop(bench: Workbench, edit: DropStep) -> None:
    """不需要, as the lifecycle permits it.

    Raises BadInput edit.reason_missing, RuleBroken edit.required_step or because work has begun.
    """
    step = bench.waiting(edit.code)
    if not edit.reason:
        raise BadInput("edit.reason_missing", item=edit.code)
    if edit.code in bench.added:
        raise BadInput("edit.added_here", item=edit.code)
    if not step.optional and bench.work.actor.role is Role.AGENT:
        raise RuleBroken("edit.required_step", item=edit.code)
    _enter(bench, step, "not_needed", edit.reason)
    step.not_needed_reason = edit.reason
    bench.changed()


def need(bench: Workbench, edit: NeedStep) -> None:
    """Raises RuleBroken edit.already_needed."""
    step = bench.step(edit.code)
    if is_on_roadmap(step):
        raise RuleBroken("edit.already_needed", item=edit.code)
    if step.state_kind == StateKind.DROPPED:
        _enter(bench, step, "restore", None)
        step.not_needed_reason = None
    columns.edit(step, optional=False)
    bench.changed()


def _enter(bench: Workbench, step: Step, name: str, reason: str | None) -> None:
    """The act in the step's log, checked like any other."""
    desk, actor = bench.desk, bench.work.actor
    state, facts = desk.state(step), desk.facts(step)
    act = StepEvent(
        name=name,
        happened_on=desk.today,
        acted_by=Party.AGENT if actor.role is Role.AGENT else Party.COORDINATOR,
        mode=state.mode,
        acted_by_name=actor.name,
        reason=reason,
    )
    check(lifecycle(), state, facts, act, desk.today)
    after = apply(lifecycle(), state, act)
    row = recording.new_row(bench.work, step=step, event=act, attempt=after.attempt, state_after=after.state)
    bench.events.append(row.id or 0)
    audit.record(
        bench.work,
        action=f"step.{name}",
        subject_type="step",
        subject_id=step.id,
        project_id=step.project_id,
        before={"state": state.state},
        after={"state": after.state, "event": name, "happened_on": desk.today},
        reason=reason,
    )
    step.state, step.state_kind = after.state, lifecycle().state(after.mode, after.state).kind.value
