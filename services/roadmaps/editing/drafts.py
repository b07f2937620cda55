"""Edits of one project's roadmap as a person makes them; several may be saved together."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from domain.vocabulary import LinkKind, Mode

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class _Edit(BaseModel):
    """`code`: the item of the step that is edited."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str


class AddStep(_Edit):
    """An item of the catalogue that the roadmap does not have, with its materials and legal prerequisites."""

    kind: Literal["add"] = "add"
    mode: Mode = Mode.STANDARD


class DropStep(_Edit):
    """不需要: kept with its reason; a required step needs the coordinator."""

    kind: Literal["drop"] = "drop"
    reason: Reason = ""


class NeedStep(_Edit):
    """A dropped step is needed after all, or an optional one is chosen."""

    kind: Literal["need"] = "need"


class SetMode(_Edit):
    kind: Literal["mode"] = "mode"
    mode: Mode


class SetDuration(_Edit):
    """`days` in the step's own unit; None plans with the limit again."""

    kind: Literal["duration"] = "duration"
    days: int | float | None = None


class SetDepartment(_Edit):
    kind: Literal["department"] = "department"
    department_code: str


class AddLink(_Edit):
    """Accepted `lag` working days after the finish (FS) or the acceptance (SS) of `source`."""

    kind: Literal["link"] = "link"
    source: str
    link_kind: LinkKind = LinkKind.FS
    lag: int | float = 0


class RemoveLink(_Edit):
    """Takes away what the project added; a legal prerequisite stays (docs/adr/0012)."""

    kind: Literal["unlink"] = "unlink"
    source: str


class SetGroup(_Edit):
    """Joins a joint review under its lead, or leaves it with `group` None."""

    kind: Literal["group"] = "group"
    group: str | None = None
    lead_department_code: str | None = None


class SetPin(_Edit):
    """The acceptance agreed with the department; None pulls the step back to the earliest day."""

    kind: Literal["pin"] = "pin"
    on: date | None = None


Edit = Annotated[
    AddStep
    | DropStep
    | NeedStep
    | SetMode
    | SetDuration
    | SetDepartment
    | AddLink
    | RemoveLink
    | SetGroup
    | SetPin,
    Field(discriminator="kind"),
]
EDITS: TypeAdapter[tuple[Edit, ...]] = TypeAdapter(tuple[Edit, ...])
"""Reads edits from plain values, as a page keeps them between two clicks."""
