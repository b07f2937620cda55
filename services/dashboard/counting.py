"""The aggregates: columns and sums only, a handful of statements however large the pool is."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import bindparam, case, func, literal, null, union_all
from sqlmodel import Session, select

from domain.vocabulary import STAGES, Light, ProblemKind, ProjectStatus, Role, StateKind
from domain.workdays import WorkCalendar
from models import Account, Department, Problem, Project, Step
from services.dashboard import conditions
from services.dashboard.conditions import AGE_LIMITS
from services.dashboard.views import AgentLoad, DepartmentLoad, ProblemAges, Saved
from services.words import named

AGENTS_SHOWN = 10


def _count_if(condition: Any) -> Any:
    return func.count().filter(condition)


_POOL: Any = (
    select(  # type: ignore[call-overload]
        Project.stage,
        Project.light,
        func.count(),
        _count_if(Project.status == ProjectStatus.UNASSIGNED),
        _count_if(conditions.unverified(bindparam("since"))),
        _count_if(conditions.expected_between(bindparam("first"), bindparam("last"))),
    )
    .where(conditions.in_pool())
    .group_by(Project.stage, Project.light)
)


def pool_counts(session: Session, today: date) -> dict[str, Any]:
    """Totals, lights and stages of the projects in the pool, from one grouped statement."""
    first, last = conditions.year_of(today)
    days = {"since": conditions.verified_since(today), "first": first, "last": last}
    rows = session.exec(_POOL, params=days).all()
    stages = {stage.value: dict.fromkeys((light.value for light in Light), 0) for stage in STAGES}
    for stage, light, count, *_ in rows:
        stages[stage][light] += count
    lights = {light.value: sum(one[light.value] for one in stages.values()) for light in Light}
    return {
        "total": sum(lights.values()),
        "lights": lights,
        "stages": stages,
        "unassigned": sum(row[3] for row in rows),
        "unverified": sum(row[4] for row in rows),
        "expected_this_year": sum(row[5] for row in rows),
    }


_EXPECTED: Any = (
    select(Project.forecast_finish_on, func.count())  # type: ignore[type-var]
    .where(conditions.in_pool(), Project.forecast_finish_on >= bindparam("first"))  # type: ignore[operator]
    .group_by(Project.forecast_finish_on)  # type: ignore[arg-type]
)


def expected_months(session: Session, today: date) -> tuple[tuple[date, int], ...]:
    """How many projects are forecast to reach production in each of the next twelve months."""
    first = today.replace(day=1)
    counts: dict[date, int] = defaultdict(int)
    for day, count in session.exec(_EXPECTED, params={"first": first}):
        counts[day.replace(day=1)] += count
    months = [
        date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1) for n in range(12)
    ]
    return tuple((month, counts[month]) for month in months)


_SAVING: tuple[Any, ...] = (Project.saving_used, Project.saving_serial, Project.saving_parallel)
_SAVED: Any = select(  # type: ignore[call-overload]
    func.count(), *(func.coalesce(func.sum(column), 0) for column in _SAVING)
).where(conditions.saved())


def saved_time(session: Session) -> Saved:
    return Saved(*(int(value) for value in session.exec(_SAVED).one()))


_WAITING: Any = (
    select(  # type: ignore[call-overload]
        Step.department_code,
        _count_if(conditions.running_step()),
        _count_if(conditions.overdue_step(bindparam("today"))),
        _count_if(conditions.paused_step()),
    )
    .join(Project, Project.id == Step.project_id)
    .where(Step.state_kind.in_((StateKind.RUNNING, StateKind.PAUSED)))  # type: ignore[attr-defined]
    .group_by(Step.department_code)
)
_NAMES: Any = select(  # type: ignore[call-overload]
    Department.code, Department.short_zh, Department.short_en, Department.name_zh, Department.name_en
)


def waiting_steps(session: Session, today: date, lang: str) -> tuple[DepartmentLoad, ...]:
    """Departments with steps whose clock runs or is paused; those with most overdue steps first."""
    rows = session.exec(_WAITING, params={"today": today}).all()
    names = {row.code: named(row, lang) for row in session.exec(_NAMES)}
    loads = (DepartmentLoad(code, names.get(code, code), *counts) for code, *counts in rows if any(counts))
    return tuple(sorted(loads, key=lambda one: (-one.overdue, -one.running, one.code)))


_DECIDED: Any = (
    select(func.count(), _count_if(Step.done_late_days > 0))
    .select_from(Step)
    .where(conditions.decided_step())
)


def decided_steps(session: Session) -> tuple[int, int]:
    """(finished steps that had a limit, how many of them in time); an index holds all it reads."""
    count, over = session.exec(_DECIDED).one()
    return count, count - over


_PROBLEMS: Any = (
    select(Problem.kind, Problem.raised_on, func.count())
    .where(conditions.open_problem())
    .group_by(Problem.kind, Problem.raised_on)  # type: ignore[arg-type]
)


def problem_ages(session: Session, days: WorkCalendar, today: date) -> tuple[ProblemAges, ...]:
    """Open problems by kind and age; kinds without any are left out."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * (len(AGE_LIMITS) + 1))
    for kind, raised_on, count in session.exec(_PROBLEMS):
        counts[kind][conditions.age_bucket(days.workdays_between(raised_on, today))] += count
    ages = (ProblemAges(kind.value, tuple(counts[kind])) for kind in ProblemKind if kind in counts)  # type: ignore
    return tuple(ages)


def _agents() -> Any:
    """(account, name, enterprises with an active project, projects as A, as B, all agents), fullest first."""
    project: Any = Project
    active = case((project.status == ProjectStatus.ACTIVE, project.enterprise_id)).label("enterprise")
    primary = select(
        project.primary_agent_id.label("agent"), active, literal(1).label("a"), literal(0).label("b")
    )
    backup = select(project.backup_agent_id, null(), literal(0), literal(1))
    role = union_all(*(one.where(conditions.in_pool()) for one in (primary, backup))).subquery().c
    enterprises = func.count(role.enterprise.distinct()).label("enterprises")
    sums = (func.sum(role.a).label("projects"), func.sum(role.b).label("as_backup"))
    load = select(role.agent, enterprises, *sums).group_by(role.agent).subquery().c
    return (
        select(Account.id, Account.display_name, load.enterprises, load.projects, load.as_backup)
        .add_columns(func.count().over())
        .where(Account.id == load.agent, Account.role == Role.AGENT)
        .order_by(load.enterprises.desc(), load.projects.desc(), Account.pinyin, Account.id)
        .limit(AGENTS_SHOWN)
    )


_AGENTS = _agents()


def agent_loads(session: Session) -> tuple[tuple[AgentLoad, ...], int]:
    """The fullest agents with projects, and how many there are beyond those shown."""
    rows = session.exec(_AGENTS).all()
    loads = tuple(AgentLoad(*row[:-1]) for row in rows)
    return loads, rows[0][-1] - len(rows) if rows else 0
