"""What every row of the desk is measured and worded by: day, calendar, numbers, rules, language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain import reminders
from domain.access import Actor
from domain.workdays import WorkCalendar
from services import calendar, catalogue, clock
from services.desk.views import Group
from services.reminders import rules
from services.words import translate

SOON_DAYS = 5
"""Working days ahead that the desk shows: on a Friday the coming week, not an empty one."""
_NUMBERS = ("light.yellow_days", "light.promise_yellow_days", "verify.cap_days")


@dataclass(frozen=True)
class Surroundings:
    """Read once for all rows."""

    actor: Actor
    today: date
    horizon: date
    days: WorkCalendar
    numbers: Mapping[str, int]
    rules: Mapping[str, Sequence[reminders.Rule]]

    def __call__(self, msgid: str, **params: object) -> str:
        return translate(msgid, lang=self.actor.lang, **params)

    def act_by(self, anchor: str, anchor_on: date) -> date:
        return reminders.act_by(anchor_on, self.rules.get(anchor, ()), calendar=self.days)

    def left(self, day: date) -> int:
        return self.days.workdays_between(self.today, day)

    def group(self, day: date) -> Group | None:
        """None for what comes after the coming days."""
        if day < self.today:
            return Group.OVERDUE
        if day == self.today:
            return Group.TODAY
        return Group.SOON if day <= self.horizon else None


def read(session: Session, actor: Actor) -> Surroundings:
    today, days = clock.today(), calendar.current(session)
    return Surroundings(
        actor=actor,
        today=today,
        horizon=days.add_workdays(today, SOON_DAYS) or today,
        days=days,
        numbers={key: catalogue.number(session, key) for key in _NUMBERS},
        rules=rules.active(session),
    )
