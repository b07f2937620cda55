"""Many projects fast: the hand-made ones are copied with new identities.

The few rows that carry a name or a code are made here; everything that hangs on them is copied inside the
database. Ids move by a fixed step a copy, so a reference is moved by arithmetic alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlmodel import Session

from domain import identifiers
from domain.vocabulary import Role
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

Model = type[Base]
Row = dict[str, Any]
NAMED: tuple[Model, ...] = (Account, Enterprise, Project)
"""Made row by row, parents first; problems follow once the steps they name are there."""
HANGING: tuple[Model, ...] = (Assignment, Step, StepEvent, StepMaterial, Visit, Obligation)
LINKS: dict[str, Model] = {
    "enterprise_id": Enterprise,
    "project_id": Project,
    "step_id": Step,
    "current_step_id": Step,
    "problem_id": Problem,
    "corrected_by_event_id": StepEvent,
    "primary_agent_id": Account,
    "backup_agent_id": Account,
    "agent_id": Account,
    "recorded_by": Account,
}
"""Columns that move along with the copy; of accounts only agents are copied, others stay who they are."""
SUBJECTS: dict[str, Model] = {"step": Step, "project": Project, "problem": Problem, "event": StepEvent}
NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT {first:d} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last:d})"
)

WIDE_CACHE = "PRAGMA cache_size = -262144"
"""256 MB of pages: with SQLite's own 2 MB the indexes are read over and over, 13 times slower."""


@dataclass(frozen=True)
class Span:
    """The ids of the originals of one table."""

    first: int
    last: int
    top: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def moved(self, value: int | None, number: int) -> int | None:
        """The id that copy `number` (from 1) gives to an original's id; ids of nothing copied stay."""
        if value is None or not self.first <= value <= self.last:
            return value
        return self.top + (number - 1) * self.size + value - self.first + 1

    def sql(self, column: str) -> str:
        """`moved` as an expression over the copy number `n`."""
        move = f"{self.top} + (n - 1) * {self.size} + {column} - {self.first - 1}"
        return f"CASE WHEN {column} BETWEEN {self.first} AND {self.last} THEN {move} ELSE {column} END"


class Cloner:
    """Copies the projects that are in the database when it is made."""

    def __init__(self, session: Session) -> None:
        self.rows = {model: _rows(session, model) for model in (*NAMED, Problem)}
        everything = (*NAMED, *HANGING, Problem, ProblemEvent)
        self.spans = {model: _span(session, model, self.rows.get(model)) for model in everything}
        self.projects = [row["id"] for row in self.rows[Project]]

    def copy(self, session: Session, *, first: int, last: int, limit: int | None = None) -> int:
        """Copies `first` to `last` of every project (of at most `limit`); returns how many were made."""
        wanted = self.projects[:limit]
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(WIDE_CACHE))
        for model in NAMED:
            self._insert_named(session, model, wanted, first, last)
        for model in HANGING:
            self._insert_hanging(session, model, wanted, first, last)
        self._insert_named(session, Problem, wanted, first, last)
        self._insert_hanging(session, ProblemEvent, wanted, first, last)
        return len(wanted) * (last - first + 1)

    def finish(self, session: Session) -> None:
        """Move PostgreSQL's sequences behind what was copied."""
        if session.get_bind().dialect.name != "postgresql":
            return
        for model in self.spans:
            name = _table(model).name
            move = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
            session.execute(text(move))

    def _insert_named(self, session: Session, model: Model, wanted: list[int], first: int, last: int) -> None:
        owners = {row["enterprise_id"] for row in self.rows[Project] if row["id"] in set(wanted)}
        mine = [row for row in self.rows[model] if _belongs(model, row, set(wanted), owners)]
        copies = [self._renamed(model, row, number) for number in range(first, last + 1) for row in mine]
        if copies:
            session.execute(insert(_table(model)), copies)

    def _renamed(self, model: Model, row: Row, number: int) -> Row:
        copy = row | {"id": self.spans[model].moved(row["id"], number)}
        for column in LINKS.keys() & row.keys():
            copy[column] = self.spans[LINKS[column]].moved(row[column], number)
        return IDENTITY[model](copy, number)

    def _insert_hanging(
        self, session: Session, model: Model, wanted: list[int], first: int, last: int
    ) -> None:
        table, span = _table(model), self.spans[model]
        names = [column.name for column in table.columns]
        values = ", ".join(self._value(model, f"{table.name}.{name}", name) for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        numbers = NUMBERS.format(first=first, last=last)
        originals = f"{table.name}.id <= {span.last} AND {self._condition(model, wanted)}"
        statement = (
            f"INSERT INTO {table.name} ({columns}) {numbers} SELECT {values} FROM numbers "
            f"CROSS JOIN {table.name} WHERE {originals}"
        )
        session.execute(text(statement))

    def _value(self, model: Model, column: str, name: str) -> str:
        if name == "id":
            return self.spans[model].sql(column)
        if model is Obligation and name == "subject":
            return self._subject(column)
        return self.spans[LINKS[name]].sql(column) if name in LINKS else _quoted(column)

    def _subject(self, column: str) -> str:
        """`step:12` names its row by number inside a text."""
        cases = ""
        for kind, model in SUBJECTS.items():
            moved = self.spans[model].sql(_number(column, kind))
            cases += f" WHEN {column} LIKE '{kind}:%' THEN '{kind}:' || ({moved})"
        return f"CASE{cases} ELSE {column} END"

    def _condition(self, model: Model, wanted: list[int]) -> str:
        last = wanted[-1] if wanted else 0
        if model is ProblemEvent:
            return f"problem_id IN (SELECT id FROM problem WHERE project_id <= {last})"
        return f"{_table(model).name}.project_id <= {last}"


def _span(session: Session, model: Model, rows: list[Row] | None) -> Span:
    column = _table(model).c.id
    low, high = session.execute(select(func.min(column), func.max(column))).one()
    if rows:
        return Span(rows[0]["id"], rows[-1]["id"], high)
    return Span(low or 1, high or 0, high or 0)


def _rows(session: Session, model: Model) -> list[Row]:
    table = _table(model)
    query = select(table).order_by(table.c.id)
    if model is Account:
        query = query.where(table.c.role == Role.AGENT)
    return [dict(row._mapping) for row in session.execute(query)]


def _table(model: Model) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return]


def _quoted(column: str) -> str:
    table, _, name = column.partition(".")
    return f'{table}."{name}"'


def _number(column: str, kind: str) -> str:
    return f"CAST(substr({column}, {len(kind) + 2}) AS INTEGER)"


def _belongs(model: Model, row: Row, projects: set[int], enterprises: set[int]) -> bool:
    if model is Account:
        return True
    if model is Enterprise:
        return row["id"] in enterprises
    return row["id" if model is Project else "project_id"] in projects


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


IDENTITY: dict[Model, Callable[[Row, int], Row]] = {
    Account: _account,
    Enterprise: _enterprise,
    Project: _project,
    Problem: _problem,
}


def copies(missing: int, originals: int, *, at_once: int = 100) -> Iterator[tuple[int, int, int]]:
    """(first copy, last copy, projects of each) until `missing` projects are made, a part at a time."""
    whole, rest = divmod(missing, originals)
    for first in range(1, whole + 1, at_once):
        yield first, min(first + at_once - 1, whole), originals
    if rest:
        yield whole + 1, whole + 1, rest
