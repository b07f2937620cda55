"""The limit of an approval item as a department confirms it: what may be written, and what not."""

from dataclasses import dataclass

from domain.errors import BadInput
from domain.vocabulary import DayUnit, LimitsStatus

LONGEST = 1500
"""Working or calendar days; no approval of a project takes longer, so more is a slip of the hand."""


@dataclass(frozen=True)
class Limit:
    """Statutory and promised days in one unit; None: no legal limit, a milestone."""

    statutory_days: int | None
    promised_days: int | None
    day_unit: DayUnit
    status: LimitsStatus

    @property
    def plan_days(self) -> int:
        """What a plan reckons with: promised, else statutory, else nothing (scheduling.md §2)."""
        return next((n for n in (self.promised_days, self.statutory_days) if n is not None), 0)


def days_of(value: object) -> int | None:
    """Whole days from what was typed (`5`, `5.0`, `" 5 "`); None for nothing.

    Raises BadInput limits.days_not_whole (text), limits.days_too_many (text, most).
    """
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    whole = text[:-2] if text.endswith(".0") else text
    if isinstance(value, bool) or not (whole.isascii() and whole.isdigit()):
        raise BadInput("limits.days_not_whole", text=text)
    if len(whole) > 6 or int(whole) > LONGEST:
        raise BadInput("limits.days_too_many", text=text, most=LONGEST)
    return int(whole)


def checked(statutory: object, promised: object, unit: str, status: str) -> Limit:
    """A limit that makes sense. A promise is never longer than the law allows (行政许可法 42: 承诺 shortens).

    Raises BadInput as `days_of`, limits.unknown_unit (text), limits.promised_above_statutory.
    """
    if unit not in tuple(DayUnit):
        raise BadInput("limits.unknown_unit", text=unit)
    limit = Limit(days_of(statutory), days_of(promised), DayUnit(unit), LimitsStatus(status))
    if (
        limit.statutory_days is not None
        and limit.promised_days is not None
        and limit.promised_days > limit.statutory_days
    ):
        raise BadInput(
            "limits.promised_above_statutory",
            promised=limit.promised_days,
            statutory=limit.statutory_days,
        )
    return limit
