"""What somebody decides about the limit of an item, checked before anything is stored."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.vocabulary import DayUnit, LimitsStatus

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class LimitDraft(BaseModel):
    """Days as typed: `domain.limits` says what is wrong with them. A confirmed limit needs its document and
    the day it comes into force; a return to 待核定 needs the reason in `note`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    status: LimitsStatus
    statutory_days: int | float | str | None = None
    promised_days: int | float | str | None = None
    day_unit: str = DayUnit.WORKDAY
    document_no: Line = ""
    effective_on: date | None = None
    note: Text = ""
