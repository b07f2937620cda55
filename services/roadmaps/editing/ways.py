"""How a waiting step is worked: its mode, its department, its joint review, its agreed day, its days."""

import math
from typing import Any

from domain.errors import BadInput, RuleBroken
from domain.vocabulary import Mode, StateKind
from models import Step
from services.roadmaps.editing import columns
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.editing.drafts import SetDepartment, SetDuration, SetGroup, SetMode, SetPin

LONGEST = 3000


def set_mode(bench: Workbench, edit: SetMode) -> None:
    """Only what law, item and standing permit (domain/mode_choices.py), with the reason otherwise."""
    step = bench.waiting(edit.code)
    choice = next(one for one in bench.choices.of(step) if one.mode == edit.mode)
    if choice.refusal:
        raise RuleBroken(choice.refusal.code, **{"item": edit.code, **choice.refusal.params})
    values: dict[str, Any] = {"mode": edit.mode.value}
    if edit.mode is Mode.SIMULATED:
        values["conversion_requires"] = list(bench.choices.conversions_of(step))
    columns.edit(step, **values)
    bench.changed()


def whole(value: int | float, code: str, **params: object) -> int:
    """A whole number of days from 0 on. Raises BadInput with `code` for anything else."""
    if not math.isfinite(value) or value != int(value) or not 0 <= value <= LONGEST:
        raise BadInput(code, days=value, **params)
    return int(value)


def set_duration(bench: Workbench, edit: SetDuration) -> None:
    """Planned days; of a running step only where no limit of the law or the promise runs.

    Raises BadInput edit.days, RuleBroken edit.duration_finished, edit.duration_running, edit.dropped.
    """
    days = None if edit.days is None else whole(edit.days, "edit.days", item=edit.code)
    step = bench.step(edit.code)
    if step.state_kind == StateKind.DECIDED:
        raise RuleBroken("edit.duration_finished", item=edit.code)
    if step.state_kind == StateKind.DROPPED:
        raise RuleBroken("edit.dropped", item=edit.code)
    has_limit = step.promised_days is not None or step.statutory_days is not None
    if step.accepted_on is not None and has_limit:
        raise RuleBroken("edit.duration_running", item=edit.code)
    columns.edit(step, plan_days=days)
    bench.changed()


def set_department(bench: Workbench, edit: SetDepartment) -> None:
    """Another department of the same kind takes the step, while it is not accepted.

    Raises BadInput edit.unknown_department, RuleBroken edit.department_accepted, edit.other_kind.
    """
    step, known = bench.step(edit.code), bench.desk.departments
    if edit.department_code not in known:
        raise BadInput("edit.unknown_department", department=edit.department_code)
    if step.accepted_on is not None or step.state_kind != StateKind.OPEN:
        raise RuleBroken("edit.department_accepted", item=edit.code)
    if known[edit.department_code].kind != known[step.department_code].kind:
        raise RuleBroken("edit.other_kind", item=edit.code)
    columns.edit(step, department_code=edit.department_code)
    bench.changed()


def set_group(bench: Workbench, edit: SetGroup) -> None:
    """Join a joint review that has not begun, or leave it; one lead for all its members.

    Raises BadInput edit.no_lead, RuleBroken edit.not_parallel, edit.group_begun, edit.no_group.
    """
    step = bench.waiting(edit.code)
    if edit.group is None:
        if step.parallel_group is None:
            raise RuleBroken("edit.no_group", item=edit.code)
        columns.edit(step, parallel_group=None, mode=_alone(step))
        bench.changed()
        return
    if Mode.PARALLEL.value not in bench.desk.items[edit.code].modes_allowed:
        raise RuleBroken("edit.not_parallel", item=edit.code)
    others = [one for one in bench.desk.steps if one.parallel_group == edit.group and one is not step]
    lead = edit.lead_department_code or next((o.lead_department_code for o in others), None)
    if lead not in bench.desk.departments:
        raise BadInput("edit.no_lead", item=edit.code)
    for member in others:
        if bench.desk.state(member).mode == Mode.PARALLEL and member.state_kind != StateKind.OPEN:
            raise RuleBroken("edit.group_begun", item=edit.code)
    columns.edit(step, parallel_group=edit.group, mode=Mode.PARALLEL.value, lead_department_code=lead)
    for member in others:
        if member.state_kind == StateKind.OPEN:
            columns.edit(member, lead_department_code=lead)
    bench.changed()


def _alone(step: Step) -> str:
    return Mode.STANDARD.value if step.mode == Mode.PARALLEL else step.mode


def set_pin(bench: Workbench, edit: SetPin) -> None:
    """The agreed acceptance of a step; whether its predecessors allow it is seen in the plan (saving.py).

    Raises BadInput edit.pin_in_past, RuleBroken edit.no_pin.
    """
    step = bench.waiting(edit.code)
    if edit.on is not None and edit.on < bench.desk.today:
        raise BadInput("edit.pin_in_past", item=edit.code, today=bench.desk.today)
    if edit.on is None and step.pinned_on is None:
        raise RuleBroken("edit.no_pin", item=edit.code)
    columns.edit(step, pinned_on=edit.on)
    bench.changed()
