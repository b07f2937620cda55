"""What every row of a sheet is measured and worded by: day, calendar, names, language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.access import Actor
from domain.workdays import WorkCalendar
from services import calendar, catalogue, clock
from services.catalogue import DepartmentView, ItemView
from services.words import named, translate

AHEAD_DAYS = 10
"""Working days that 来件预告 looks ahead."""


@dataclass(frozen=True)
class Surroundings:
    """Read once for all rows."""

    actor: Actor
    today: date
    horizon: date
    days: WorkCalendar
    items: Mapping[str, ItemView]
    departments: Mapping[str, DepartmentView]
    numbers: Mapping[str, int]

    @property
    def lang(self) -> str:
        return self.actor.lang

    def __call__(self, msgid: str, **params: object) -> str:
        return translate(msgid, lang=self.lang, **params)

    def item(self, code: str) -> str:
        view = self.items[code]
        return view.name_en if self.lang == "en" else view.name_zh

    def department(self, code: str) -> str:
        view = self.departments.get(code)
        return named(view, self.lang) if view else ""


def read(session: Session, actor: Actor) -> Surroundings:
    today, days = clock.today(), calendar.current(session)
    return Surroundings(
        actor=actor,
        today=today,
        horizon=days.add_workdays(today, AHEAD_DAYS) or today,
        days=days,
        items=catalogue.items(session),
        departments=catalogue.departments(session),
        numbers=catalogue.numbers(session),
    )
