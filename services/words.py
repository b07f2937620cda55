"""Words in both languages: gettext catalogs, dates and working days as people say them.

A msgid is either natural English (English needs no entry) or a dotted key (both languages need one).
"""

import re
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from domain.errors import DomainError
from services.settings import ROOT

LANGS = ("zh_CN", "en")
DEFAULT_LANG = "zh_CN"
DOTTED = re.compile(r"^[a-z_]+(\.[a-z0-9_]+)+$")


def catalog_files(lang: str) -> list[Path]:
    return sorted((ROOT / "locale" / lang).glob("*.po"))


@lru_cache
def catalog(lang: str) -> dict[str, str]:
    """msgid → text of one language, all files of locale/<lang> together."""
    words: dict[str, str] = {}
    for file in catalog_files(lang):
        with file.open("rb") as stream:
            for message in read_po(stream, locale=lang):
                if message.id and message.string:
                    words[str(message.id)] = str(message.string)
    return words


def translate(msgid: str, *, lang: str = DEFAULT_LANG, **params: object) -> str:
    """The text for a msgid, placeholders filled. A missing word falls back to the msgid itself."""
    text = catalog(lang).get(msgid, msgid)
    if not params:
        return text
    return _singular(text.format(**params)) if lang == "en" else text.format(**params)


_ONE = re.compile(
    r"(?<![\d.,>])((?:<b[^>]*>)?1(?:</b>)?)"
    r" ((?:(?:working|calendar|running|finished|open|new|more|deferred|bad) )*"
    r"(?:day|month|project|problem|step|item|row|enterprise|agent|material|reminder|rule|mute|other|time|sweep"
    r"|rating|milestone|pause|difference))s\b"
    r"((?: of this rule)?)(?: (are|have|wait|need|follow|end|remind)\b)?"
)
_VERBS = {verb: f"{verb}s" for verb in ("wait", "need", "follow", "end", "remind")} | {
    "are": "is",
    "have": "has",
}


def _singular(text: str) -> str:
    """English counts one thing without an s, and its verb agrees; Chinese has no plural."""

    def one(found: re.Match[str]) -> str:
        count, noun, which, verb = found.groups()
        return f"{count} {noun}{which}" + (f" {_VERBS[verb]}" if verb else "")

    return _ONE.sub(one, text)


def has_word(msgid: str, lang: str) -> bool:
    return msgid in catalog(lang) or (lang == "en" and not DOTTED.match(msgid))


def named(row: object, lang: str) -> str:
    """A reference row's short name if it has one, else its name, in the language."""
    suffix = "en" if lang == "en" else "zh"
    return getattr(row, f"short_{suffix}", "") or getattr(row, f"name_{suffix}")


def say_date(
    day: date | None, *, lang: str = DEFAULT_LANG, today: date | None = None, weekday: bool = True
) -> str:
    """11月22日(周日), with the year when it is not the year of `today`; a dash for no date."""
    if day is None:
        return "—"
    with_year = today is not None and day.year != today.year
    if lang == "en":
        text = f"{day.day} {day:%b}" + (f" {day.year}" if with_year else "")
        return f"{day:%a} {text}" if weekday else text
    text = translate("date.day", lang=lang, month=day.month, day=day.day)
    if with_year:
        text = translate("date.year", lang=lang, year=day.year) + text
    return text + translate(f"date.weekday_{day.weekday()}", lang=lang) if weekday else text


def say_provisional(text: str, *, is_provisional: bool, lang: str = DEFAULT_LANG) -> str:
    """A day in words, marked 暂定 where the holidays of its year are not announced yet."""
    return translate("date.provisional", lang=lang, day=text) if is_provisional else text


def say_instant(instant: datetime | None, *, lang: str = DEFAULT_LANG) -> str:
    """A date and wall-clock time in China."""
    if instant is None:
        return "—"
    from services import clock

    there = clock.local(instant)
    return f"{say_date(there.date(), lang=lang, weekday=False)} {there:%H:%M}"


def say_left(workdays: int, *, lang: str = DEFAULT_LANG) -> str:
    """剩3个工作日 / 今日到期 / 超2个工作日."""
    if workdays == 0:
        return translate("Due today", lang=lang)
    if workdays > 0:
        return translate("{n} working days left", lang=lang, n=workdays)
    return translate("{n} working days over", lang=lang, n=-workdays)


def say_number(value: float | int | None, *, digits: int = 0) -> str:
    """36,000; a dash for None."""
    return "—" if value is None else f"{value:,.{digits}f}"


def of_error(error: DomainError, *, lang: str = DEFAULT_LANG) -> str:
    """A refusal in the user's language; dates and catalog keys among its parameters are worded too."""
    params = {name: _param(value, lang) for name, value in error.params.items()}
    text = catalog(lang).get(error.code, error.code)
    return text.format(**params) if params else text


def _param(value: object, lang: str) -> object:
    if isinstance(value, date):
        return say_date(value, lang=lang)
    if isinstance(value, str) and DOTTED.match(value):
        return translate(value, lang=lang)
    return value
