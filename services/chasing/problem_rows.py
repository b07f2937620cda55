"""Unsolved problems whose owner the department is, and records entered for it that it has yet to confirm."""

from typing import Any

from sqlmodel import Session, select

from domain.problems import UNSOLVED_STATES
from domain.vocabulary import Light
from models import Account, Enterprise, Obligation, Problem, Project, Step, StepEvent
from services import clock
from services.chasing import stamping
from services.chasing.step_rows import LIVE, Answers
from services.chasing.surroundings import Surroundings
from services.chasing.views import PendingRow, RecordRow
from services.lifecycle_words import event_fact
from services.queries import visible

_YELLOW_DAYS = 2
_PROBLEM = ("id", "project_id", "number", "text", "state", "due_on", "times_reopened", "raised_on")


def problems(session: Session, here: Surroundings, code: str | None = None) -> list[Any]:
    """Columns of the problems assigned to departments and not yet reported solved, the earliest due first."""
    query = (
        select(  # type: ignore[call-overload]
            *[getattr(Problem, name) for name in _PROBLEM],
            Problem.department_code,
            Project.name.label("project"),  # type: ignore[attr-defined]
            Enterprise.name.label("enterprise"),  # type: ignore[attr-defined]
            Account.display_name.label("agent"),  # type: ignore[attr-defined]
            Account.phone,
        )
        .join(Project, Project.id == Problem.project_id)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(Account, Account.id == Project.primary_agent_id)
        .where(Problem.department_code != None, Problem.state.in_(UNSOLVED_STATES))  # type: ignore[attr-defined]  # noqa: E711
        .where(Project.status.in_(LIVE), visible(here.actor, Problem))  # type: ignore[attr-defined]
        .order_by(Problem.due_on, Problem.id)
    )
    return list(session.exec(query.where(Problem.department_code == code) if code else query))


def problem_row(here: Surroundings, row: Any, answers: Answers) -> PendingRow:
    """One problem as its owner's sheet shows it."""
    subject = f"problem:{row.id}"
    answer_id, answer = answers.get(subject, (0, None))
    left = here.days.workdays_between(here.today, row.due_on) if row.due_on else None
    return PendingRow(
        subject=subject,
        stamp=stamping.of_problem(row, answer_id),
        project_id=row.project_id,
        project=row.project,
        enterprise=row.enterprise,
        title=here("chase.problem", number=row.number, text=row.text),
        department=here.department(row.department_code),
        agent=" ".join(part for part in (row.agent, row.phone) if part),
        light=_light(left),
        problem_id=row.id,
        state_word=here(f"problem_state.{row.state}"),
        accepted_on=row.raised_on,
        due_on=row.due_on,
        left_workdays=left,
        is_provisional=row.due_on is not None and here.days.is_provisional(row.due_on),
        answer=answer,
    )


def _light(left: int | None) -> str:
    if left is None:
        return Light.NONE.value
    return (Light.RED if left < 0 else Light.YELLOW if left <= _YELLOW_DAYS else Light.GREEN).value


def records(session: Session, here: Surroundings, code: str) -> tuple[RecordRow, ...]:
    """Acts entered for the department, neither confirmed nor contested, the oldest first."""
    subjects = session.exec(
        select(Obligation.subject)
        .where(Obligation.anchor == "recorded_on_behalf", Obligation.is_open)
        .where(Obligation.department_code == code)
    )
    ids = sorted(int(subject.removeprefix("event:")) for subject in subjects)
    query = (
        select(StepEvent, Project.name, Account.display_name)
        .join(Project, Project.id == StepEvent.project_id)  # type: ignore[arg-type]
        .outerjoin(Account, Account.id == StepEvent.recorded_by)  # type: ignore[arg-type]
        .where(StepEvent.id.in_(ids), visible(here.actor, StepEvent))  # type: ignore[union-attr]
        .order_by(StepEvent.id)  # type: ignore[arg-type]
    )
    found = session.exec(query).all()
    steps = {event.step_id for event, _, _ in found}
    codes = dict(session.exec(select(Step.id, Step.item_code).where(Step.id.in_(steps))).all())  # type: ignore
    return tuple(_record(here, event, codes[event.step_id], project, by) for event, project, by in found)


def _record(here: Surroundings, event: StepEvent, item_code: str, project: str, by: str | None) -> RecordRow:
    assert event.recorded_at is not None  # the column is not nullable
    recorded_on = clock.local(event.recorded_at).date()
    return RecordRow(
        event_id=event.id or 0,
        project_id=event.project_id,
        project=project,
        title=here.item(event.member_code or item_code),
        step_code=item_code,
        what=event_fact(event.mode, event.event, lang=here.lang),
        happened_on=event.happened_on,
        document_no=event.document_no or "",
        recorded_by=by or "",
        until=here.days.add_workdays(recorded_on, here.numbers.get("record.objection_days", 2)),
    )
