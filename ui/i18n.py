"""Words on screen in the language of the tab. Not at import time: the language is not known yet."""

from datetime import date, datetime
from enum import StrEnum

from services import words
from ui import session


def lang() -> str:
    return session.lang()


def _(msgid: str, **params: object) -> str:
    """The text of a msgid: an English sentence, or a dotted key."""
    return words.translate(msgid, lang=lang(), **params)


def word(code: StrEnum) -> str:
    """The word of an enum member: `Light.RED` is the key `light.red`."""
    return _(f"{_snake(type(code).__name__)}.{code.value}")


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def day(value: date | None, *, today: date | None = None, weekday: bool = True) -> str:
    """11月22日(周日); with the year if it is not the year of `today`; a dash for None."""
    return words.say_date(value, lang=lang(), today=today, weekday=weekday)


def marked(text: str, is_provisional: bool) -> str:
    """A day already in words; 1月6日（暂定） where its year has no holiday notice yet."""
    return words.say_provisional(text, is_provisional=is_provisional, lang=lang())


def month(value: date) -> str:
    """11月 / Nov."""
    return _("month.short", month=value.month, name=f"{value:%b}")


def instant(value: datetime | None) -> str:
    """Day and wall-clock time in China."""
    return words.say_instant(value, lang=lang())


def short_left(workdays: int) -> str:
    """The same for a narrow column: 剩3个工作日 / 3 d left."""
    kind = "over" if workdays < 0 else "left" if workdays else "today"
    return _(f"pool_time.{kind}", n=abs(workdays))


def left(workdays: int) -> str:
    """剩3个工作日 / 今日到期 / 超2个工作日."""
    return words.say_left(workdays, lang=lang())
