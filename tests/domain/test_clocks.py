"""Statutory and promised clocks read on a day."""

from datetime import date

import pytest

from domain.clocks import Clock, read_clock
from domain.vocabulary import DayUnit
from domain.workdays import Pause
from tests.factories_plan import calendar

CAL = calendar()
PAUSE = Pause(date(2026, 9, 24), date(2026, 10, 12))


def test_a_running_clock_tells_used_and_left() -> None:
    reading = read_clock(Clock(date(2026, 9, 1), 10), today=date(2026, 9, 8), calendar=CAL)
    assert (reading.due_on, reading.used_workdays, reading.left_workdays) == (date(2026, 9, 15), 5, 5)
    assert reading.overdue_workdays == 0


@pytest.mark.parametrize(("today", "left", "over"), [(date(2026, 9, 15), 0, 0), (date(2026, 9, 17), -2, 2)])
def test_over_due_is_counted_from_the_day_after(today: date, left: int, over: int) -> None:
    reading = read_clock(Clock(date(2026, 9, 1), 10), today=today, calendar=CAL)
    assert (reading.left_workdays, reading.overdue_workdays) == (left, over)


def test_a_pause_shifts_the_due_date() -> None:
    clock = Clock(date(2026, 9, 21), 10, pauses=(PAUSE,))
    assert clock.due_on(CAL) == date(2026, 10, 21)
    reading = read_clock(clock, today=date(2026, 10, 14), calendar=CAL)
    assert (reading.used_workdays, reading.left_workdays) == (5, 5)


def test_a_paused_clock_stands_still() -> None:
    clock = Clock(date(2026, 9, 21), 10, pauses=(Pause(date(2026, 9, 24)),))
    readings = [read_clock(clock, today=day, calendar=CAL) for day in (date(2026, 9, 28), date(2026, 11, 30))]
    assert [(r.due_on, r.used_workdays, r.left_workdays, r.is_paused) for r in readings] == [
        (None, 3, 7, True),
        (None, 3, 7, True),
    ]


def test_an_extension_adds_its_days() -> None:
    clock = Clock(date(2026, 9, 1), 10, extension=10)
    assert clock.due_on(CAL) == CAL.add_workdays(date(2026, 9, 1), 20)


def test_a_decided_step_stops_its_clock() -> None:
    reading = read_clock(
        Clock(date(2026, 9, 1), 10), today=date(2026, 12, 1), calendar=CAL, stopped_on=date(2026, 9, 8)
    )
    assert (reading.used_workdays, reading.left_workdays, reading.overdue_workdays) == (5, 5, 0)


def test_calendar_limits_are_read_in_working_days() -> None:
    clock = Clock(date(2026, 9, 1), 30, DayUnit.CALENDAR)
    reading = read_clock(clock, today=date(2026, 9, 30), calendar=CAL)
    assert (reading.due_on, reading.left_workdays) == (date(2026, 10, 8), 1)


def test_a_task_without_a_limit_is_never_due() -> None:
    reading = read_clock(Clock(date(2026, 9, 1), None), today=date(2027, 9, 1), calendar=CAL)
    assert (reading.due_on, reading.left_workdays, reading.overdue_workdays) == (None, None, 0)


def test_a_due_date_in_a_year_without_a_notice_is_provisional() -> None:
    assert read_clock(Clock(date(2026, 12, 24), 10), today=date(2026, 12, 24), calendar=CAL).is_provisional


def test_nothing_is_used_before_acceptance() -> None:
    reading = read_clock(Clock(date(2026, 9, 4), 5), today=date(2026, 9, 1), calendar=CAL)
    assert reading.used_workdays == 0
