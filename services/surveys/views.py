"""Ratings as they are shown. A rate without its number of answers says nothing: both stand together."""

from dataclasses import dataclass
from datetime import date

BAD = 2
"""This level and below is a bad rating (差评)."""
SATISFIED = 3
"""This level and above counts as satisfied (domain.md: 5 + 4 + 3 of all rated)."""


@dataclass(frozen=True)
class SurveyView:
    """A finished milestone: asked or not, and what came of it. `version` 0: nothing recorded yet."""

    step_id: int
    code: str
    milestone: str
    decided_on: date | None
    version: int = 0
    sent_on: date | None = None
    level: int | None = None
    rated_on: date | None = None
    rated_by: str = ""
    comment: str = ""
    document_no: str = ""
    file_id: int | None = None
    contacted_on: date | None = None
    contact_note: str = ""
    fixed_on: date | None = None
    fix_note: str = ""

    @property
    def is_bad(self) -> bool:
        return self.level is not None and self.level <= BAD

    @property
    def is_followed(self) -> bool:
        """Nothing is owed about a bad rating any more."""
        return self.contacted_on is not None and self.fixed_on is not None


@dataclass(frozen=True)
class SurveysView:
    """All finished milestones of a project, the latest first."""

    rows: tuple[SurveyView, ...]
    may_record: bool
    may_follow: bool

    @property
    def asked(self) -> int:
        return sum(row.sent_on is not None for row in self.rows)

    @property
    def rated(self) -> int:
        return sum(row.level is not None for row in self.rows)

    @property
    def satisfied(self) -> int:
        return sum(row.level is not None and row.level >= SATISFIED for row in self.rows)

    @property
    def satisfied_percent(self) -> int | None:
        """None while nobody has rated: no answer is not a hundred per cent."""
        return round(100 * self.satisfied / self.rated) if self.rated else None

    @property
    def waiting(self) -> int:
        """Bad ratings that still have to be followed up."""
        return sum(row.is_bad and not row.is_followed for row in self.rows)
