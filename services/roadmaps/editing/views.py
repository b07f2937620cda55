"""What pages read of a roadmap that may be edited, and of the edits made so far; in the actor's language."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class LinkLine:
    """A link the project added: `kind` FS or SS, `lag` in working days."""

    source: str
    kind: str
    lag: int


@dataclass(frozen=True)
class ModeLine:
    """`refusal`: why the mode cannot be chosen, empty where it can."""

    mode: str
    refusal: str


@dataclass(frozen=True)
class EditableStep:
    """One step as the edit form finds it. `locked`: why nothing but its days may be edited, else empty;
    `limit` is the days it is planned with when `plan_days` is None. `departments`: code to name of those that
    may take it. `may_join`: the catalogue allows joint review. `legal`: names of what the law puts before
    it. `pull_back_on`: the earlier acceptance that only the agreed day keeps it from."""

    code: str
    name: str
    locked: str
    is_on_roadmap: bool
    mode: str
    modes: tuple[ModeLine, ...]
    plan_days: int | None
    limit: int | None
    day_unit: str
    department_code: str
    departments: dict[str, str]
    pinned_on: date | None
    pull_back_on: date | None
    pull_back_workdays: int
    may_join: bool
    group: str | None
    lead_department_code: str | None
    links: tuple[LinkLine, ...]
    legal: tuple[str, ...]


@dataclass(frozen=True)
class EditSheet:
    """The roadmap to edit, `version` of the project as it was read. Code to name: `names` of all items,
    `addable` ones, joint-review `groups`, `departments`."""

    project_id: int
    version: int
    today: date
    steps: tuple[EditableStep, ...]
    names: dict[str, str]
    addable: dict[str, str]
    groups: dict[str, str]
    departments: dict[str, str]

    def step(self, code: str) -> EditableStep | None:
        return next((step for step in self.steps if step.code == code), None)


@dataclass(frozen=True)
class ChangeLine:
    """A saved change: what it did line by line, who, when, why; when and by whom it was taken back."""

    id: int
    lines: tuple[str, ...]
    reason: str
    made_by: str
    made_at: datetime
    undone_by: str
    undone_at: datetime | None
