"""What people enter about packages; whether it can be planned is checked as a whole when it is published."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.templates import TemplateBody, TemplateGroup, TemplateRow, body_of

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackageDraft(_Draft):
    """A package as it should be. `version` is the one that was edited; `note` says what changed and why."""

    template_code: Line
    version: int
    rows: tuple[TemplateRow, ...]
    groups: tuple[TemplateGroup, ...] = ()
    note: Text = ""

    @property
    def body(self) -> TemplateBody:
        return body_of(self.rows, self.groups)


class CopyDraft(_Draft):
    """A new package that begins as a copy of `source`."""

    source: Line
    name_zh: Line
    name_en: Line = ""
