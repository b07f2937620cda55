"""The rows behind a number: as many as the number says, chosen by the same conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.workdays import WorkCalendar
from models import Account, Department, Problem, Project, Step
from services import calendar, clock
from services.dashboard import conditions
from services.dashboard.attention import holder_word, item_names
from services.dashboard.conditions import Figure
from services.dashboard.views import FigureRow
from services.database import reading
from services.lifecycle_words import light_reason
from services.words import translate


@dataclass(frozen=True)
class _Words:
    """What turns columns into words: the language, item names, the calendar and the day."""

    lang: str
    names: Mapping[str, str]
    days: WorkCalendar
    today: date

    def left(self, due_on: date | None) -> int | None:
        return self.days.workdays_between(self.today, due_on) if due_on else None


def figure_rows(*, figure: str, actor: Actor) -> tuple[FigureRow, ...]:
    """Every row that a number of the dashboard counts. Raises BadInput dashboard.unknown_figure."""
    require(actor, Permission.SEE_DASHBOARD)
    today = clock.today()
    wanted = conditions.figure(figure, today)
    with reading(actor) as session:
        said = _Words(actor.lang, item_names(session, actor.lang), calendar.current(session), today)
        return _READERS[wanted.about](session, wanted, said)


def _project_rows(session: Session, wanted: Figure, said: _Words) -> tuple[FigureRow, ...]:
    rows = session.exec(
        select(  # type: ignore[call-overload]
            *(Project.id, Project.name, Project.light, Project.light_reason, Project.light_params),
            *(Project.forecast_finish_on, Account.display_name),
        )
        .outerjoin(Account, Account.id == Project.primary_agent_id)
        .where(*wanted.conditions)
        .order_by(Project.current_due_on, Project.id)
    )
    return tuple(
        FigureRow(
            project_id=row.id,
            project=row.name,
            light=row.light,
            subject="",
            detail=light_reason(row.light_reason, row.light_params, lang=said.lang, names=said.names),
            holder=row.display_name or translate("project_status.unassigned", lang=said.lang),
            due_on=row.forecast_finish_on,
            left_workdays=None,
        )
        for row in rows
    )


def _saved_rows(session: Session, wanted: Figure, said: _Words) -> tuple[FigureRow, ...]:
    """Finished projects with the working days they used, and those of both baselines."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            *(Project.id, Project.name, Project.light, Account.display_name, Project.closed_on),
            *(Project.saving_used, Project.saving_serial, Project.saving_parallel),
        )
        .outerjoin(Account, Account.id == Project.primary_agent_id)
        .where(*wanted.conditions)
        .order_by(Project.id)
    )
    return tuple(
        FigureRow(
            project_id=row.id,
            project=row.name,
            light=row.light,
            subject="",
            detail=translate(
                "Used {used} working days; limits one after the other {serial}, side by side {parallel}",
                lang=said.lang,
                used=row.saving_used,
                serial=row.saving_serial,
                parallel=row.saving_parallel,
            ),
            holder=row.display_name or "",
            due_on=row.closed_on,
            left_workdays=None,
        )
        for row in rows
    )


def _step_rows(session: Session, wanted: Figure, said: _Words) -> tuple[FigureRow, ...]:
    rows = session.exec(
        select(  # type: ignore[call-overload]
            *(Step.project_id, Project.name.label("project"), Step.item_code, Step.light),  # type: ignore[attr-defined]
            *(Step.light_reason, Step.light_params, Step.holder, Step.due_on, Step.decided_on),
            *(Step.done_late_days, Step.state_kind, Department.short_zh, Department.short_en),
            *(Department.name_zh, Department.name_en),
        )
        .join(Project, Project.id == Step.project_id)
        .outerjoin(Department, Department.code == Step.department_code)
        .where(*wanted.conditions)
        .order_by(Step.due_on, Step.id)
    )
    return tuple(
        FigureRow(
            project_id=row.project_id,
            project=row.project,
            light=row.light,
            subject=said.names.get(row.item_code, row.item_code),
            detail=_step_detail(row, said),
            holder=holder_word(row, said.lang) if row.decided_on is None else "",
            due_on=row.decided_on or row.due_on,
            left_workdays=said.left(row.due_on) if row.decided_on is None else None,
        )
        for row in rows
    )


def _step_detail(row: Any, said: _Words) -> str:
    if row.decided_on and row.done_late_days > 0:
        return translate("Finished {n} working days late", lang=said.lang, n=row.done_late_days)
    return light_reason(row.light_reason, row.light_params, lang=said.lang, names=said.names)


def _problem_rows(session: Session, wanted: Figure, said: _Words) -> tuple[FigureRow, ...]:
    rows = session.exec(
        select(  # type: ignore[call-overload]
            *(Problem.project_id, Project.name.label("project"), Project.light, Problem.number),  # type: ignore[attr-defined]
            *(Problem.text, Problem.owner_name, Problem.due_on, Problem.raised_on),
        )
        .join(Project, Project.id == Problem.project_id)
        .where(*wanted.conditions)
        .order_by(Problem.raised_on, Problem.id)
    )
    return tuple(
        FigureRow(
            project_id=row.project_id,
            project=row.project,
            light=row.light,
            subject=row.number,
            detail=row.text,
            holder=row.owner_name or translate("problem_state.raised", lang=said.lang),
            due_on=row.due_on,
            left_workdays=said.left(row.due_on),
        )
        for row in rows
        if wanted.age is None or wanted.age == _age(row.raised_on, said)
    )


def _age(raised_on: date, said: _Words) -> int:
    return conditions.age_bucket(said.days.workdays_between(raised_on, said.today))


_READERS = {
    "project": _project_rows,
    "saved": _saved_rows,
    "step": _step_rows,
    "problem": _problem_rows,
}
