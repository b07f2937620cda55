"""Rows that no duty stands for: verification, promised next steps, and steps that wait for others."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import Session, select

from domain.vocabulary import Light, ProjectStatus, StateKind
from models import ApprovalItem, Department, Step
from services import visits
from services.desk.duty_rows import holder
from services.desk.surroundings import Surroundings
from services.desk.views import DeskAct, DutyRow, Group
from services.lifecycle_words import state_word
from services.words import named


def verification(here: Surroundings, projects: Iterable[Any]) -> list[DutyRow]:
    """Projects nobody verified for verify.cap_days working days: such data are never green."""
    found = []
    for project in projects:
        if project.status != ProjectStatus.ACTIVE:
            continue
        since = project.last_verified_on or project.entered_on
        day = here.days.add_workdays(since, here.numbers["verify.cap_days"]) or since
        group = here.group(day)
        if group not in (Group.OVERDUE, Group.TODAY):
            continue
        days = here.days.workdays_between(since, here.today)
        found.append(
            DutyRow(
                key=f"p{project.id}",
                group=group,
                act=DeskAct.VERIFY,
                light=Light.YELLOW,
                title=here("Verify the project's data"),
                project_id=project.id,
                project=project.name,
                holder=here("desk.your_move"),
                why=here("{n} working days without verification", n=days)
                if project.last_verified_on
                else here("Never verified"),
                due_on=day,
                left_workdays=here.left(day),
                is_own_move=True,
            )
        )
    return found


def promised(session: Session, here: Surroundings, project_ids: Collection[int]) -> list[DutyRow]:
    """Next steps promised on a visit, until they are done."""
    found = []
    for action in visits.promised(session, project_ids, today=here.today):
        group = here.group(action.due_on)
        if group is None:
            continue
        found.append(
            DutyRow(
                key=f"v{action.visit_id}",
                group=group,
                act=DeskAct.DONE,
                light=Light.GREEN if action.due_on > here.today else Light.YELLOW,
                title=action.text,
                project_id=action.project_id,
                project=action.project,
                holder=here("desk.your_move"),
                why=here("Promised on a visit or call"),
                due_on=action.due_on,
                left_workdays=here.left(action.due_on),
                is_own_move=True,
                visit_id=action.visit_id,
            )
        )
    return found


def waiting(
    session: Session, here: Surroundings, projects: Iterable[Any], shown: Collection[int]
) -> list[DutyRow]:
    """Steps whose clock stands: paused, or back with the enterprise. `shown` steps have a row already."""
    names = {project.id: project.name for project in projects if project.status == ProjectStatus.ACTIVE}
    if not names:
        return []
    stands = (Step.state_kind == StateKind.PAUSED) | Step.state.in_(_WITH_ENTERPRISE)
    query = (
        select(*_COLUMNS)
        .join(ApprovalItem, ApprovalItem.code == Step.item_code)
        .outerjoin(Department, Department.code == Step.department_code)
        .where(Step.project_id.in_(sorted(names)), stands)
        .order_by(Step.paused_on, Step.project_id, Step.seq)
    )
    found = session.exec(query)
    return [_waiting_row(here, row, names) for row in found if row.id not in shown]


_WITH_ENTERPRISE = ("correcting", "informed")
_COLUMNS = (
    *(
        Step.id,
        Step.item_code,
        Step.project_id,
        Step.mode,
        Step.state,
        Step.state_kind,
        Step.holder,
        Step.paused_on,
    ),
    *(Step.light_params, ApprovalItem.short_zh, ApprovalItem.short_en, ApprovalItem.name_zh),
    *(ApprovalItem.name_en, Department.short_zh.label("department_zh")),
    *(Department.short_en.label("department_en"), Department.name_zh.label("department_full_zh")),
    Department.name_en.label("department_full_en"),
)


def _waiting_row(here: Surroundings, row: Any, names: dict[int, str]) -> DutyRow:
    english = here.actor.lang == "en"
    department = (
        row.department_en or row.department_full_en
        if english
        else row.department_zh or row.department_full_zh
    )
    return DutyRow(
        key=f"s{row.id}",
        group=Group.WAITING,
        act=DeskAct.LOOK,
        light=Light.GREY,
        title=named(row, here.actor.lang),
        project_id=row.project_id,
        project=names[row.project_id],
        holder=holder(here, row.holder, department or ""),
        why=_standing(here, row),
        mode=row.mode,
        step_id=row.id,
        step_code=row.item_code,
    )


def _standing(here: Surroundings, row: Any) -> str:
    """How long the clock has stood and why; of an unpaused step its state."""
    if row.state_kind != StateKind.PAUSED or row.paused_on is None:
        return state_word(row.mode, row.state, lang=here.actor.lang)
    days = max(0, here.days.workdays_between(row.paused_on, here.today))
    text = here("Paused for {n} working days, clock stopped", n=days)
    reason = str((row.light_params or {}).get("reason") or "")
    return here("desk.reason", text=text, reason=reason) if reason else text
