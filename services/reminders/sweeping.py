"""One sweep: the day's system events, then every reminder that is due and not there yet, then the letters.

A second sweep finds nothing to add; after downtime one sweep says what daily sweeps would have said. It works
in many short transactions: whoever is cut off in the middle loses nothing, the next one finds the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from domain.access import Actor, Permission, require
from services import audit, calendar, clock
from services.database import unit_of_work
from services.reminders import (
    calendar_duties,
    candidates,
    closing,
    day_turn,
    dispatch,
    rules,
    storing,
    transactions,
)
from services.reminders.planning import Decider, Plan
from services.reminders.transactions import Transactions
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
        today = clock.today()
        day_turn.turn(today, actor=actor, stopping=stopping)
        counts = _reminded(transactions.short(actor=actor), today, stopping)
        letters = 0 if stopping() else dispatch.queue_letters(actor=actor, stopping=stopping)
        run.counts = {
            "due": counts.due,
            "queued": counts.queued,
            "already": counts.already,
            "letters": letters,
        }
    return counts


def _tried(actor: Actor) -> SweepCounts:
    counts = SweepCounts()
    try:
        with unit_of_work(actor) as work:
            today = clock.local(work.now).date()
            day_turn.turn_within(work)
            counts = _reminded(transactions.within(work), today, lambda: False)
            raise _Try
    except _Try:
        return counts


def _reminded(hands: Transactions, today: date, stopping: Callable[[], bool]) -> SweepCounts:
    """Duties of the calendar, rows that are over, then what is due, a stretch of duties after the other."""
    by_rule: Counter[str] = Counter()
    queued = 0
    if not stopping():
        _refresh_calendar(hands, today)
        _close(hands, today)
        for plans in _gathered(_plans(hands, today, stopping)):
            queued += _written(hands, plans, today)
            for plan in plans:
                by_rule.update(plan.due)
    due = by_rule.total()
    return SweepCounts(due, queued, due - queued, dict(sorted(by_rule.items())))


def _refresh_calendar(hands: Transactions, today: date) -> None:
    with hands.read() as session:
        if calendar_duties.changes(session, today).is_empty:
            return
    with hands.write() as work:
        calendar_duties.apply(work, calendar_duties.changes(work.session, today))


def _close(hands: Transactions, today: date) -> None:
    with hands.read() as session:
        if not closing.is_needed(session, today):
            return
    more = True
    while more:
        with hands.write() as work:
            more = closing.close(work, today) == closing.CHUNK


def _plans(hands: Transactions, today: date, stopping: Callable[[], bool]) -> Iterator[Plan]:
    with hands.read() as session:
        days, by_anchor = calendar.current(session), rules.active(session)
        decider = Decider(session, by_anchor, days, today)
    for plan in candidates.each_stretch(by_anchor, days, today, hands.read, decider.plan):
        if stopping():
            return
        yield plan


def _gathered(plans: Iterable[Plan]) -> Iterator[list[Plan]]:
    """A few thousand changes together: a usual day is one transaction, a large one many short ones."""
    waiting: list[Plan] = []
    for plan in plans:
        waiting.append(plan)
        if sum(one.size for one in waiting) >= candidates.CHUNK:
            yield waiting
            waiting = []
    yield waiting


def _written(hands: Transactions, plans: list[Plan], today: date) -> int:
    """How many reminders are new or speak again. No lock where there is nothing to write."""
    if not any(plan.size for plan in plans):
        return 0
    with hands.write() as work:
        queued = sum(storing.write(work, plan) for plan in plans)
        if queued:
            audit.record(
                work,
                action="reminders.sweep",
                subject_type="reminders",
                subject_id=today,
                after={"queued": queued},
            )
    return queued
