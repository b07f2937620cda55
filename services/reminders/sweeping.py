"""One sweep: the day's system events, then every reminder that is due and not there yet, then the letters.

A second sweep finds nothing to add; after downtime one sweep says what daily sweeps would have said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from domain.access import Actor, Permission, require
from services import audit, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.reminders import calendar_duties, day_turn, dispatch, planning, storing
from services.reminders.planning import Plan
from services.sweep_runs import REMINDERS, Recorded


@dataclass(frozen=True)
class SweepCounts:
    """`due` reminders by now, `queued` of them new, `already` told before; `by_rule` splits `due`."""

    due: int = 0
    queued: int = 0
    already: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)


class _Try(Exception):
    """Rolls the transaction of a dry run back."""


def sweep(
    *, actor: Actor, dry_run: bool = False, stopping: Callable[[], bool] = lambda: False
) -> SweepCounts:
    """Bring the district to now and remind of what is due; a dry run does the same and keeps nothing.

    Raises Forbidden for anybody but the system and administrators, BadInput reminder.unreadable_rule.
    """
    require(actor, Permission.SEE_HEALTH)
    if dry_run:
        return _tried(actor)
    with Recorded(REMINDERS, actor) as run:
        counts = _swept(clock.today(), actor, stopping)
        letters = 0 if stopping() else dispatch.queue_letters(actor=actor, stopping=stopping)
        run.counts = {
            "due": counts.due,
            "queued": counts.queued,
            "already": counts.already,
            "letters": letters,
        }
    return counts


def _swept(today: date, actor: Actor, stopping: Callable[[], bool]) -> SweepCounts:
    day_turn.turn(today, actor=actor, stopping=stopping)
    if stopping():
        return SweepCounts()
    with reading(actor) as session:
        is_quiet = calendar_duties.changes(session, today).is_empty
        found = planning.plan(session, today)
        if is_quiet and found.is_empty:
            return _counts(found, queued=0)
    with unit_of_work(actor) as work:
        return _write(work, today)


def _write(work: UnitOfWork, today: date) -> SweepCounts:
    """Look again under the lock and write."""
    storing.lock(work.session)
    calendar_duties.apply(work, calendar_duties.changes(work.session, today))
    found = planning.plan(work.session, today)
    written = storing.write(work, found)
    if written.queued:
        audit.record(
            work,
            action="reminders.sweep",
            subject_type="reminders",
            subject_id=today,
            after={"queued": written.queued},
        )
    return _counts(found, queued=written.queued)


def _tried(actor: Actor) -> SweepCounts:
    counts = SweepCounts()
    try:
        with unit_of_work(actor) as work:
            day_turn.turn_within(work)
            counts = _write(work, clock.local(work.now).date())
            raise _Try
    except _Try:
        return counts


def _counts(found: Plan, *, queued: int) -> SweepCounts:
    return SweepCounts(found.due, queued, found.due - queued, dict(found.by_rule))
