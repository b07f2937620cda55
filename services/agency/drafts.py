"""What people enter about the agents of a project, checked before anything is stored."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.vocabulary import AssignmentRole

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AssignDraft(_Draft):
    """A and B for one project or several; no coordinator or leader named keeps the one a project has.

    `versions`: those of the projects as they were read. `override_reason`: why A may go beyond the limit.
    """

    project_ids: tuple[int, ...] = Field(min_length=1)
    primary_id: int
    backup_id: int | None = None
    coordinator_id: int | None = None
    leader_id: int | None = None
    override_reason: Line = ""
    versions: Mapping[int, int] = Field(default_factory=dict)


class HandoverDraft(_Draft):
    """One place of a project goes to another agent, with what that agent has to know."""

    project_id: int
    role: AssignmentRole = AssignmentRole.PRIMARY
    to_agent_id: int
    note: Note
    override_reason: Line = ""
    version: int | None = None


class AbsenceDraft(_Draft):
    """Both days included."""

    agent_id: int
    from_on: date
    until_on: date
    reason: Line = ""
