"""What pages read of the rules: frozen, words in the actor's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.reminder_rules.drafts import RuleDraft


@dataclass(frozen=True)
class AnchorView:
    """What rules count from: a short name, what it means, what creates it and what ends it."""

    code: str
    name: str
    meaning: str
    created_by: tuple[str, ...]
    discharged_by: tuple[str, ...]
    may_halve: bool


@dataclass(frozen=True)
class RuleRow:
    """One rule in a list. `words`: when, to whom, how urgently; `is_changed`: not as it was packaged."""

    code: str
    scope: str
    anchor: str
    sentence: str
    words: str
    recipients: tuple[str, ...]
    level: str
    is_active: bool
    is_own: bool
    is_changed: bool
    open: int


@dataclass(frozen=True)
class RuleList:
    """All rules in the order of the table, own ones after those of their scope."""

    rows: tuple[RuleRow, ...]
    anchors: Mapping[str, AnchorView]

    @property
    def active(self) -> int:
        return sum(row.is_active for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(row.is_changed or row.is_own for row in self.rows)


@dataclass(frozen=True)
class RuleDetail:
    """One rule as it is edited. `packaged` is None for an own rule; `sent`: reminders it ever wrote."""

    row: RuleRow
    draft: RuleDraft
    packaged: RuleDraft | None
    version: int
    sent: int
    mutes: int


@dataclass(frozen=True)
class Named:
    """One reminder by name. `project` is empty for those who see projects only as counts, `person` for an
    enterprise."""

    project_id: int | None
    project: str
    matter: str
    person: str
    role: str
    anchor_on: date


@dataclass(frozen=True)
class Difference:
    """How many reminders, by recipient role, and the first of them by name."""

    count: int
    by_role: Mapping[str, int]
    first: tuple[Named, ...]


@dataclass(frozen=True)
class DayCount:
    """A working day ahead: how many reminders as the rule stands, and as it would stand."""

    on: date
    before: int
    after: int


@dataclass(frozen=True)
class RulePreview:
    """What a change would send on the present pool; nothing of it is written.

    `fresh` would be sent today though they are not as the rule stands; `dropped` wait today and would be
    withdrawn. `mutes` would end, because an urgent rule always speaks. `old_number`: a number of the former
    rule that the sentence still says, empty if none.
    """

    words: str
    fresh: Difference
    dropped: Difference
    ahead: tuple[DayCount, ...]
    mutes: int
    old_number: str
    today: date

    @property
    def moves_nothing(self) -> bool:
        same = all(day.before == day.after for day in self.ahead)
        return same and not (self.fresh.count or self.dropped.count or self.mutes)
