"""What people enter about who looks after a project."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.vocabulary import AssignmentRole

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AssignDraft(_Draft):
    """A and B for one or several projects; coordinator and leader only where given.

    `version` is that of a single project as it was shown.
    """

    project_ids: tuple[int, ...]
    primary_id: int
    backup_id: int | None = None
    coordinator_id: int | None = None
    leader_id: int | None = None
    override_reason: Line = ""
    version: int | None = None


class HandoverDraft(_Draft):
    """One role of a project goes to another agent, with a note of where things stand."""

    project_id: int
    role: AssignmentRole = AssignmentRole.PRIMARY
    to_agent_id: int
    note: Text
    override_reason: Line = ""
    version: int | None = None


class AbsenceDraft(_Draft):
    """First and last day away."""

    agent_id: int
    from_on: date
    until_on: date
    reason: Line = ""
