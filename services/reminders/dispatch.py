"""Who is written to now: letters from the reminders that have no delivery yet (issue items 3, 6 and 7).

Urgent ones and an enterprise's go at once; all else waits for the person's digest on the morning of a working
day, a rule's repeats and whatever a leader is to hear included. A letter and its deliveries are written in
one transaction under unique keys: two writers at once, a crash between any two statements or a clock set back
never make a second one.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlmodel import Session

from domain.access import Actor, Permission, require
from services import clock, outbox
from services.database import UnitOfWork, reading, unit_of_work
from services.reminders import (
    enterprise_letters,
    last_calls,
    morning_letters,
    readers,
    robot_notes,
    undelivered,
    urgent_letters,
)

BATCH = 20
"""People or addresses a transaction: a long digest must not keep others from writing."""
Write = Callable[[UnitOfWork, Sequence[Any]], int]


def queue_letters(*, actor: Actor, stopping: Callable[[], bool] = lambda: False) -> int:
    """Put the letters that are due into the outbox, and the notes of the robots; returns how many letters.

    Several transactions; `stopping` ends it between two. Without a mail server nobody is written to.
    Raises Forbidden for anybody but the system and administrators, BadInput reminder.unreadable_rule.
    """
    require(actor, Permission.SEE_HEALTH)
    queued = 0
    for write, whom in _due(actor):
        if stopping():
            return queued
        with unit_of_work(actor) as work:
            undelivered.lock(work.session)
            queued += write(work, whom)
    robot_notes.queue_notes(actor=actor, stopping=stopping)
    return queued


def _due(actor: Actor) -> list[tuple[Write, Sequence[Any]]]:
    """What there is to write, in portions; each is looked at again under the lock."""
    if not outbox.is_mail_on():
        return []
    with reading(actor) as session:
        return [
            (write, whom[start : start + BATCH])
            for write, whom in _waiting(session)
            for start in range(0, len(whom), BATCH)
        ]


def _waiting(session: Session) -> Iterator[tuple[Write, Sequence[Any]]]:
    """Digests before alarms: whoever gets a digest now finds the alarm in it, and gets one letter."""
    now, people = clock.now(), readers.by_id(session)
    today = clock.local(now).date()
    yield enterprise_letters.write, enterprise_letters.waiting(session, today)
    yield morning_letters.write, morning_letters.waiting(session, now, people)
    yield urgent_letters.write, urgent_letters.waiting(session, today, people)
    yield last_calls.write, last_calls.waiting(session, now, people)
