"""The report's words in its own language: sentences, dates, working days left."""

from dataclasses import dataclass
from datetime import date

from exports.style import SIGNS
from services.words import say_date, translate


@dataclass(frozen=True)
class Words:
    """Speaks one language as of one day: dates of another year name their year."""

    lang: str
    as_of: date

    def __call__(self, msgid: str, **params: object) -> str:
        return translate(msgid, lang=self.lang, **params)

    def day(self, day: date | None, *, weekday: bool = True) -> str:
        return say_date(day, lang=self.lang, today=self.as_of, weekday=weekday)

    def period(self, since: date, until: date) -> str:
        """Two days; the second names its year only when it differs from the first's."""
        end = say_date(until, lang=self.lang, today=since, weekday=False)
        return self("{since} to {until}", since=self.day(since, weekday=False), until=end)

    def workdays(self, days: int) -> str:
        return self("1 working day") if days == 1 else self("{n} working days", n=days)

    def light(self, light: str) -> str:
        return f"{SIGNS[light]} {self(f'light.{light}')}"

    def left(self, days: int | None, light: str) -> str:
        """▲ 2日 / ◆ 超3日 / ‖ 不计时; without a deadline the light's own word."""
        if days is None:
            return f"{SIGNS[light]} {self(f'report.state_{light}')}"
        if days == 0:
            word = self("report.left_today")
        elif days > 0:
            word = self("{n} wd", n=days)
        else:
            word = self("{n} wd over", n=-days)
        return f"{SIGNS[light]} {word}"

    def day_format(self, day: date, *, is_provisional: bool = False) -> str:
        """The number format that shows a real date cell the way people write it."""
        name = "report.format_day" if day.year == self.as_of.year else "report.format_year_day"
        return self(name) + (self("report.format_provisional") if is_provisional else "")
