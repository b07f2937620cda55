"""What people enter about a rating. `version` is that of the survey they read, 0 for none yet."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class RatingDraft(BaseModel):
    """The enterprise's own word, recorded for it: 5 very satisfied to 1 very dissatisfied, with a proof."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    step_id: int
    version: int = 0
    level: int = Field(ge=1, le=5)
    rated_on: date | None = None
    rated_by: Name = ""
    comment: Text = ""
    document_no: Name = ""
    file_name: str = ""
    file_data: bytes = Field(default=b"", repr=False)


class FollowDraft(BaseModel):
    """A bad word followed up: the day, and what was said or done."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    step_id: int
    version: int
    on: date | None = None
    note: Text = ""
