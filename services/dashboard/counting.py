"""The aggregates: columns and sums only, a handful of statements however large the pool is."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, select

from domain.vocabulary import STAGES, Light, ProblemKind, ProjectStatus, StateKind
from domain.workdays import WorkCalendar
from models import Account, Department, Problem, Project, Step
from services.dashboard import conditions
from services.dashboard.conditions import AGE_LIMITS
from services.dashboard.views import AgentLoad, DepartmentLoad, ProblemAges, Saved
from services.words import named


def _sum_if(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def pool_counts(session: Session, today: date) -> dict[str, Any]:
    """Totals, lights and stages of the projects in the pool, from one grouped statement."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Project.stage,
            Project.light,
            func.count(),
            _sum_if(Project.status == ProjectStatus.UNASSIGNED),
            _sum_if(conditions.unverified(today)),
            _sum_if(conditions.expected_in(today.year)),
        )
        .where(conditions.in_pool())
        .group_by(Project.stage, Project.light)
    ).all()
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


def expected_months(session: Session, today: date) -> tuple[tuple[date, int], ...]:
    """How many projects are forecast to reach production in each of the next twelve months."""
    first = today.replace(day=1)
    rows = session.exec(
        select(Project.forecast_finish_on, func.count())  # type: ignore[type-var]
        .where(conditions.in_pool(), Project.forecast_finish_on >= first)  # type: ignore[operator]
        .group_by(Project.forecast_finish_on)  # type: ignore[arg-type]
    )
    counts: dict[date, int] = defaultdict(int)
    for day, count in rows:
        if day:
            counts[day.replace(day=1)] += count
    months = [
        date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1) for n in range(12)
    ]
    return tuple((month, counts[month]) for month in months)


def saved_time(session: Session) -> Saved:
    sums = (func.coalesce(func.sum(column), 0) for column in _SAVING)
    found = session.exec(select(func.count(), *sums).where(conditions.saved())).one()  # type: ignore[call-overload]
    return Saved(*(int(value) for value in found))


_SAVING: tuple[Any, ...] = (Project.saving_used, Project.saving_serial, Project.saving_parallel)


def waiting_steps(session: Session, today: date, lang: str) -> tuple[DepartmentLoad, ...]:
    """Departments with steps whose clock runs or is paused; those with most overdue steps first."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Step.department_code,
            _sum_if(conditions.running_step()),
            _sum_if(conditions.overdue_step(today)),
            _sum_if(conditions.paused_step()),
        )
        .join(Project, Project.id == Step.project_id)
        .where(Step.state_kind.in_((StateKind.RUNNING, StateKind.PAUSED)))  # type: ignore[attr-defined]
        .group_by(Step.department_code)
    ).all()
    names = {row.code: named(row, lang) for row in session.exec(select(*_NAMES))}  # type: ignore[call-overload]
    loads = (DepartmentLoad(code, names.get(code, code), *counts) for code, *counts in rows if any(counts))
    return tuple(sorted(loads, key=lambda one: (-one.overdue, -one.running, one.code)))


def decided_steps(session: Session) -> tuple[int, int]:
    """(finished steps that had a limit, how many of them in time); an index holds all it reads."""
    late = _sum_if(Step.done_late_days > 0)
    query = select(func.count(), late).select_from(Step).where(conditions.decided_step())
    count, over = session.exec(query).one()
    return count, count - over


_NAMES = (Department.code, Department.short_zh, Department.short_en, Department.name_zh, Department.name_en)


def problem_ages(session: Session, days: WorkCalendar, today: date) -> tuple[ProblemAges, ...]:
    """Open problems by kind and age; kinds without any are left out."""
    rows = session.exec(
        select(Problem.kind, Problem.raised_on, func.count())
        .where(conditions.open_problem())
        .group_by(Problem.kind, Problem.raised_on)  # type: ignore[arg-type]
    )
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * (len(AGE_LIMITS) + 1))
    for kind, raised_on, count in rows:
        counts[kind][conditions.age_bucket(days.workdays_between(raised_on, today))] += count
    ages = (ProblemAges(kind.value, tuple(counts[kind])) for kind in ProblemKind if kind in counts)  # type: ignore
    return tuple(ages)


def agent_loads(session: Session) -> tuple[AgentLoad, ...]:
    """Agents with projects, the fullest first."""
    mine = _by_agent(session, Project.primary_agent_id)
    backup = _by_agent(session, Project.backup_agent_id)
    people = session.exec(select(Account.id, Account.display_name).where(Account.role == "agent"))
    loads = [
        AgentLoad(agent or 0, name, *mine.get(agent, (0, 0)), backup.get(agent, (0, 0))[1])
        for agent, name in people
        if agent in mine or agent in backup
    ]
    return tuple(sorted(loads, key=lambda load: (-load.enterprises, -load.projects, load.name)))


def _by_agent(session: Session, column: Any) -> Mapping[int | None, tuple[int, int]]:
    """(enterprises with an active project, projects in the pool) by agent."""
    active = case((Project.status == ProjectStatus.ACTIVE, Project.enterprise_id))  # type: ignore[arg-type]
    rows = session.exec(
        select(column, func.count(active.distinct()), func.count())  # type: ignore
        .where(conditions.in_pool(), column != None)  # noqa: E711 (SQL)
        .group_by(column)
    )
    return {agent: (enterprises, projects) for agent, enterprises, projects in rows}
