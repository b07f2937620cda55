"""When people are written to: one digest on working days at their hour, and a last call in the afternoon."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.workdays import WorkCalendar

EARLIEST, LATEST, USUAL = time(6), time(12), time(8, 30)
LAST_CALL, LAST_CALL_ENDS = time(16, 30), time(18)
"""After the end of office hours nothing due today can be done any more: a later call would only annoy."""
_GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Morning:
    """It is time for somebody's digest. `is_catch_up`: an earlier one, or this one in time, was missed."""

    is_catch_up: bool


def choices() -> tuple[str, ...]:
    """The hours somebody may choose, in quarters: `06:00` … `12:00`."""
    quarters = range(EARLIEST.hour * 4, LATEST.hour * 4 + 1)
    return tuple(f"{number // 4:02d}:{number % 4 * 15:02d}" for number in quarters)


def morning(
    now: datetime,
    *,
    at: time,
    served_on: date | None,
    changed_at: datetime | None,
    calendar: WorkCalendar,
) -> Morning | None:
    """Whether the digest of today is due at `now` (wall-clock time in China), None if not.

    Only on working days, from the chosen hour on, once a day. After downtime it is due as soon as somebody
    looks again, and says that it catches up; an hour chosen only just now was not missed.
    """
    today = now.date()
    if served_on == today or not calendar.is_workday(today) or now.time() < at:
        return None
    due = datetime.combine(today, at, now.tzinfo)
    is_late = now - max(due, changed_at or due) > _GRACE
    is_known = served_on is not None
    missed = served_on is not None and calendar.next_workday(served_on) < today
    return Morning(is_catch_up=missed or (is_known and is_late))


def is_last_call(now: datetime, calendar: WorkCalendar) -> bool:
    """From 16:30 to the end of office hours of a working day."""
    return calendar.is_workday(now.date()) and LAST_CALL <= now.time() < LAST_CALL_ENDS
