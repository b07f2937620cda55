"""How much waits in somebody's inbox, by tab and level: one grouped statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, literal, null, true, union_all
from sqlmodel import Session, select

from domain.access import Actor
from domain.vocabulary import ReminderLevel
from models import Reminder
from services.inbox import conditions
from services.inbox.views import PARTS, InboxFilters, Tab
from services.queries import visible


@dataclass(frozen=True)
class Counts:
    """Open matters by tab and by level, those the filters ask for, due today; the day the oldest spoke."""

    by_tab: dict[Tab, int]
    by_level: dict[str, int]
    wanted: int
    due_today: int
    oldest_on: date | None


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
    matter = conditions.latest(actor, Tab.OPEN, today, deadlines)
    parts = {tab: conditions.of_part(tab, matter, actor, today) for tab in PARTS}
    wanted = [part for tab, part in parts.items() if tab is filters.tab]
    wanted += [matter.c.level == filters.level] if filters.level else []
    is_due = and_(matter.c.is_deadline == 1, matter.c.anchor_on == today)
    levels = [matter.c.level == level for level in ReminderLevel]
    asked = (*parts.values(), *levels, and_(true(), *wanted), is_due)
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in asked]
    total = select(literal(0), func.count(), func.min(matter.c.due_on), *sums)
    order = conditions.urgency(matter.c)
    first = select(matter.c.id).where(*wanted).order_by(*order).limit(limit).subquery()
    ids = select(literal(1), first.c.id, null(), *[literal(0)] * len(sums))
    rows = list(session.execute(union_all(total, ids)))
    (counted,) = [row for row in rows if row[0] == 0]
    return _counts(counted), [row[1] for row in rows if row[0] == 1]


def _counts(row: Any) -> Counts:
    _, number, oldest_on, *sums, wanted, due_today = row
    by_part = dict(zip(PARTS, sums, strict=False))
    by_level = dict(zip((level.value for level in ReminderLevel), sums[len(PARTS) :], strict=True))
    return Counts({Tab.OPEN: number} | by_part, by_level, wanted, due_today, oldest_on)
