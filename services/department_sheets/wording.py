"""What departments write in words, and how a difference is said."""

from collections.abc import Iterator
from datetime import date

from domain.errors import BadInput
from domain.limits import Limit
from domain.vocabulary import DayUnit
from services.words import LANGS, say_date, translate

State = tuple[Limit, str, date | None]


def unit_of(text: str) -> DayUnit:
    """工作日, 自然日, their English words or codes. Raises BadInput limits.unknown_unit."""
    wanted = text.strip().lower()
    for unit in DayUnit:
        words = {unit.value, *(translate(f"day_unit.{unit}", lang=lang).lower() for lang in LANGS)}
        if wanted in words:
            return unit
    raise BadInput("limits.unknown_unit", text=text)


def says_none(text: str) -> bool:
    """A word for: this item has no such limit."""
    words = {word for lang in LANGS for word in translate("department_sheet.none_words", lang=lang).split()}
    return text.strip().lower() in words


def changes(before: State, after: State, *, lang: str) -> dict[str, tuple[str, str]]:
    """Machine name → (before, after) of what differs, in words."""
    old, new = dict(_said(before, lang)), dict(_said(after, lang))
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def _said(state: State, lang: str) -> Iterator[tuple[str, str]]:
    limit, document, effective_on = state
    none = translate("limits.no_limit", lang=lang)
    for name, days in (("statutory", limit.statutory_days), ("promised", limit.promised_days)):
        yield name, none if days is None else days_text(days, limit.day_unit, lang=lang)
    yield "status", translate(f"limits_status.{limit.status}", lang=lang)
    yield "document", document or "—"
    yield "effective_on", say_date(effective_on, lang=lang, today=date.min, weekday=False)


def days_text(days: int, unit: str, *, lang: str) -> str:
    """5个工作日 / 30个自然日."""
    msgid = "{n} calendar days" if unit == DayUnit.CALENDAR else "{n} working days"
    return translate(msgid, lang=lang, n=days)
