"""The sheet of a department, and the departments one may look at."""

from collections import Counter

from sqlmodel import Session

from domain.access import Actor
from services.chasing import answers, arriving, problem_rows, scoping, step_rows, surroundings
from services.chasing.surroundings import Surroundings
from services.chasing.views import ChaseSheet, DepartmentChoice, PendingRow
from services.database import reading
from services.settings import settings
from services.words import named

_NO_DAY = 10_000


def sheet(*, department_code: str, actor: Actor) -> ChaseSheet:
    """What waits for a department, what stands still, what reaches it next.

    Raises Forbidden, NotFound chase.unknown_department.
    """
    with reading(actor) as session:
        return sheet_in(session, department_code, actor)


def sheet_in(session: Session, department_code: str, actor: Actor) -> ChaseSheet:
    """As `sheet`, within a transaction."""
    view = scoping.department(session, department_code, actor)
    here = surroundings.read(session, actor)
    rows = pending(session, here, department_code)
    return ChaseSheet(
        department_code=department_code,
        department=view.name_en if actor.lang == "en" else view.name_zh,
        district=settings().district_name,
        today=here.today,
        horizon=here.horizon,
        pending=tuple(row for row in rows if not row.waits_for),
        standing=tuple(row for row in rows if row.waits_for),
        records=problem_rows.records(session, here, department_code),
        arrivals=arriving.read(session, here, department_code),
    )


def pending(session: Session, here: Surroundings, code: str) -> list[PendingRow]:
    """Steps and problems, the most urgent first; of equal days steps before problems."""
    steps = list(step_rows.of_department(step_rows.read(session, here, code), code))
    troubles = problem_rows.problems(session, here, code)
    subjects = [*(f"step:{row.id}" for row, _ in steps), *(f"problem:{row.id}" for row in troubles)]
    said = answers.latest(session, subjects)
    known = step_rows.beside(session, [row.id for row, _ in steps])
    rows = [step_rows.pending_row(here, row, whose, known, said) for row, whose in steps]
    rows += [problem_rows.problem_row(here, row, said) for row in troubles]
    return sorted(rows, key=lambda row: _NO_DAY if row.left_workdays is None else row.left_workdays)


def choices(*, actor: Actor) -> tuple[DepartmentChoice, ...]:
    """The departments the actor may look at, those with most over first. Raises Forbidden."""
    with reading(actor) as session:
        views = scoping.departments(session, actor)
        here = surroundings.read(session, actor)
        found, waiting, over = step_rows.read(session, here), Counter[str](), Counter[str]()
        nothing = step_rows.Beside({}, {}, {}, {})
        for code in views:
            for row, whose in step_rows.of_department(found, code):
                shown = step_rows.pending_row(here, row, whose, nothing, {})
                waiting[code] += not shown.waits_for
                over[code] += shown.is_over
        for row in problem_rows.problems(session, here):
            waiting[row.department_code] += 1
            over[row.department_code] += problem_rows.problem_row(here, row, {}).is_over
        rows = [
            DepartmentChoice(code, named(view, actor.lang), waiting[code], over[code])
            for code, view in views.items()
        ]
        return tuple(sorted(rows, key=lambda one: (-one.over, -one.pending)))
