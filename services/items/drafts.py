"""What an administrator enters about an item of the catalogue; its limits have a door of their own."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.vocabulary import Mode

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class ItemDraft(BaseModel):
    """The full state of an item without its limits. Codes where there are codes; an empty text is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name_zh: Line
    name_en: Line = ""
    short_zh: Line = ""
    short_en: Line = ""
    stage: Line
    department_code: Line
    lead_department_code: Line = ""
    prerequisites: tuple[str, ...] = ()
    modes_allowed: tuple[str, ...] = (Mode.STANDARD.value,)
    tolerance_flavour: Line = ""
    same_day: bool = False
    escalated: bool = False
    visits: int = 0
    milestone: bool = False
    outdoor: bool = False
    legal_basis: Text = ""
    notes: Text = ""


class MaterialDraft(BaseModel):
    """A material an item needs. `source`: applicant, archive, item:CODE, alternatives by |."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name_zh: Line
    name_en: Line = ""
    requirement: Line = "required"
    defer_workdays: int | None = None
    source: Line = "applicant"
