"""The pool as a list: filtered, sorted and paged in SQL over columns; fast with a province's projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from domain.access import Actor, Permission, can, require
from domain.identifiers import normalised_name
from domain.lights import ORDER
from domain.vocabulary import ProjectStatus, Role
from domain.workdays import WorkCalendar
from models import Account, ApprovalItem, Enterprise, Project, Step
from services import calendar, catalogue, clock
from services.database import reading
from services.projects.views import PoolPage, PoolRow
from services.queries import visible

PAGE_SIZE = 20
IN_POOL = (ProjectStatus.UNASSIGNED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)


@dataclass(frozen=True)
class PoolFilters:
    """`statuses` empty: everything in the pool, closed projects hidden. `mine`: as A, B or coordinator.

    `sort` is a key of SORTS; `page` counts from 1. `stale`: not verified within verify.cap_days.
    """

    q: str = ""
    lights: Sequence[str] = ()
    stages: Sequence[str] = ()
    statuses: Sequence[str] = ()
    template_code: str | None = None
    agent_id: int | None = None
    coordinator_id: int | None = None
    park: str | None = None
    mine: bool = False
    stale: bool = False
    sort: str = "urgency"
    page: int = 1
    size: int = PAGE_SIZE


def list_pool(*, filters: PoolFilters, actor: Actor) -> PoolPage:
    """One page of the projects that the actor may see, and what the first line says about all of them."""
    require(actor, Permission.SEE_PROJECTS)
    today = clock.today()
    with reading(actor) as session:
        days = calendar.current(session)
        cap_days = catalogue.number(session, "verify.cap_days")
        fresh = days.subtract_workdays(today, cap_days)
        stale = _verified_before(fresh)
        conditions = [visible(actor, Project), *_conditions(session, actor, filters, stale)]
        total = session.exec(select(func.count()).select_from(Project).where(*conditions)).one()
        pages = max(1, -(-total // filters.size))
        page = min(max(filters.page, 1), pages)
        ids = session.exec(
            select(Project.id)
            .where(*conditions)
            .order_by(*SORTS.get(filters.sort, SORTS["urgency"]), Project.id)
            .limit(filters.size)
            .offset((page - 1) * filters.size)
        ).all()
        found = {row.id: row for row in session.exec(_ROWS[actor.lang], params={"ids": ids})}
        return PoolPage(
            rows=tuple(_row(actor, found[project_id], days, today, fresh) for project_id in ids),
            total=total,
            page=page,
            pages=pages,
            size=filters.size,
            stale_after=cap_days,
            **_head(session, actor, stale),
        )


def _verified_before(fresh: date) -> ColumnElement[bool]:
    """Not verified for longer than verify.cap_days working days; never verified counts as stale."""
    verified: Any = Project.last_verified_on
    return or_(verified == None, verified < fresh)  # noqa: E711 (SQL)


def _conditions(
    session: Session, actor: Actor, filters: PoolFilters, stale: ColumnElement[bool]
) -> list[Any]:
    project: Any = Project
    found: list[Any] = [project.status.in_(list(filters.statuses) or IN_POOL)]
    if filters.lights:
        found.append(project.light.in_(list(filters.lights)))
    if filters.stages:
        found.append(project.stage.in_(list(filters.stages)))
    if filters.template_code:
        found.append(project.template_code == filters.template_code)
    if filters.agent_id:
        found.append(_of_agents([filters.agent_id]))
    if filters.coordinator_id:
        found.append(project.coordinator_id == filters.coordinator_id)
    if filters.park:
        found.append(project.park == filters.park)
    if filters.mine:
        found.append(_of_agents([actor.account_id]) | (project.coordinator_id == actor.account_id))
    if filters.stale:
        found.append(stale)
    return found + [_says(session, said) for said in filters.q.split()]


def _of_agents(ids: Any) -> ColumnElement[bool]:
    project: Any = Project
    return or_(project.primary_agent_id.in_(ids), project.backup_agent_id.in_(ids))


def _says(session: Session, said: str) -> ColumnElement[bool]:
    """A word of the search: part of the project's own text, or of the name of one of its agents."""
    word = normalised_name(said)
    text: Any = Project.search_text
    names = (Account.display_name, Account.pinyin, Account.initials)
    agents = select(Account.id).where(
        Account.role == Role.AGENT,
        or_(*[func.lower(name).contains(word, autoescape=True) for name in names]),
    )
    by_text = text.contains(word, autoescape=True)
    few = session.exec(agents.limit(_FEW + 1)).all()  # asked once, not once a row
    if not few:
        return by_text
    return or_(by_text, _of_agents(few if len(few) <= _FEW else agents))


