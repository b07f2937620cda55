"""Many projects fast: the hand-made ones are copied row by row with new identities, in bulk inserts."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlmodel import Session

from domain import identifiers
from models import (
    Account,
    Assignment,
    Base,
    Enterprise,
    Obligation,
    Problem,
    ProblemEvent,
    Project,
    Step,
    StepEvent,
    StepMaterial,
    Visit,
)

BATCH = 20_000
# parents first; the foreign keys that move along with the copy
TABLES: tuple[tuple[type[Base], tuple[tuple[str, type[Base]], ...]], ...] = (
    (Account, ()),
    (Enterprise, ()),
    (Project, (("enterprise_id", Enterprise), ("primary_agent_id", Account), ("backup_agent_id", Account))),
    (Assignment, (("project_id", Project), ("agent_id", Account))),
    (Step, (("project_id", Project),)),
    (StepEvent, (("project_id", Project), ("step_id", Step))),
    (StepMaterial, (("project_id", Project), ("step_id", Step))),
    (Problem, (("project_id", Project), ("step_id", Step))),
    (ProblemEvent, (("problem_id", Problem),)),
    (Visit, (("project_id", Project), ("recorded_by", Account))),
    (Obligation, (("project_id", Project), ("step_id", Step))),
)
Row = dict[str, Any]


class Cloner:
    """Copies every project of the database `times` times. Only agents are copied among the accounts."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sources = {model: self._rows(model) for model, _ in TABLES}
        self.next_id = {model: self._max_id(model) + 1 for model, _ in TABLES}
        self.pending: dict[type[Base], list[Row]] = {model: [] for model, _ in TABLES}

    def copy(self, *, number: int, limit: int) -> int:
        """One more copy of (at most `limit`) projects; returns how many were made."""
        wanted = {row["id"] for row in self.sources[Project][:limit]}
        ids: dict[type[Base], dict[int, int]] = {}
        for model, links in TABLES:
            rows = [row for row in self.sources[model] if _belongs(model, row, wanted, ids)]
            ids[model] = {row["id"]: self.next_id[model] + n for n, row in enumerate(rows)}
            self.next_id[model] += len(rows)
            self.pending[model].extend(self._copies(model, rows, links, ids, number))
        if len(self.pending[StepEvent]) > BATCH:
            self.flush()
        return len(ids[Project])

    def _copies(
        self,
        model: type[Base],
        rows: list[Row],
        links: tuple[tuple[str, type[Base]], ...],
        ids: dict[type[Base], dict[int, int]],
        number: int,
    ) -> Iterator[Row]:
        rename = IDENTITY.get(model)
        for row in rows:
            copy = row | {"id": ids[model][row["id"]]}
            for column, parent in links:
                copy[column] = ids[parent].get(row[column], row[column])
            if model is Project:
                copy["current_step_id"] = None
            if model is Obligation:
                copy["subject"] = _subject(row, copy, ids)
            yield rename(copy, number) if rename else copy

    def flush(self) -> None:
        """Write what is pending, parents first."""
        for model, _ in TABLES:
            rows, table = self.pending[model], _table(model)
            for start in range(0, len(rows), BATCH):
                self.session.execute(insert(table), rows[start : start + BATCH])
            rows.clear()

    def finish(self) -> None:
        """Write the rest, point projects at their copied steps, and move PostgreSQL's sequences on."""
        self.flush()
        self.session.execute(text(CURRENT_STEP))
        if self.session.get_bind().dialect.name == "postgresql":
            for model, _ in TABLES:
                name = _table(model).name
                move = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :value)"
                self.session.execute(text(move), {"value": self.next_id[model]})

    def _rows(self, model: type[Base]) -> list[Row]:
        table = _table(model)
        query = select(table).order_by(table.c.id)
        if model is Account:
            query = query.where(table.c.role == "agent")
        return [dict(row._mapping) for row in self.session.execute(query)]

    def _max_id(self, model: type[Base]) -> int:
        return self.session.execute(select(func.max(_table(model).c.id))).scalar() or 0


CURRENT_STEP = """
UPDATE project SET current_step_id = (
  SELECT min(step.id) FROM step WHERE step.project_id = project.id AND step.due_on = project.current_due_on
) WHERE current_step_id IS NULL AND current_due_on IS NOT NULL
"""


def _table(model: type[Base]) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return]


def _belongs(model: type[Base], row: Row, projects: set[int], ids: dict[type[Base], dict[int, int]]) -> bool:
    if model is Account:
        return True
    if model is Enterprise:
        return True
    if model is Project:
        return row["id"] in projects
    if model is ProblemEvent:
        return row["problem_id"] in ids[Problem]
    return row["project_id"] in projects


def _subject(row: Row, copy: Row, ids: dict[type[Base], dict[int, int]]) -> str:
    kind, _, old = row["subject"].partition(":")
    parents = {"step": Step, "project": Project, "problem": Problem, "event": StepEvent}
    parent = parents.get(kind)
    return f"{kind}:{ids[parent].get(int(old), 0)}" if parent else str(row["subject"])


def _account(row: Row, number: int) -> Row:
    return row | {
        "username": f"{row['username']}-{number}",
        "display_name": f"{row['display_name']}{number}",
        "email": None,
    }


def _enterprise(row: Row, number: int) -> Row:
    return row | {
        "uscc": _reissued(row["uscc"], row["id"], identifiers.reissued_credit_code),
        "name": f"{row['name']}{number}",
        "name_normalised": f"{row['name_normalised']}{number}",
    }


def _project(row: Row, number: int) -> Row:
    return row | {
        "code": _reissued(row["code"], row["id"], identifiers.reissued_project_code),
        "name": f"{row['name']}{number}",
        "name_normalised": f"{row['name_normalised']}{number}",
        "search_text": f"{row['search_text']} {number}",
    }


def _problem(row: Row, number: int) -> Row:
    return row | {"number": f"{row['number']}-{number}"}


def _reissued(code: str | None, serial: int, reissue: Callable[[str, int], str]) -> str | None:
    return reissue(code, serial) if code else None


IDENTITY: dict[type[Base], Callable[[Row, int], Row]] = {
    Account: _account,
    Enterprise: _enterprise,
    Project: _project,
    Problem: _problem,
}
