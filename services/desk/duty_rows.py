"""Open duties as rows of the desk: what to do, by when, whose move, and why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.reminders import PAUSE_ANCHORS
from domain.vocabulary import DepartmentKind, Light, LimitsStatus, MaterialState, Party
from models import Department, Obligation, Problem, Step, StepMaterial
from services.desk.surroundings import Surroundings
from services.desk.views import DeskAct, DutyRow, Group
from services.reminders import duties
from services.reminders.duties import Duty

TASKS: dict[str, DeskAct] = {
    "step_due": DeskAct.RESULT,
    "review_due": DeskAct.RESULT,
    "dept_due": DeskAct.RESULT,
    "sim_applied": DeskAct.RESULT,
    "joint_opened": DeskAct.RESULT,
    "all_received": DeskAct.RESULT,
    "check_due": DeskAct.RESULT,
    "commit_due": DeskAct.RESULT,
    "rectify_due": DeskAct.RESULT,
    "supplement_due": DeskAct.SUPPLEMENT,
    "ready": DeskAct.SUBMIT,
    "content_changed": DeskAct.SUBMIT,
    "land_result": DeskAct.CONVERT,
    "conversion_ready": DeskAct.CONVERT,
    "validity_end": DeskAct.LOOK,
    "paused": DeskAct.LOOK,
    "document_expires": DeskAct.LOOK,
    "season_close": DeskAct.LOOK,
    "season_open": DeskAct.LOOK,
    "decided": DeskAct.DELIVER,
    "record_contested": DeskAct.CORRECT,
    "problem_due": DeskAct.PROBLEM,
    "instruction_due": DeskAct.PROBLEM,
    "problem_resolved": DeskAct.CLOSE,
}
"""The anchors an agent works off. Silence shows as verification, a milestone's survey as a reminder."""
COORDINATION: dict[str, DeskAct] = {
    "entered_pool": DeskAct.ASSIGN,
    "problem_raised": DeskAct.ASSIGN_PROBLEM,
    "pause_unsigned": DeskAct.SIGN_OFF,
}
CLOCKS = ("step_due", "review_due", "dept_due")
PROMISES = ("supplement_due", "commit_due", "rectify_due", "check_due")
SIGNED = ("commit_due", "rectify_due", "problem_due", "instruction_due")


_STEP = (
    *(Step.id, Step.item_code, Step.mode, Step.light, Step.limits_status, Step.is_contested),
    *(Step.optional, Step.latest_accept_on),
)


@dataclass(frozen=True)
class _Beside:
    """What the rows need beside the duties themselves: steps, problem texts, materials still owed."""

    steps: Mapping[int, Any]
    problems: Mapping[int, str]
    owed: Mapping[int, int]

    def problem(self, duty: Duty) -> str:
        return self.problems.get(duty.problem_id or 0, "")


def of_projects(
    session: Session, here: Surroundings, project_ids: Collection[int]
) -> tuple[list[DutyRow], Duty | None]:
    """Rows of all open duties on these projects; and the first duty that comes after the coming days."""
    if not project_ids:
        return [], None
    found = duties.read(
        session,
        Obligation.is_open,
        Obligation.project_id.in_(sorted(project_ids)),
        Obligation.anchor.in_(TASKS),
    )
    return rows(session, here, found), _first_later(here, found)


def rows(session: Session, here: Surroundings, found: Iterable[Duty]) -> list[DutyRow]:
    """Rows of those duties that speak now: due within the coming days and not standing still.

    A step that may be begun stands here from the day it is ready, however much time the plan leaves it.
    """
    due = [duty for duty in found if _speaks(duty) and here.group(_act_by(here, duty))]
    beside = _read_beside(session, due)
    return [_row(here, duty, _day(here, duty, beside), beside) for duty in due]


def _speaks(duty: Duty) -> bool:
    return not duty.is_paused or duty.anchor in PAUSE_ANCHORS


def _act_by(here: Surroundings, duty: Duty) -> date:
    return here.act_by(duty.anchor, duty.due_on)


def _day(here: Surroundings, duty: Duty, beside: _Beside) -> date | None:
    """The day to act by. A ready step is late only after its latest day of the plan; one that may not apply
    has none."""
    day = here.act_by(duty.anchor, duty.due_on)
    step = beside.steps.get(duty.step_id or 0)
    if duty.anchor != "ready" or step is None:
        return day
    return None if step.optional else max(day, step.latest_accept_on or day)


def _first_later(here: Surroundings, found: Iterable[Duty]) -> Duty | None:
    later = [duty for duty in found if _speaks(duty) and here.group(_act_by(here, duty)) is None]
    return min(later, key=lambda duty: _act_by(here, duty), default=None)


def _read_beside(session: Session, due: list[Duty]) -> _Beside:
    step_ids = sorted({duty.step_id for duty in due if duty.step_id})
    problem_ids = sorted({duty.problem_id for duty in due if duty.problem_id})
    ready = sorted({duty.step_id for duty in due if duty.anchor == "ready" and duty.step_id})
    return _Beside(
        steps=_steps(session, step_ids) if step_ids else {},
        problems=_problem_texts(session, problem_ids) if problem_ids else {},
        owed=_owed(session, ready) if ready else {},
    )


