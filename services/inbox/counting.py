"""How much waits in somebody's inbox, by tab and level: one grouped statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, literal, null, union_all
from sqlmodel import Session, select

from domain.access import Actor
from domain.vocabulary import ReminderLevel
from models import Reminder
from services.inbox import conditions
from services.inbox.views import PARTS, InboxFilters, Tab
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


def counts(
    session: Session, actor: Actor, today: date, deadlines: list[str], filters: InboxFilters, limit: int
) -> tuple[Counts, list[int]]:
    """What the first line and the tabs say of what is open, and the first matters of an open tab.

    One statement reads both: of thousands of rows each is looked at once.
    """
    matter = conditions.latest(actor, Tab.OPEN, today)
    parts = {tab: conditions.of_part(tab, matter, actor, today, deadlines) for tab in PARTS}
    is_due = and_(matter.c.anchor.in_(deadlines), matter.c.anchor_on == today)
    sums = [func.sum(case((part, 1), else_=0)) for part in (*parts.values(), is_due)]
    grouped = select(literal(0), matter.c.level, func.count(), func.min(matter.c.due_on), *sums)
    wanted = [part for tab, part in parts.items() if tab is filters.tab]
    wanted += [matter.c.level == filters.level] if filters.level else []
    order = conditions.urgency(matter.c)
    first = select(matter.c.id, matter.c.level).where(*wanted).order_by(*order).limit(limit).subquery()
    ids = select(literal(1), first.c.level, first.c.id, null(), *[literal(0)] * len(sums))
    rows = list(session.execute(union_all(grouped.group_by(matter.c.level), ids)))
    return _counts([row[1:] for row in rows if row[0] == 0]), [row[2] for row in rows if row[0] == 1]


def _counts(rows: Iterable[Any]) -> Counts:
    by: dict[tuple[Tab, str], int] = {}
    due_today, oldest = 0, []
    for level, number, since, *numbers, due in rows:
        by |= {(tab, level): n for tab, n in zip((Tab.OPEN, *PARTS), (number, *numbers), strict=True)}
        due_today += due
        oldest.append(since)
    return Counts(by, due_today, min(oldest, default=None))
