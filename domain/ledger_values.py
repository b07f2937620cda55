"""Cells of a ledger as people write them: days, months, amounts, phones, codes, lines.

Each function returns what is stored and whether it had to be read differently from what stands there; what
cannot be read raises BadInput, whose code and parameters say why. Empty cells never reach them.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain import identifiers
from domain.errors import BadInput
from domain.months import planned_month

FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST_LINE, LONGEST_TEXT = 200, 2000
_SERIAL_EPOCH = date(1899, 12, 30)
_JOINT = r"\s*(?:[-–—−‐/.]|[^\W\d_a-zA-Z])\s*"  # a dash, slash, dot or one ideograph
_DAY = re.compile(
    rf"(\d{{4}}){_JOINT}(\d{{1,2}}){_JOINT}(\d{{1,2}})\s*[^\W\d_a-zA-Z]?"
    r"(?:\s*\([^)]*\))?(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AMOUNT = re.compile(r"([^\d.,]*)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(\D*)")
_LOST = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BREAK = re.compile(r"[/;,、|\n]+|\s{2,}")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Read:
    """A value to store; `is_reread`: it stands otherwise in the file; `warnings`: keys of what is odd."""

    value: Any
    is_reread: bool = False
    warnings: tuple[str, ...] = ()


def shown(cell: object) -> str:
    """A cell as a person sees it: whole numbers without a point, days as 2026-03-01."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _half(cell: object) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", shown(cell))).strip()


def line(cell: object, *, longest: int = LONGEST_LINE) -> Read:
    """One line of text, its spaces as one. Raises BadInput ledger.too_long."""
    text = " ".join(_INVISIBLE.sub("", shown(cell)).split())
    return Read(_short(text, longest))


def text(cell: object) -> Read:
    """Several lines of text."""
    lines = (" ".join(part.split()) for part in _INVISIBLE.sub("", shown(cell)).splitlines())
    return Read(_short("\n".join(part for part in lines if part), LONGEST_TEXT))


def _short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadInput("ledger.too_long", limit=longest)
    return text


def day(cell: object) -> Read:
    """A day: a date cell, 2026-03-01 with any joints or ideographs, 20260301, or Excel's day number.

    Raises BadInput ledger.day_unreadable, ledger.day_out_of_range.
    """
    if isinstance(cell, date):
        return Read(_in_range(cell.date() if isinstance(cell, datetime) else cell, cell))
    if isinstance(cell, float) and math.isfinite(cell) and not cell.is_integer():
        return Read(_of_serial(int(cell), cell), is_reread=True)
    typed = _half(cell)
    return Read(_of_text(typed, cell), is_reread=not _ISO.fullmatch(shown(cell)))


def _of_text(typed: str, cell: object) -> date:
    found = _DAY.fullmatch(typed) or _DIGITS_DAY.fullmatch(typed)
    if found is None:
        if re.fullmatch(r"\d{5}(\.\d+)?", typed):
            return _of_serial(int(float(typed)), cell)
        raise BadInput("ledger.day_unreadable", text=shown(cell))
    try:
        return _in_range(date(*(int(part) for part in found.groups())), cell)
    except ValueError:
        raise BadInput("ledger.day_unreadable", text=shown(cell)) from None


def _of_serial(number: int, cell: object) -> date:
    """Excel counts days from the end of 1899."""
    if not 0 < number < 100_000:
        raise BadInput("ledger.day_unreadable", text=shown(cell))
    return _in_range(_SERIAL_EPOCH + timedelta(days=number), cell)


def _in_range(value: date, cell: object) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise BadInput("ledger.day_out_of_range", text=shown(cell))
    return value


def past_day(cell: object, *, today: date) -> Read:
    """A day on which something happened. Raises as `day`, and BadInput ledger.day_in_future."""
    found = day(cell)
    if found.value > today:
        raise BadInput("ledger.day_in_future", text=shown(cell))
    return found


def month(cell: object) -> Read:
    """`2026-09` from a date cell, a day or a month as written. Raises BadInput ledger.month_unreadable."""
    if isinstance(cell, date):
        return Read(f"{_in_range(cell, cell):%Y-%m}")
    typed = _half(cell)
    try:
        value = planned_month(typed)
    except BadInput:
        try:
            value = f"{day(cell).value:%Y-%m}"
        except BadInput:
            raise BadInput("ledger.month_unreadable", text=shown(cell)) from None
    return Read(value, is_reread=value != shown(cell))