_FEW = 500


_RANK = case({light.value: n for n, light in enumerate(ORDER)}, value=Project.light, else_=len(ORDER))
_UNDATED = case((Project.current_due_on == None, 1), else_=0)  # type: ignore[arg-type]  # noqa: E711
_UNVERIFIED = case((Project.last_verified_on == None, 0), else_=1)  # type: ignore[arg-type]  # noqa: E711
_PLAIN: Any = Project
SORTS: dict[str, tuple[Any, ...]] = {
    "urgency": (_RANK, _UNDATED, Project.current_due_on),
    "due": (_UNDATED, Project.current_due_on),
    "name": (Project.search_text,),
    "investment": (func.coalesce(Project.investment_wan, 0).desc(),),
    "verified": (_UNVERIFIED, Project.last_verified_on),
    "problems": (_PLAIN.overdue_problems.desc(), _PLAIN.open_problems.desc()),
    "newest": (_PLAIN.entered_on.desc(), _PLAIN.id.desc()),
}


_COLUMNS = (
    *("id", "version", "name", "code", "status", "stage", "light", "current_due_on", "steps_done"),
    "steps_needed",
    *("investment_wan", "park", "primary_agent_id", "backup_agent_id", "open_problems", "overdue_problems"),
    "last_verified_on",
)


def _rows(*item: Any) -> Any:
    """The rows of one page, its `ids`; `item` holds the short and the long name of the current matter."""
    primary, backup = aliased(Account), aliased(Account)
    return (
        select(  # type: ignore[call-overload]
            *[getattr(Project, name) for name in _COLUMNS],
            Enterprise.name.label("enterprise"),  # type: ignore[attr-defined]
            func.coalesce(primary.display_name, "").label("primary"),
            func.coalesce(backup.display_name, "").label("backup"),
            func.coalesce(func.nullif(item[0], ""), item[1], "").label("current"),
            func.coalesce(Step.mode, "standard").label("mode"),
            func.coalesce(Step.state_kind, "").label("state_kind"),
            Step.paused_on,
        )
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(primary, primary.id == Project.primary_agent_id)
        .outerjoin(backup, backup.id == Project.backup_agent_id)
        .outerjoin(Step, Step.id == Project.current_step_id)
        .outerjoin(ApprovalItem, ApprovalItem.code == Step.item_code)
        .where(Project.id.in_(bindparam("ids", expanding=True)))  # type: ignore[union-attr]
    )


_ROWS = {
    "zh_CN": _rows(ApprovalItem.short_zh, ApprovalItem.name_zh),
    "en": _rows(ApprovalItem.short_en, ApprovalItem.name_en),
}


def _row(actor: Actor, found: Any, days: WorkCalendar, today: date, fresh: date) -> PoolRow:
    values = dict(found._mapping)
    state_kind, paused_on = values.pop("state_kind"), values.pop("paused_on")
    due_on, needed = values["current_due_on"], values["steps_needed"]
    counts = due_on is not None and state_kind in ("running", "paused", "decided")
    verified = values["last_verified_on"]
    is_open = values["status"] in IN_POOL
    return PoolRow(
        **values | {"park": values["park"] or ""},
        done_percent=round(100 * values["steps_done"] / needed) if needed else 0,
        left_workdays=days.workdays_between(paused_on or today, due_on) if counts else None,
        is_paused=state_kind == "paused" or values["status"] == ProjectStatus.PAUSED,
        verified_days_ago=(today - verified).days if verified else None,
        is_verified_today=verified == today,
        is_stale=is_open and (verified is None or verified < fresh),
        may_verify=is_open and can(actor, Permission.EDIT_PROJECT) and verified != today,
    )


def _head(session: Session, actor: Actor, stale: ColumnElement[bool]) -> dict[str, Any]:
    """Counts over everything in the pool that the actor may see, whatever the filters say."""
    project: Any = Project
    in_pool = and_(visible(actor, Project), project.status.in_(IN_POOL))
    unassigned = func.sum(case((project.status == ProjectStatus.UNASSIGNED, 1), else_=0))
    query = select(project.light, func.count(), func.sum(case((stale, 1), else_=0)), unassigned)
    found = session.exec(query.where(in_pool).group_by(project.light)).all()
    return {
        "in_pool": sum(row[1] for row in found),
        "by_light": {row[0]: row[1] for row in found},
        "stale": sum(int(row[2] or 0) for row in found),
        "unassigned": sum(int(row[3] or 0) for row in found),
    }
