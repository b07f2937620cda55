"""Months: as people write planned ones, and counted on from a day."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from domain.errors import BadInput

_MONTH = re.compile(r"(\d{4})\D{0,2}?(\d{1,2})\D{0,2}")


def planned_month(text: str | None) -> str | None:
    """`2026-09` for 2026-9, 2026/09, 2026.9, 202609 or the Chinese form; None for an empty text.

    Raises BadInput projects.month_bad.
    """
    plain = unicodedata.normalize("NFKC", text or "").strip()
    if not plain:
        return None
    found = _MONTH.fullmatch(plain)
    if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2099:
        raise BadInput("projects.month_bad", text=plain)
    return f"{found[1]}-{int(found[2]):02d}"


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later, the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
