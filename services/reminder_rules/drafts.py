"""What an administrator enters about a reminder rule, as text of the table; checked before it is stored."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class RuleDraft(BaseModel):
    """The full state of a rule. `offset`: -3, 0, +5 or -50%; `repeat`: once or `every 5`; roles as codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    anchor: Line
    offset: Line
    unit: Line = "workday"
    repeat: Line = "once"
    recipients: tuple[Line, ...] = ()
    level: Line = "normal"
    text_zh: Sentence = ""
    text_en: Sentence = ""
    is_active: bool = True
