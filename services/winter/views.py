"""What the winter board shows; words in the actor's language."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """Of a project before the thaw. SHORT: the forecast misses the opening, but at least half of the working
    days it needs are still there; LOST: not even half. READY: everything before the outdoor work is done."""

    LOST = "lost"
    SHORT = "short"
    MADE = "made"
    READY = "ready"


@dataclass(frozen=True)
class WinterRow:
    """One project before the thaw, with what it hangs on. `margin` in working days, negative: too late.

    `next_by`: the latest day of what comes next of that step, `next_act`: begin (own work), submit, accept or
    finish; `late_workdays`: how long that day is over.
    """

    project_id: int
    project: str
    enterprise: str
    park: str
    agent: str
    agent_id: int | None
    light: str
    outcome: Outcome
    outdoor: str
    holding: str
    holding_code: str
    holder: str
    ready_on: date
    margin: int
    next_by: date | None
    next_act: str
    late_workdays: int


@dataclass(frozen=True)
class FrostRow:
    """Outdoor work under way: is it finished before the season closes?"""

    project_id: int
    project: str
    park: str
    agent: str
    agent_id: int | None
    outdoor: str
    outdoor_code: str
    finish_on: date
    limit_on: date
    margin: int


@dataclass(frozen=True)
class WinterBoard:
    """Every project the actor may see that has outdoor work before it, the smallest margin first.

    `is_provisional`: the working days until the opening hang on a year without an official notice.
    """

    today: date
    opens_on: date
    closes_on: date
    left_workdays: int
    is_provisional: bool
    is_open: bool
    warn_workdays: int
    rows: tuple[WinterRow, ...]
    frost: tuple[FrostRow, ...]
    parks: tuple[str, ...]
    agents: tuple[tuple[int, str], ...]

    def only(
        self, *, outcome: str | None = None, park: str | None = None, agent_id: int | None = None
    ) -> "WinterBoard":
        """The same board with the rows that match; running work has no outcome before the thaw."""

        def is_wanted(row: WinterRow | FrostRow) -> bool:
            return (not park or row.park == park) and (not agent_id or row.agent_id == agent_id)

        return replace(
            self,
            rows=tuple(row for row in self.rows if is_wanted(row) and outcome in (None, row.outcome.value)),
            frost=() if outcome else tuple(row for row in self.frost if is_wanted(row)),
        )

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)
