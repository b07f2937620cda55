"""What somebody enters to hear no more of a rule."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LONGEST_DAYS = 90
"""A mute that names a day ends within a quarter; one without a day is taken back by hand."""


class MuteDraft(BaseModel):
    """`project_id` None: of all projects; `until` None: until it is taken back. The day itself is silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rule: Annotated[str, StringConstraints(max_length=60)]
    project_id: int | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    until: date | None = None
