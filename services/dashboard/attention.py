"""Why red, why yellow: the projects that need somebody, whose move it is and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, case
from sqlmodel import Session, select

from domain.vocabulary import Light, Party
from domain.workdays import WorkCalendar
from models import Account, ApprovalItem, Department, Problem, Project, Step
from services.dashboard import conditions
from services.dashboard.views import Attention
from services.lifecycle_words import light_reason
from services.problems.listing import overdue_condition
from services.words import named, translate

SHOWN = 8


def attention(session: Session, days: WorkCalendar, today: date, lang: str) -> tuple[Attention, ...]:
    """The most urgent red, then yellow projects; as many as fit the panel."""
    rows = session.exec(_ROWS).all()
    names = item_names(session, lang)
    owners = _problem_owners(
        session, [row.id for row in rows if row.light_reason == "problem_overdue"], today
    )
    return tuple(_attention(row, names, owners, days, today, lang) for row in rows)


_ORDER: tuple[Any, ...] = (
    case((Project.light == Light.RED, 0), else_=1),  # type: ignore[arg-type]
    Project.current_due_on == None,  # noqa: E711 (SQL)
    Project.current_due_on,
    Project.id,
)
_URGENT: Any = (
    select(Project.id)
    .where(conditions.in_pool(), Project.light.in_((Light.RED, Light.YELLOW)))  # type: ignore[attr-defined]
    .order_by(*_ORDER)
    .limit(SHOWN)
)
_ROWS: Any = (
    select(  # type: ignore[call-overload]
        *(Project.id, Project.name, Project.light, Project.light_reason, Project.light_params),
        *(Project.current_due_on, Account.display_name, Step.holder),
        *(Department.short_zh, Department.short_en, Department.name_zh, Department.name_en),
    )
    .outerjoin(Account, Account.id == Project.primary_agent_id)
    .outerjoin(Step, Step.id == Project.current_step_id)
    .outerjoin(Department, Department.code == Step.department_code)
    .where(Project.id.in_(_URGENT))  # type: ignore[union-attr]
    .order_by(*_ORDER)
)
_ITEMS: Any = select(  # type: ignore[call-overload]
    *(ApprovalItem.code, ApprovalItem.name_zh, ApprovalItem.name_en),
    *(ApprovalItem.short_zh, ApprovalItem.short_en),
)

_OWNERS: Any = (
    select(Problem.project_id, Problem.owner_name, Problem.due_on)  # type: ignore[type-var]
    .where(
        Problem.project_id.in_(bindparam("projects", expanding=True)),  # type: ignore[attr-defined]
        overdue_condition(bindparam("today")),
    )
    .order_by(Problem.due_on.desc())  # type: ignore[union-attr]
)


def item_names(session: Session, lang: str) -> Mapping[str, str]:
    """Short names of the approval items by code."""
    return {row.code: named(row, lang) for row in session.exec(_ITEMS)}


def _problem_owners(session: Session, projects: list[int], today: date) -> dict[int, tuple[str, date | None]]:
    """Who owns the oldest overdue problem of each project, and since when it is over."""
    if not projects:
        return {}
    rows = session.exec(_OWNERS, params={"projects": projects, "today": today})
    return {project: (owner or "", due_on) for project, owner, due_on in rows}


def holder_word(row: Any, lang: str) -> str:
    """Whose move a step is: the department by name, else the party."""
    if row.holder in (Party.DEPARTMENT, Party.LEAD_DEPARTMENT):
        return named(row, lang) or ""
    return translate(f"party.{row.holder}", lang=lang)


def _attention(
    row: Any,
    names: Mapping[str, str],
    owners: Mapping[int, tuple[str, date | None]],
    days: WorkCalendar,
    today: date,
    lang: str,
) -> Attention:
    due_on = None
    holder = row.display_name or translate("project_status.unassigned", lang=lang)
    if row.id in owners:
        owner, due_on = owners[row.id]
        holder = owner or holder
    elif "item" in row.light_params and row.holder:
        holder, due_on = holder_word(row, lang), row.current_due_on
    return Attention(
        project_id=row.id,
        project=row.name,
        light=row.light,
        reason=light_reason(row.light_reason, row.light_params, lang=lang, names=names),
        holder=holder,
        due_on=due_on,
        left_workdays=days.workdays_between(today, due_on) if due_on else None,
    )
