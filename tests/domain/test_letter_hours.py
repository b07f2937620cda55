"""Mornings and last calls: working days, chosen hours, downtime, clocks that are set."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain import letter_hours
from domain.letter_hours import Morning
from domain.workdays import WorkCalendar

CHINA = ZoneInfo("Asia/Shanghai")
DAYS = WorkCalendar(
    exceptions={date(2026, 9, 20): True, date(2026, 9, 25): False}, noticed_years=frozenset({2026})
)
ON_TIME, LATE, NOT_YET = Morning(is_catch_up=False), Morning(is_catch_up=True), None
CASES = [
    # now, served on, the digest
    ("2026-09-01 08:29", "2026-08-31", NOT_YET),
    ("2026-09-01 08:30", "2026-08-31", ON_TIME),
    ("2026-09-01 09:30", "2026-08-31", ON_TIME),
    ("2026-09-01 09:31", "2026-08-31", LATE),  # the worker was down at the hour
    ("2026-09-01 23:59", "2026-08-31", LATE),
    ("2026-09-01 23:59", "2026-09-01", NOT_YET),
    ("2026-09-02 00:00", "2026-09-01", NOT_YET),
    ("2026-09-05 08:30", "2026-09-04", NOT_YET),  # Saturday
    ("2026-09-07 08:30", "2026-09-04", ON_TIME),  # nothing was missed over the weekend
    ("2026-09-07 08:30", "2026-09-03", LATE),  # Friday was
    ("2026-09-20 08:30", "2026-09-18", ON_TIME),  # a Sunday that is worked
    ("2026-09-21 08:30", "2026-09-18", LATE),
    ("2026-09-25 08:30", "2026-09-24", NOT_YET),  # a Friday that is off
    ("2026-09-01 08:30", "2026-10-01", ON_TIME),  # the clock had been thirty days ahead
    ("2026-09-01 15:00", None, ON_TIME),  # somebody new has missed nothing
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(("now", "served", "expected"), CASES)
def test_a_digest_is_due_on_the_morning_of_a_working_day(
    now: str, served: str | None, expected: Morning | None
) -> None:
    served_on = date.fromisoformat(served) if served else None
    found = letter_hours.morning(at(now), at=time(8, 30), served_on=served_on, changed_at=None, calendar=DAYS)
    assert found == expected


def test_an_hour_chosen_only_just_now_was_not_missed() -> None:
    for changed, expected in (("2026-09-01 11:50", ON_TIME), ("2026-09-01 10:00", LATE)):
        found = letter_hours.morning(
            at("2026-09-01 12:00"),
            at=time(6),
            served_on=date(2026, 8, 31),
            changed_at=at(changed),
            calendar=DAYS,
        )
        assert found == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-09-01 16:29", False),
        ("2026-09-01 16:30", True),
        ("2026-09-01 17:59", True),
        ("2026-09-01 18:00", False),
        ("2026-09-05 16:30", False),
        ("2026-09-20 16:30", True),
    ],
)
def test_the_last_call_is_for_the_end_of_a_working_day(now: str, expected: bool) -> None:
    assert letter_hours.is_last_call(at(now), DAYS) is expected


def test_hours_are_quarters_between_six_and_noon() -> None:
    found = letter_hours.choices()
    assert (found[0], found[1], found[-1], len(found)) == ("06:00", "06:15", "12:00", 25)
    assert "08:30" in found