def _steps(session: Session, step_ids: list[int]) -> dict[int, Any]:
    query = (
        select(*_STEP, Department.kind)
        .outerjoin(Department, Department.code == Step.department_code)
        .where(Step.id.in_(step_ids))
    )
    return {row.id: row for row in session.exec(query)}


def _problem_texts(session: Session, problem_ids: list[int]) -> dict[int, str]:
    return dict(session.exec(select(Problem.id, Problem.text).where(Problem.id.in_(problem_ids))).all())


def _owed(session: Session, step_ids: list[int]) -> dict[int, int]:
    """How many materials each of the steps still lacks."""
    query = (
        select(StepMaterial.step_id, func.count())
        .where(StepMaterial.step_id.in_(step_ids), StepMaterial.state == MaterialState.OWED)
        .group_by(StepMaterial.step_id)
    )
    return dict(session.exec(query).all())


def _row(here: Surroundings, duty: Duty, day: date | None, beside: _Beside) -> DutyRow:
    left, step = here.left(day) if day else None, beside.steps.get(duty.step_id or 0)
    return DutyRow(
        key=f"o{duty.id}",
        group=(here.group(day) if day else None) or Group.SOON,
        act=_act(duty, step),
        light=light(duty.anchor, left, step, here),
        title=title(here, duty, beside.problem(duty), is_own_task=_is_own_task(duty, step)),
        project_id=duty.project_id or 0,
        project=duty.project,
        holder=_holder_of(here, duty),
        why=_why(here, duty, left, step, beside),
        due_on=day,
        is_provisional=day is not None and here.days.is_provisional(day),
        left_workdays=left,
        is_own_move=_is_own(here, duty.party),
        mode=step.mode if step else "standard",
        number=duty.problem,
        step_id=duty.step_id,
        step_code=step.item_code if step else None,
        problem_id=duty.problem_id,
    )


def _act(duty: Duty, step: Any) -> DeskAct:
    if _is_own_task(duty, step):
        return DeskAct.BEGIN
    return TASKS.get(duty.anchor) or COORDINATION[duty.anchor]


def _is_own_task(duty: Duty, step: Any) -> bool:
    """Work of the enterprise itself that may begin, such as drawings: nothing is submitted to anybody."""
    return duty.anchor == "ready" and step is not None and step.kind == DepartmentKind.ENTERPRISE


def light(anchor: str, left: int | None, step: Any, here: Surroundings) -> Light:
    """As the step's own light would be: a limit that is 待核定 never turns red, an own task is never red."""
    if left is None:
        return Light.GREEN
    if left < 0:
        is_late_limit = step is not None and anchor in CLOCKS and _is_binding(step)
        is_late_gap = step is not None and anchor == "supplement_due" and step.light == Light.RED
        return Light.RED if anchor in SIGNED or is_late_limit or is_late_gap else Light.YELLOW
    if left == 0:
        return Light.YELLOW
    soon = "light.promise_yellow_days" if anchor in PROMISES else "light.yellow_days"
    is_deadline = anchor in (*CLOCKS, *PROMISES, *SIGNED)
    return Light.YELLOW if is_deadline and left <= here.numbers[soon] else Light.GREEN


def _is_binding(step: Any) -> bool:
    return step.limits_status == LimitsStatus.CONFIRMED and not step.is_contested


def _is_own(here: Surroundings, party: str) -> bool:
    return party in (Party.AGENT, here.actor.role)


def _holder_of(here: Surroundings, duty: Duty) -> str:
    """A problem without a department is still to be assigned."""
    department = duty.department(here.actor.lang)
    if duty.problem_id and duty.party == Party.DEPARTMENT and not department:
        return here("desk.to_be_assigned")
    return holder(here, duty.party, department)


def holder(here: Surroundings, party: str, department: str) -> str:
    """Whose move it is, in words: yours, a department by name, or another party."""
    if _is_own(here, party):
        return here("desk.your_move")
    if party in (Party.DEPARTMENT, Party.LEAD_DEPARTMENT) and department:
        return here("waiting for {who}", who=department)
    return here("waiting for the {who}", who=here(f"party.{party or Party.DEPARTMENT}").lower())


def title(here: Surroundings, duty: Duty, problem: str = "", *, is_own_task: bool = False) -> str:
    """What to do; an overdue step of a department is chased, one of the enterprise's own urged."""
    code = "begin" if is_own_task else duty.anchor
    if code == "step_due":
        is_over = duty.due_on < here.today
        code = "step_due_task" if duty.party == Party.ENTERPRISE else "step_over" if is_over else code
    return here(f"desk_title.{code}", what=problem or duty.what(here.actor.lang))


def _why(here: Surroundings, duty: Duty, left: int | None, step: Any, beside: _Beside) -> str:
    """One short reason that tells what is at stake or what is missing."""
    if duty.anchor == "ready" and left is None:
        return here("desk_why.ready_optional")
    if duty.anchor == "ready":
        owed = beside.owed.get(duty.step_id or 0, 0)
        return here("desk_why.ready_lacking", n=owed) if owed else here("desk_why.ready")
    if duty.anchor in CLOCKS and left is not None and left < 0:
        is_pending = step is not None and not _is_binding(step)
        return here("desk_why.limit_pending") if is_pending else here("desk_why.limit_over")
    if duty.anchor in CLOCKS:
        return ""
    return here(f"desk_why.{duty.anchor}")
