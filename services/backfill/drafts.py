"""What a person says of a running project: where each step stands."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.backfill import How, Placement


class PlacementDraft(BaseModel):
    """`on`: the day it was done (None: unknown) or accepted; read for done and running only."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    step_id: int
    how: How
    on: date | None = None

    @property
    def placement(self) -> Placement:
        return Placement(self.how, self.on if self.how in ("done", "running") else None)


class BackfillDraft(BaseModel):
    """Steps that are not named stay open. `version` is the project's as it was shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    project_id: int
    version: int | None = None
    placements: tuple[PlacementDraft, ...] = ()
