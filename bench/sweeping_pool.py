"""A pool of open steps with dated duties, filled in bulk: what a sweep reads."""

import math
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import select

from domain.access import SYSTEM
from domain.vocabulary import Role
from models import Account, ApprovalItem, Enterprise, Obligation, Project, Step
from services import catalogue, clock, database, reminders, schema
from services.database import reading, unit_of_work

TODAY = date(2026, 11, 26)
STEPS = 30
SPREAD, PAST = 90, 7
"""Days over which the dates lie, and how many of them are over."""
ANCHORS = (
    *("step_due", "step_due", "step_due", "ready", "dept_due", "supplement_due"),
    *("commit_due", "check_due", "review_due", "validity_end"),
)
GRANTED = 20
AGENTS, COORDINATORS, LEADERS = 200, 20, 3
DEPARTMENTS = ("natural_resources", "development_reform", "market_regulation", "business_environment")
_BLOCK = 30_000
"""Rows made in Python; the rest repeats them, for other projects."""
_REPEATED = {"id": "NULL", "project_id": "project_id + :projects"}


def fill(url: str, *, steps: int) -> float:
    """Make the pool; returns the seconds it took. The day has turned before there was anything to turn."""
    database.use(url)
    started = time.perf_counter()
    with clock.frozen(TODAY):
        schema.migrate()
        catalogue.load()
        people = _people()
        reminders.sweep(actor=SYSTEM)
        with unit_of_work(SYSTEM) as work:
            work.session.add(Enterprise(id=1, name="e", name_normalised="e"))
        _add(Project, math.ceil(steps / STEPS), lambda number: _project(number, people))
        codes = _codes()
        _add(Step, min(steps, _BLOCK), lambda number: _step(number, codes))
        _add(Obligation, min(steps, _BLOCK), _duty)
        for done in range(_BLOCK, steps, _BLOCK):
            _repeat(done, min(_BLOCK, steps - done))
    with database.engine(url).connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.dispose(url)
    return time.perf_counter() - started


def _codes() -> list[str]:
    with reading(SYSTEM) as session:
        return list(session.exec(select(ApprovalItem.code).order_by(ApprovalItem.code).limit(STEPS)))


def _people() -> dict[Role, list[int]]:
    wanted = {Role.AGENT: AGENTS, Role.COORDINATOR: COORDINATORS, Role.LEADER: LEADERS}
    names = [(role, f"{role}{number}", None) for role, count in wanted.items() for number in range(count)]
    names += [(Role.LIAISON, f"liaison_{code}", code) for code in DEPARTMENTS]
    found: dict[Role, list[int]] = {role: [] for role in (*wanted, Role.LIAISON)}
    with unit_of_work(SYSTEM) as work:
        for role, name, department in names:
            row = Account(
                username=name, display_name=name, role=role, department_code=department, password_hash=""
            )
            work.session.add(row)
            work.session.flush()
            found[role].append(row.id or 0)
    return found


def _project(number: int, people: dict[Role, list[int]]) -> dict[str, Any]:
    def one(role: Role, shift: int = 0) -> int:
        return people[role][(number + shift) % len(people[role])]

    return {
        "name": f"p{number}",
        "name_normalised": f"p{number}",
        "enterprise_id": 1,
        "template_code": "industrial_new_grant",
        "status": "active",
        "primary_agent_id": one(Role.AGENT),
        "backup_agent_id": one(Role.AGENT, 1 + number % 7),
        "coordinator_id": one(Role.COORDINATOR),
        "leader_id": one(Role.LEADER),
        "entered_on": TODAY - timedelta(days=100),
    }


def _step(number: int, codes: list[str]) -> dict[str, Any]:
    return {
        "project_id": _project_of(number),
        "item_code": codes[number % STEPS],
        "seq": number % STEPS,
        "stage": "land_planning",
        "department_code": DEPARTMENTS[number % len(DEPARTMENTS)],
        "lead_department_code": DEPARTMENTS[number % len(DEPARTMENTS)],
        "mode": "standard",
        "limits_status": "confirmed",
        "state": "reviewing",
        "state_kind": "running",
    }


def _duty(number: int) -> dict[str, Any]:
    due_on = TODAY + timedelta(days=number * 37 % SPREAD - PAST)
    began = due_on - timedelta(days=60 + number % 20)
    return {
        "project_id": _project_of(number),
        "step_id": number,
        "subject": f"step:{number}",
        "anchor": ANCHORS[number // STEPS % len(ANCHORS)],
        "due_on": due_on,
        "started_on": began,
        "opened_at": datetime(began.year, began.month, began.day, number % 24, tzinfo=UTC),
        "granted_workdays": GRANTED,
        "party": "department",
    }


def _project_of(number: int) -> int:
    return (number - 1) // STEPS + 1


def _add(model: Any, count: int, values: Callable[[int], dict[str, Any]]) -> None:
    """Rows of the numbers 1 to `count` with the model's own defaults."""
    row = model(**values(1))
    plain = {column.name: getattr(row, column.name) for column in model.__table__.columns}
    with unit_of_work(SYSTEM) as work:
        rows = [{**plain, **values(number)} for number in range(1, count + 1)]
        work.session.connection().execute(insert(model.__table__), rows)


def _repeat(done: int, count: int) -> None:
    """The first `count` steps and their duties once more, behind the `done` steps that are there."""
    shift = {"steps": done, "projects": done // STEPS, "count": count}
    duty = {"step_id": "step_id + :steps", "subject": "'step:' || (step_id + :steps)"}
    with unit_of_work(SYSTEM) as work:
        for model, own, place in ((Step, {}, "id"), (Obligation, duty, "step_id")):
            table: Any = model.__table__  # type: ignore[attr-defined]
            values = {column.name: f'"{column.name}"' for column in table.columns} | _REPEATED | own
            names = ", ".join(f'"{name}"' for name in values)
            source = f"SELECT {', '.join(values.values())} FROM {table.name} WHERE {place} <= :count"
            work.session.execute(text(f"INSERT INTO {table.name} ({names}) {source}"), shift)
