"""The problem list and one problem with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, select

from domain import problems
from domain.access import Actor, Permission, can, require
from domain.errors import Forbidden
from domain.problems import OPEN_STATES, UNSOLVED_STATES
from domain.vocabulary import ProblemState
from domain.workdays import WorkCalendar
from models import Account, ApprovalItem, Department, Problem, ProblemEvent, Project, Step
from services import calendar, clock
from services.database import reading
from services.problems.moving import facts_of, may_act
from services.problems.views import HistoryLine, ProblemPage, ProblemRow, ProblemView
from services.queries import one_readable, visible


@dataclass(frozen=True)
class ProblemFilters:
    """`states` empty: all that are open (待交办, 办理中, 待核验)."""

    states: Sequence[str] = ()
    kinds: Sequence[str] = ()
    department_code: str | None = None
    project_id: int | None = None
    overdue: bool = False
    text: str = ""
    limit: int = 200


def list_problems(*, filters: ProblemFilters, actor: Actor) -> ProblemPage:
    """The problems an actor may see, the most urgent first: overdue, by due date, then by age."""
    _require_reader(actor)
    today = clock.today()
    with reading(actor) as session:
        found = session.exec(_select(actor, _conditions(filters, today)).limit(filters.limit)).all()
        days = calendar.current(session)
        return ProblemPage(tuple(_row(one, days, today) for one in found), *_counts(session, actor, filters))


def problem_view(*, problem_id: int, actor: Actor) -> ProblemView:
    """One problem, its history from the newest, and the acts that are the actor's now."""
    _require_reader(actor)
    today = clock.today()
    with reading(actor) as session:
        problem = one_readable(session, actor, Problem, problem_id)
        project = one_readable(session, actor, Project, problem.project_id)
        found = session.exec(_select(actor, [Problem.id == problem_id])).one()
        agent = session.get(Account, project.primary_agent_id) if project.primary_agent_id else None
        open_to_actor = may_act(session, actor, project, today)
        return ProblemView(
            row=_row(found, calendar.current(session), today),
            agent=agent.display_name if agent else "",
            step_id=problem.step_id,
            owner_account_id=problem.owner_account_id,
            history=_history(session, problem_id),
            permitted=problems.permitted(facts_of(problem), actor) if open_to_actor else (),
            today=today,
        )


def _require_reader(actor: Actor) -> None:
    require(actor, Permission.SEE_PROJECTS)
    if not (can(actor, Permission.RAISE_PROBLEM) or can(actor, Permission.ANSWER_PROBLEM)):
        raise Forbidden("access.denied")


def overdue_condition(today: Any) -> ColumnElement[bool]:
    """`domain.problems.is_overdue` in SQL."""
    return Problem.state.in_(UNSOLVED_STATES) & (Problem.due_on < today)  # type: ignore


def _conditions(filters: ProblemFilters, today: date) -> list[Any]:
    found: list[Any] = [Problem.state.in_(list(filters.states) or OPEN_STATES)]  # type: ignore[attr-defined]
    if filters.kinds:
        found.append(Problem.kind.in_(list(filters.kinds)))  # type: ignore[attr-defined]
    if filters.department_code:
        found.append(Problem.department_code == filters.department_code)
    if filters.project_id:
        found.append(Problem.project_id == filters.project_id)
    if filters.overdue:
        found.append(overdue_condition(today))
    if filters.text.strip():
        like = f"%{filters.text.strip()}%"
        found.append(Problem.text.ilike(like) | Problem.number.ilike(like) | Project.name.ilike(like))  # type: ignore[attr-defined]
    return found


def _select(actor: Actor, conditions: Sequence[Any]) -> Any:
    """Columns only; the department and the step in the actor's language."""
    english = actor.lang == "en"
    department = Department.short_en if english else Department.short_zh
    full = Department.name_en if english else Department.name_zh
    item = ApprovalItem.name_en if english else ApprovalItem.name_zh
    return (
        select(  # type: ignore[call-overload]
            *[getattr(Problem, name) for name in _COLUMNS],
            Project.name.label("project"),  # type: ignore[attr-defined]
            func.coalesce(func.nullif(department, ""), full, "").label("department"),
            func.coalesce(item, "").label("step"),
        )
        .join(Project, Project.id == Problem.project_id)
        .outerjoin(Department, Department.code == Problem.department_code)
        .outerjoin(Step, Step.id == Problem.step_id)
        .outerjoin(ApprovalItem, ApprovalItem.code == Step.item_code)
        .where(visible(actor, Problem), *conditions)
        .order_by(Problem.due_on == None, Problem.due_on, Problem.raised_on, Problem.id)  # noqa: E711 (SQL)
    )


_COLUMNS = (
    *("id", "number", "project_id", "text", "kind", "state", "raised_by", "raised_on", "department_code"),
    *("owner_name", "due_on", "measures", "progress", "needs_decision", "resolved_on", "closed_on"),
    *("confirmed_by_name", "times_reopened", "version"),
)


def _row(found: Any, days: WorkCalendar, today: date) -> ProblemRow:
    values = dict(found._mapping)
    values["owner_name"] = values["owner_name"] or ""
    values["confirmed_by_name"] = values["confirmed_by_name"] or ""
    due_on, end = values["due_on"], values["closed_on"] or today
    counts = due_on is not None and values["state"] in UNSOLVED_STATES
    return ProblemRow(
        left_workdays=days.workdays_between(today, due_on) if counts else None,
        open_workdays=max(0, days.workdays_between(values["raised_on"], end)),
        is_overdue=problems.is_overdue(values["state"], due_on, today),
        **values,
    )


def _counts(session: Session, actor: Actor, filters: ProblemFilters) -> tuple[int, int, int, int, int]:
    """(with these filters; open; overdue; waiting for assignment; waiting for confirmation)."""
    today = clock.today()
    matching = (
        select(func.count())
        .select_from(Problem)
        .join(Project, Project.id == Problem.project_id)  # type: ignore[arg-type]
        .where(visible(actor, Problem), *_conditions(filters, today))
    )
    sums = [
        func.count(),
        func.sum(case((overdue_condition(today), 1), else_=0)),
        func.sum(case((Problem.state == ProblemState.RAISED, 1), else_=0)),  # type: ignore[arg-type]
        func.sum(case((Problem.state == ProblemState.RESOLVED, 1), else_=0)),  # type: ignore[arg-type]
    ]
    is_open = Problem.state.in_(OPEN_STATES)  # type: ignore[attr-defined]
    found = session.exec(select(*sums).where(visible(actor, Problem), is_open)).one()  # type: ignore[call-overload]
    total = session.exec(matching).one()
    return total, found[0], *(int(value or 0) for value in found[1:])  # type: ignore[return-value]


def _history(session: Session, problem_id: int) -> tuple[HistoryLine, ...]:
    rows = session.exec(
        select(ProblemEvent, Account.display_name)
        .outerjoin(Account, Account.id == ProblemEvent.recorded_by)  # type: ignore[arg-type]
        .where(ProblemEvent.problem_id == problem_id)
        .order_by(ProblemEvent.id.desc())  # type: ignore[union-attr]
    )
    return tuple(
        HistoryLine(
            act=row.event,
            happened_on=row.happened_on,
            recorded_by=name or "",
            recorded_at=row.recorded_at,
            text=row.text,
            document_no=row.payload.get("document_no") or "",
            file_id=row.payload.get("file_id"),
        )
        for row, name in rows
    )
