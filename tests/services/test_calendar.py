"""The calendar in use, and the official notice of a year."""

from datetime import date

import pytest

from domain.access import SYSTEM
from models import CalendarDay
from services import calendar
from services.database import reading, unit_of_work

NEW_YEAR = date(2027, 1, 4)


@pytest.mark.usefixtures("db")
def test_the_stored_calendar_equals_the_packaged_one() -> None:
    with reading(SYSTEM) as session:
        current = calendar.current(session)
        assert calendar.current(session) is current
    packaged = calendar.packaged()
    assert (current.exceptions, current.noticed_years) == (packaged.exceptions, packaged.noticed_years)
    assert current.noticed_years == {2024, 2025, 2026}


@pytest.mark.usefixtures("db")
def test_an_edited_day_counts_at_once() -> None:
    with reading(SYSTEM) as session:
        assert calendar.current(session).is_workday(NEW_YEAR)
    with unit_of_work(SYSTEM) as work:
        work.session.add(CalendarDay(day=NEW_YEAR, name="元旦", is_workday=False, provisional=True))
    with reading(SYSTEM) as session:
        assert not calendar.current(session).is_workday(NEW_YEAR)
