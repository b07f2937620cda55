"""Counting working days with 调休 both ways, pauses, calendar limits and provisional years."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.vocabulary import DayUnit
from domain.workdays import Pause, WorkCalendar
from tests.factories_plan import D, calendar, rows, split

CAL = calendar()
PLAIN = WorkCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(0, 120)


def pauses_of(row: dict[str, str]) -> list[Pause]:
    return [Pause(*map(D, text.split(".."))) for text in split(row["pauses"])]


@pytest.mark.parametrize(
    "row", rows("working_day_vectors", "tests/data"), ids=lambda r: f"{r['accept_date']}+{r['limit']}"
)
def test_due_date_vectors(row: dict[str, str]) -> None:
    accepted, limit, unit = D(row["accept_date"]), int(row["limit"]), DayUnit(row["unit"])
    due = CAL.due_on(accepted, limit, unit, pauses_of(row))
    assert due == D(row["due_date"])
    assert CAL.is_provisional(due) == (row["provisional"] == "yes")
    assert PLAIN.due_on(accepted, limit, unit) == D(row["weekday_only_due"])
    assert (due != PLAIN.due_on(accepted, limit, unit)) == (row["differs"] == "yes")


def test_all_vectors_are_there() -> None:
    assert len(rows("working_day_vectors", "tests/data")) == 33


def test_holiday_table_equals_the_published_calendar() -> None:
    day = date(2024, 1, 1)
    while day.year < 2027:
        assert CAL.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(1)


def test_years_without_a_notice_are_provisional() -> None:
    assert not CAL.is_provisional(date(2026, 12, 31))
    assert CAL.is_provisional(date(2027, 1, 4))
    assert CAL.is_provisional(date(2023, 12, 29))


@given(DAYS, COUNTS)
def test_adding_and_counting_are_inverse(start: date, days: int) -> None:
    end = CAL.add_workdays(start, days)
    assert end is not None
    assert CAL.workdays_between(start, end) == days
    assert CAL.workdays_between(end, start) == -days
    assert len(CAL.counted(start, end)) == days


@given(DAYS, COUNTS, DAYS, st.integers(0, 60), DAYS, st.integers(0, 60))
def test_counted_days_are_exactly_the_limit(a: date, n: int, p: date, x: int, q: date, y: int) -> None:
    pauses = [Pause(p, p + timedelta(x)), Pause(q, q + timedelta(y))]
    due = CAL.add_workdays(a, n, pauses)
    assert due is not None
    counted = CAL.counted(a, due, pauses)
    assert len(counted) == n
    assert all(CAL.is_workday(day) and not any(pause.covers(day) for pause in pauses) for day in counted)
    assert not n or counted[-1] == due
    assert len(counted) + len(CAL.skipped(a, due, pauses)) == (due - a).days


@given(DAYS, st.integers(0, 60), st.sampled_from(DayUnit))
def test_latest_acceptance_is_the_last_that_still_ends_on_time(end: date, limit: int, unit: DayUnit) -> None:
    latest = CAL.latest_acceptance(end, limit, unit)
    assert CAL.is_workday(latest)
    assert CAL.due_on(latest, limit, unit) <= end
    assert CAL.due_on(CAL.next_workday(latest), limit, unit) > end


@given(DAYS, st.integers(0, 60), st.sampled_from(DayUnit))
def test_latest_start_of_any_day_is_exact(end: date, limit: int, unit: DayUnit) -> None:
    latest = CAL.latest_start(end, limit, unit)
    assert CAL.due_on(latest, limit, unit) <= end
    assert CAL.due_on(latest + timedelta(1), limit, unit) > end


def test_subtracting_goes_back_to_a_working_day() -> None:
    assert CAL.subtract_workdays(date(2026, 9, 28), 5) == date(2026, 9, 20)  # the worked Sunday


def test_an_open_pause_has_no_due_date() -> None:
    open_pause = [Pause(date(2026, 9, 3))]
    assert CAL.due_on(date(2026, 9, 1), 5, DayUnit.WORKDAY, open_pause) is None
    assert CAL.due_on(date(2026, 9, 1), 30, DayUnit.CALENDAR, open_pause) is None
    assert CAL.due_on(date(2026, 9, 1), 2, DayUnit.WORKDAY, open_pause) == date(2026, 9, 3)


def test_a_pause_stops_a_calendar_limit_too() -> None:
    pause = [Pause(date(2026, 9, 2), date(2026, 9, 12))]
    assert CAL.due_on(date(2026, 9, 1), 10, DayUnit.CALENDAR, pause) == date(2026, 9, 21)


def test_a_calendar_limit_never_ends_inside_a_pause() -> None:
    pause = [Pause(date(2026, 9, 6), date(2026, 9, 9))]
    assert CAL.due_on(date(2026, 9, 1), 5, DayUnit.CALENDAR, pause) == date(2026, 9, 10)
    assert CAL.due_on(date(2026, 9, 1), 5, DayUnit.CALENDAR, [Pause(date(2026, 9, 6))]) is None


def test_zero_days_end_on_the_accepting_day() -> None:
    sunday = date(2026, 9, 6)
    for unit in DayUnit:
        assert CAL.due_on(sunday, 0, unit, [Pause(sunday)]) == sunday


def test_overlapping_pauses_count_once() -> None:
    day = date(2026, 9, 1)
    one = [Pause(date(2026, 9, 2), date(2026, 9, 11))]
    two = [Pause(date(2026, 9, 4), date(2026, 9, 11)), Pause(date(2026, 9, 2), date(2026, 9, 8))]
    assert CAL.add_workdays(day, 10, two) == CAL.add_workdays(day, 10, one) == date(2026, 9, 23)


def test_skipped_days_say_why() -> None:
    skipped = CAL.skipped(date(2026, 9, 23), date(2026, 9, 29), [Pause(date(2026, 9, 27), date(2026, 9, 28))])
    assert [(day.day.day, day.why) for day in skipped] == [
        (25, "holiday"),
        (26, "holiday"),
        (27, "holiday"),
        (28, "paused"),
    ]
    assert skipped[0].name
    assert CAL.skipped(date(2026, 9, 4), date(2026, 9, 7))[0].why == "weekend"


def test_a_worked_saturday_is_named_and_counted() -> None:
    assert CAL.is_workday(date(2026, 10, 10))
    assert CAL.roll(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CAL.last_workday(date(2026, 10, 7)) == date(2026, 9, 30)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput, match=r"pause\.reversed"):
        Pause(date(2026, 9, 2), date(2026, 9, 1))


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2500, 1, 1)])
def test_days_far_away_are_refused(day: date) -> None:
    with pytest.raises(BadInput, match=r"date\.out_of_range"):
        CAL.is_workday(day)


@pytest.mark.parametrize("unit", DayUnit)
def test_a_limit_beyond_the_calendar_is_refused(unit: DayUnit) -> None:
    with pytest.raises(BadInput, match=r"date\.out_of_range"):
        CAL.due_on(date(2026, 9, 1), 10**7, unit)
