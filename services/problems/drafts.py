"""What a person enters about a problem, checked before anything is stored."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.vocabulary import ProblemKind, Role

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RaiseDraft(_Draft):
    """`raised_by` when entered for somebody else: the enterprise, or (by a coordinator) a leader's 批示."""

    project_id: int
    text: Text
    kind: ProblemKind = ProblemKind.OTHER
    step_id: int | None = None
    raised_by: Role | str | None = None
    department_code: str | None = None
    due_on: date | None = None
    needs_decision: bool = False


class AssignDraft(_Draft):
    """The department, the person by name (an account where there is one), and the day it must be solved."""

    department_code: str
    owner_name: Line = ""
    owner_account_id: int | None = None
    due_on: date
    measures: Text = ""


class Proof(_Draft):
    """What shows that the enterprise confirmed: a document number, or a file as name and bytes."""

    document_no: Line = ""
    file_name: str = ""
    file_data: bytes = Field(default=b"", repr=False)

    @property
    def is_given(self) -> bool:
        return bool(self.document_no or self.file_data)
