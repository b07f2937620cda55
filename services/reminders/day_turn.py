"""A new day: overdue system events and the lights of every project, once a day, a few projects a transaction.

What changes during the day settles itself in its own transaction; only the date moves by itself. A changed
number or holiday notice makes the day count anew, and with it every date that hangs on them.
"""

import hashlib
from collections.abc import Callable
from datetime import date

from sqlmodel import Session, select

from domain.access import Actor
from models import CalendarDay, Project, Setting
from services import clock, limits, steps, sweep_runs
from services.database import UnitOfWork, reading, unit_of_work
from services.steps.ticking import LIVE
from services.sweep_runs import DAY, Recorded

BATCH = 50


def turn(today: date, *, actor: Actor, stopping: Callable[[], bool]) -> None:
    """Bring every open project to `today` unless that was done; `stopping` ends it between two batches.

    Limits whose day has come are in force first.
    """
    limits.apply_due(today=today, actor=actor)
    with reading(actor) as session:
        mark = _mark(session)
        if sweep_runs.has_turned(session, today, mark):
            return
        is_anew = sweep_runs.has_other_numbers(session, mark)
        ids = list(session.exec(select(Project.id).where(Project.status.in_(LIVE)).order_by(Project.id)))
    sweep_runs.forget_old(actor=actor)
    with Recorded(DAY, actor) as run:
        fired = 0
        for start in range(0, len(ids), BATCH):
            if stopping():
                return
            with unit_of_work(actor) as work:
                fired += _tick(work, ids[start : start + BATCH], today, is_anew)
        run.counts = {"mark": f"{today} {mark}", "projects": len(ids), "fired": fired}


def turn_within(work: UnitOfWork) -> None:
    """The same inside the caller's transaction, for a try that is rolled back."""
    today = clock.local(work.now).date()
    limits.apply_due_within(work, today)
    mark = _mark(work.session)
    if not sweep_runs.has_turned(work.session, today, mark):
        is_anew = sweep_runs.has_other_numbers(work.session, mark)
        steps.tick_system(work, project_ids=None, today=today, is_reckoned_anew=is_anew)


def _tick(work: UnitOfWork, ids: list[int], today: date, is_anew: bool) -> int:
    """The rows are locked first: two processes must not fire the same event twice."""
    locked = (
        select(Project.id).where(Project.id.in_(ids)).order_by(Project.id).with_for_update(key_share=True)
    )
    locked_ids = list(work.session.exec(locked))
    return steps.tick_system(work, project_ids=locked_ids, today=today, is_reckoned_anew=is_anew)


def _mark(session: Session) -> str:
    """What the lights of a day depend on besides the day: the numbers and the calendar."""
    numbers = session.exec(
        select(Setting.key, Setting.value).where(Setting.meaning_zh != "").order_by(Setting.key)
    )
    days = session.exec(select(CalendarDay.day, CalendarDay.is_workday).order_by(CalendarDay.day))
    text = repr([tuple(row) for row in numbers]) + repr([(str(day), bool(is_on)) for day, is_on in days])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