def amount(cell: object, *, factor: str = "1", units: Mapping[str, str] | None = None) -> Read:
    """A number not below zero, times the factor of the header's unit or of the unit behind the number.

    Raises BadInput ledger.amount_unreadable, ledger.amount_too_large.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Read(_times(str(cell), factor, cell), is_reread=Decimal(factor) != 1)
    typed = _half(cell).replace(" ", "").casefold()
    found = _AMOUNT.fullmatch(typed)
    if found is None or not _is_harmless(found[1]):
        raise BadInput("ledger.amount_unreadable", text=shown(cell))
    behind = (units or {}).get(found[3], "") if found[3] else factor
    if behind in ("", "refused"):
        raise BadInput("ledger.amount_unreadable", text=shown(cell))
    plain = found[2].replace(",", "")
    return Read(_times(plain, behind, cell), is_reread=plain != shown(cell) or Decimal(behind) != 1)


def _is_harmless(before: str) -> bool:
    """What may stand before a number: nothing, a currency sign, one ideograph (about); never a minus."""
    return before in ("", "¥") or (len(before) == 1 and before.isalpha() and not before.isascii())


def _times(number: str, factor: str, cell: object) -> float:
    value = Decimal(number) * Decimal(factor)
    if not value.is_finite() or value < 0:
        raise BadInput("ledger.amount_unreadable", text=shown(cell))
    if value > Decimal("1e9"):
        raise BadInput("ledger.amount_too_large", text=shown(cell))
    return float(value)


def phone(cell: object) -> Read:
    """Numbers as dialled: mobile ones as 11 digits, others without spaces, several joined by a slash.

    Raises BadInput ledger.phone_unreadable.
    """
    typed = re.sub(r"\([^)\d]*\)", "", _half(cell))
    numbers = [_number(part) for part in _BREAK.split(typed) if re.search(r"\d", part)]
    if not numbers or not all(numbers):
        raise BadInput("ledger.phone_unreadable", text=shown(cell))
    value = " / ".join(numbers)
    return Read(value, is_reread=value != shown(cell))


def _number(part: str) -> str:
    dialled = re.sub(r"[^\d+*#-]", "", part).strip("-")
    dialled = re.sub(r"^(\+86|0086)-?", "", dialled)
    digits = re.sub(r"\D", "", dialled)
    if re.fullmatch(r"1\d{10}", digits):
        return digits
    if re.fullmatch(r"1[3-9]\d{7,11}", digits):  # a mobile number with digits missing or too many
        return ""
    return dialled if 5 <= len(digits) <= 20 else ""


def contact_and_phone(cell: object) -> tuple[Read | None, Read | None]:
    """A name and the number behind it, either may be missing. Raises as `phone` and `line`."""
    typed = shown(cell)
    start = re.search(r"[+(（]?\d", unicodedata.normalize("NFKC", typed))
    name = typed if start is None else unicodedata.normalize("NFKC", typed)[: start.start()]
    name = name.strip(" \t\r\n:：/、,，;；(（")
    number = None if start is None else phone(unicodedata.normalize("NFKC", typed)[start.start() :])
    return (line(name) if name else None), number


def mail(cell: object) -> Read:
    """One address. Raises BadInput ledger.mail_unreadable."""
    value = _half(cell).replace(" ", "").removeprefix("mailto:")
    if not _MAIL.fullmatch(value):
        raise BadInput("ledger.mail_unreadable", text=shown(cell))
    return Read(_short(value, LONGEST_LINE), is_reread=value != shown(cell))


def identifier(kind: str, cell: object) -> Read:
    """A credit or project code. Raises BadInput identifiers.…, and ledger.digits_lost for one that Excel has
    kept as a number: beyond 15 digits it keeps zeros."""
    typed = shown(cell)
    is_number = isinstance(cell, int | float) and len(typed.lstrip("-")) > 15
    if is_number or _LOST.fullmatch(_half(cell)):
        raise BadInput("ledger.digits_lost", text=typed)
    found = identifiers.check(kind, typed)
    if found.error:
        raise BadInput(found.error)
    return Read(found.normalised, is_reread=found.normalised != typed, warnings=found.warnings)
