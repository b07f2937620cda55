"""来件预告: what the stored plans send to a department within the coming working days."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, select

from domain.modes.guards import TASK_KINDS
from domain.vocabulary import DepartmentKind, LimitsStatus, Mode, ProjectStatus, StateKind
from models import Account, Enterprise, Project, Step
from services.chasing.surroundings import Surroundings
from services.chasing.views import ArrivalRow
from services.queries import visible
from services.roadmaps.backward import acceptance_days
from services.roadmaps.outlook import SLACK

_SENDING = (ProjectStatus.ACTIVE, ProjectStatus.UNASSIGNED)
_STEP = (
    *("id", "project_id", "item_code", "mode", "parallel_group", "department_code", "lead_department_code"),
    *("plan_accept_on", "latest_accept_on", "promised_days", "statutory_days", "day_unit", "limits_status"),
)


def read(session: Session, here: Surroundings, code: str) -> tuple[ArrivalRow, ...]:
    """Steps not begun whose planned filing lies at most at the horizon, the next first.

    An optional step that nobody chose is no part of the plan. What a lead department receives for others is
    one row a joint review.
    """
    mine = or_(Step.department_code == code, Step.lead_department_code == code)
    reach = here.days.add_workdays(here.horizon, max(acceptance_days().values())) or here.horizon
    query = (
        select(  # type: ignore[call-overload]
            *[getattr(Step, name) for name in _STEP],
            Project.name.label("project"),  # type: ignore[attr-defined]
            Project.outlook,
            Enterprise.name.label("enterprise"),  # type: ignore[attr-defined]
            Account.display_name.label("agent"),  # type: ignore[attr-defined]
            Account.phone,
        )
        .join(Project, Project.id == Step.project_id)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(Account, Account.id == Project.primary_agent_id)
        .where(mine, Step.state_kind == StateKind.OPEN, Project.status.in_(_SENDING))  # type: ignore[attr-defined]
        .where(~or_(Step.optional & (Step.attempt == 1)), visible(here.actor, Step))  # type: ignore
        .where(Step.plan_accept_on <= reach)  # type: ignore[operator]
        .order_by(Step.plan_accept_on, Step.project_id, Step.seq)
    )
    rows = [_row(here, found, code) for found in _own(session.exec(query), code)]
    return tuple(
        sorted((row for row in rows if row.submit_on <= here.horizon), key=lambda row: row.submit_on)
    )


def _own(found: Iterable[Any], code: str) -> Iterator[Any]:
    seen = set()
    for row in found:
        if row.department_code != code:
            group = (row.project_id, row.parallel_group)
            if row.mode != Mode.PARALLEL or group in seen:
                continue
            seen.add(group)
        yield row


def _row(here: Surroundings, row: Any, code: str) -> ArrivalRow:
    """Filed as many working days before the planned acceptance as the mode gives to accept; today at once."""
    limit = row.promised_days if row.promised_days is not None else row.statutory_days
    kind = DepartmentKind(here.departments[row.department_code].kind)
    days = 0 if kind in TASK_KINDS or row.statutory_days is None else acceptance_days()[Mode(row.mode)]
    latest = row.latest_accept_on and here.days.subtract_workdays(row.latest_accept_on, days)
    name = here.item(row.item_code)
    kept = (row.outlook or {}).get(SLACK, {}).get(row.item_code)
    return ArrivalRow(
        project_id=row.project_id,
        project=row.project,
        enterprise=row.enterprise,
        title=name if row.department_code == code else here("chase.joint", item=name),
        step_code=row.item_code,
        mode=row.mode,
        agent=" ".join(part for part in (row.agent, row.phone) if part),
        submit_on=max(here.today, here.days.subtract_workdays(row.plan_accept_on, days)),
        accept_on=row.plan_accept_on,
        latest_on=latest,
        limit=limit,
        day_unit=row.day_unit,
        is_pending=row.limits_status == LimitsStatus.PENDING,
        slack=kept[0] if kept else None,
    )
