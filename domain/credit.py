"""Credit notes of failed accelerated approvals, and the modes they close (domain.md (a))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.months import months_later
from domain.vocabulary import Mode


@dataclass(frozen=True)
class CreditNote:
    """容缺失信 or a revoked commitment of an enterprise, on whichever of its projects it arose."""

    mode: Mode
    noted_on: date
    project_name: str = ""
    repaired_on: date | None = None

    def closed_until(self, ban_months: int) -> date | None:
        """The first day the mode is open again: tolerance from its repair on (None: not yet), commitment
        `ban_months` after the revocation, repaired or not (穗建改〔2018〕2号)."""
        if self.mode == Mode.COMMITMENT:
            return months_later(self.noted_on, ban_months)
        return self.repaired_on


def in_the_way(notes: Iterable[CreditNote], mode: str, day: date, *, ban_months: int) -> CreditNote | None:
    """The note that closes `mode` to an enterprise on `day`; of several the one that lasts longest."""
    standing = []
    for note in notes:
        until = note.closed_until(ban_months)
        if note.mode == mode and note.noted_on <= day and (until is None or day < until):
            standing.append((until or date.max, note.noted_on, note))
    return max(standing, key=lambda found: found[:2])[2] if standing else None
