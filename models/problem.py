"""问题清单: the problem and its append-only history."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from models.base import Base, document, instant, key


class Problem(Base, table=True):
    id: int | None = key()
    number: str = Field(unique=True, max_length=24)
    project_id: int = Field(foreign_key="project.id", index=True)
    step_id: int | None = Field(default=None, foreign_key="step.id", index=True)
    text: str
    kind: str
    state: str = Field(default="raised", index=True)
    raised_by: str
    raised_by_account: int | None = None
    raised_on: date
    department_code: str | None = Field(default=None, foreign_key="department.code", index=True)
    owner_account_id: int | None = Field(default=None, foreign_key="account.id")
    owner_name: str | None = None
    due_on: date | None = Field(default=None, index=True)
    measures: str = ""
    progress: str = ""
    needs_decision: bool = False
    resolved_on: date | None = None
    closed_on: date | None = None
    confirmed_by_name: str | None = None
    proof_file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    times_reopened: int = 0
    version: int = 1


class ProblemEvent(Base, table=True):
    __tablename__ = "problem_event"
    id: int | None = key()
    problem_id: int = Field(foreign_key="problem.id", index=True)
    event: str
    happened_on: date
    recorded_by: int
    recorded_at: datetime | None = instant(nullable=False)
    text: str = ""
    payload: dict[str, Any] = document()
