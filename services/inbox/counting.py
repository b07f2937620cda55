"""How much waits in somebody's inbox, by tab and level: one grouped statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func
from sqlmodel import Session, select

from domain.access import Actor
from domain.vocabulary import ReminderLevel
from models import Reminder
from services.inbox import conditions
from services.inbox.views import PARTS, Tab
from services.queries import visible


@dataclass(frozen=True)
class Counts:
    """Matters by (tab, level), those due today, and the day the oldest spoke."""

    by: dict[tuple[Tab, str], int]
    due_today: int
    oldest_on: date | None

    def of(self, tab: Tab, level: str | None = None) -> int:
        return sum(n for (one, rank), n in self.by.items() if one is tab and level in (None, rank))

    def levels(self) -> dict[str, int]:
        return {level.value: self.of(Tab.OPEN, level) for level in ReminderLevel}


def unread(session: Session, actor: Actor, today: date) -> int:
    """How many matters speak to the actor now."""
    return _distinct(session, actor, conditions.in_tab(Tab.OPEN, today))


def put_off(session: Session, actor: Actor, today: date) -> int:
    return _distinct(session, actor, conditions.is_put_off(today))


def _distinct(session: Session, actor: Actor, condition: Any) -> int:
    columns = (conditions.MATTER, conditions.IS_TASK)
    matters = select(*columns).where(visible(actor, Reminder), condition).distinct().subquery()
    return session.exec(select(func.count()).select_from(matters)).one()


def counts(session: Session, actor: Actor, today: date, deadlines: list[str]) -> Counts:
    """Everything the first line and the tabs say of what is open."""
    matter = conditions.latest(actor, conditions.in_tab(Tab.OPEN, today))
    parts = [conditions.of_part(tab, matter, actor, today, deadlines) for tab in PARTS]
    is_due = and_(matter.c.anchor.in_(deadlines), matter.c.anchor_on == today)
    sums = [func.sum(case((part, 1), else_=0)) for part in (*parts, is_due)]
    query = select(matter.c.level, func.count(), func.min(matter.c.due_on), *sums).group_by(matter.c.level)
    by: dict[tuple[Tab, str], int] = {}
    due_today, oldest = 0, []
    for level, number, first, *numbers, due in session.execute(query):
        by |= {(tab, level): n for tab, n in zip((Tab.OPEN, *PARTS), (number, *numbers), strict=True)}
        due_today += due
        oldest.append(first)
    return Counts(by, due_today, min(oldest, default=None))
