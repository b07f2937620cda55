"""A running limit read on a day: used, left, over; pauses shift the due date, an extension adds its days."""

from dataclasses import dataclass
from datetime import date

from domain.vocabulary import DayUnit
from domain.workdays import Pause, WorkCalendar


@dataclass(frozen=True)
class Clock:
    """A statutory or promised limit that began on `accepted_on`; `limit` None: a task without a limit."""

    accepted_on: date
    limit: int | None
    unit: DayUnit = DayUnit.WORKDAY
    pauses: tuple[Pause, ...] = ()
    extension: int = 0

    @property
    def days(self) -> int | None:
        """The limit with its extension, in `unit`."""
        return None if self.limit is None else self.limit + self.extension

    def is_paused(self, on: date) -> bool:
        """A pause counts from the day it is declared: nothing runs on from then."""
        return any(pause.from_on <= on and (pause.to_on is None or on < pause.to_on) for pause in self.pauses)

    def due_on(self, calendar: WorkCalendar) -> date | None:
        """The last day of the limit; None without a limit or while an open pause hides it."""
        if self.days is None:
            return None
        return calendar.due_on(self.accepted_on, self.days, self.unit, self.pauses)

    def due_if_resumed(self, on: date, calendar: WorkCalendar) -> date | None:
        """The last day of the limit if an open pause ended on `on`; what a forecast uses."""
        closed = tuple(
            pause if pause.to_on is not None else Pause(pause.from_on, max(pause.from_on, on))
            for pause in self.pauses
        )
        return Clock(self.accepted_on, self.limit, self.unit, closed, self.extension).due_on(calendar)


@dataclass(frozen=True)
class ClockReading:
    """All in working days. `left_workdays` is negative when over due; frozen while paused."""

    due_on: date | None
    used_workdays: int
    left_workdays: int | None
    overdue_workdays: int
    is_paused: bool
    is_provisional: bool


def read_clock(
    clock: Clock, *, today: date, calendar: WorkCalendar, stopped_on: date | None = None
) -> ClockReading:
    """The clock on `today`, or on `stopped_on` (decision) if that is earlier (domain.md (d))."""
    on = today if stopped_on is None else min(today, stopped_on)
    due = clock.due_if_resumed(on, calendar)
    left = None if due is None else calendar.workdays_between(on, due)
    return ClockReading(
        due_on=clock.due_on(calendar),
        used_workdays=used_workdays(clock, on=on, calendar=calendar),
        left_workdays=left,
        overdue_workdays=max(0, -left) if left is not None else 0,
        is_paused=clock.is_paused(on),
        is_provisional=due is not None and calendar.is_provisional(due),
    )


def used_workdays(clock: Clock, *, on: date, calendar: WorkCalendar) -> int:
    """Working days after acceptance up to and including `on`, days in a pause not counted."""
    if on <= clock.accepted_on:
        return 0
    return len(calendar.counted(clock.accepted_on, on, clock.pauses))
