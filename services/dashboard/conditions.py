"""What each number of the dashboard counts, once: the counts and the rows behind them share it.

A figure is written `name` or `name:argument…`, as it stands in the url: `red`, `stage:signing:red`.
Days may also be bound parameters: the counts are statements built once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, or_

from domain.errors import BadInput
from domain.problems import OPEN_STATES
from domain.vocabulary import STAGES, Light, ProblemKind, ProjectStatus, StateKind
from models import Problem, Project, Step

RUNNING = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED, ProjectStatus.UNASSIGNED)
VERIFIED_WITHIN_DAYS = 7
AGE_LIMITS = (3, 7, 15)
"""Working days: problems up to 3, 4 to 7, 8 to 15, and older."""


@dataclass(frozen=True)
class Figure:
    """A number that can be opened: what its rows are, and the conditions that choose them."""

    about: str
    conditions: tuple[Any, ...]
    age: int | None = None


def in_pool() -> Any:
    """Every project from signing to production: not withdrawn, and finished ones no longer count."""
    return Project.status.in_(RUNNING)  # type: ignore[attr-defined]


def unverified(since: Any) -> Any:
    """Never verified, or last before the day `since`."""
    return or_(Project.last_verified_on == None, Project.last_verified_on < since)  # noqa: E711 # type: ignore


def verified_since(today: date) -> date:
    return today - timedelta(days=VERIFIED_WITHIN_DAYS)


def expected_between(first: Any, last: Any) -> Any:
    return and_(Project.forecast_finish_on >= first, Project.forecast_finish_on <= last)  # type: ignore


def year_of(today: date) -> tuple[date, date]:
    return date(today.year, 1, 1), date(today.year, 12, 31)


def running_step() -> Any:
    """A step whose clock is on, of an active project."""
    return and_(Step.state_kind == StateKind.RUNNING, Project.status == ProjectStatus.ACTIVE)  # type: ignore


def paused_step() -> Any:
    return and_(Step.state_kind == StateKind.PAUSED, Project.status == ProjectStatus.ACTIVE)  # type: ignore


def overdue_step(today: Any) -> Any:
    return and_(running_step(), Step.due_on < today)  # type: ignore


def _not_over(today: date) -> Any:
    return or_(Step.due_on == None, Step.due_on >= today)  # noqa: E711 # type: ignore


def decided_step() -> Any:
    """A finished step with a limit, accepted and decided on known days."""
    return and_(
        Step.state_kind == StateKind.DECIDED,  # type: ignore
        Step.promised_days != None,  # noqa: E711 # type: ignore
        Step.accepted_on != None,  # noqa: E711 # type: ignore
        Step.decided_on != None,  # noqa: E711 # type: ignore
    )


def late_step() -> Any:
    return and_(decided_step(), Step.done_late_days > 0)  # type: ignore


def open_problem() -> Any:
    return Problem.state.in_(OPEN_STATES)  # type: ignore[attr-defined]


def saved() -> Any:
    """A finished project with at least one counted item; withdrawn ones do not count."""
    return and_(Project.saving_serial != None, Project.status != ProjectStatus.WITHDRAWN)  # noqa: E711 # type: ignore


def age_bucket(workdays: int) -> int:
    """0 to 3: which of the four ages a number of working days falls into."""
    return sum(workdays > limit for limit in AGE_LIMITS)


def figure(text: str, today: date) -> Figure:
    """The figure a url names. Raises BadInput dashboard.unknown_figure."""
    name, *arguments = text.split(":")
    maker = _FIGURES.get((name, len(arguments)))
    if maker is None:
        raise BadInput("dashboard.unknown_figure")
    try:
        return maker(today, *arguments)
    except (ValueError, IndexError) as error:
        raise BadInput("dashboard.unknown_figure") from error


def _projects(*conditions: Any) -> Figure:
    return Figure("project", (in_pool(), *conditions))


def _problems(kind: str, age: str) -> Figure:
    is_kind = Problem.kind == ProblemKind(kind)
    return Figure("problem", (open_problem(), is_kind), age=range(len(AGE_LIMITS) + 1)[int(age)])


def _stage(stage: str, light: str) -> Figure:
    if stage not in STAGES:
        raise ValueError(stage)
    return _projects(Project.stage == stage, Project.light == Light(light))


def _of_month(month: str) -> Figure:
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return _projects(Project.forecast_finish_on >= first, Project.forecast_finish_on < after)  # type: ignore


_FIGURES: dict[tuple[str, int], Callable[..., Figure]] = {
    ("pool", 0): lambda today: _projects(),
    ("light", 1): lambda today, light: _projects(Project.light == Light(light)),
    ("stage", 2): lambda today, stage, light: _stage(stage, light),
    ("unassigned", 0): lambda today: _projects(Project.status == ProjectStatus.UNASSIGNED),
    ("unverified", 0): lambda today: _projects(unverified(verified_since(today))),
    ("expected", 0): lambda today: _projects(expected_between(*year_of(today))),
    ("expected", 1): lambda today, month: _of_month(month),
    ("saved", 0): lambda today: Figure("saved", (saved(),)),
    ("overdue", 0): lambda today: Figure("step", (overdue_step(today),)),
    ("decided", 0): lambda today: Figure("step", (decided_step(),)),
    ("late", 0): lambda today: Figure("step", (late_step(),)),
    ("department", 1): lambda today, code: Figure("step", (running_step(), Step.department_code == code)),
    ("department_overdue", 1): lambda today, code: Figure(
        "step", (overdue_step(today), Step.department_code == code)
    ),
    ("department_in_time", 1): lambda today, code: Figure(
        "step", (running_step(), Step.department_code == code, _not_over(today))
    ),
    ("department_paused", 1): lambda today, code: Figure(
        "step", (paused_step(), Step.department_code == code)
    ),
    ("problems", 0): lambda today: Figure("problem", (open_problem(),)),
    ("problems", 2): lambda today, kind, age: _problems(kind, age),
    ("agent", 1): lambda today, account: _projects(Project.primary_agent_id == int(account)),
    ("backup", 1): lambda today, account: _projects(Project.backup_agent_id == int(account)),
}
