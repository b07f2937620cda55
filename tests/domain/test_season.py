"""Outdoor work and the construction season: rows S1 and S2 of scheduling.md §6."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.season import Season
from tests.factories_plan import SEASON


@pytest.mark.parametrize(
    ("start", "finish"), [(date(2026, 10, 12), date(2027, 7, 29)), (date(2026, 11, 20), date(2027, 8, 22))]
)
def test_outdoor_days_jump_over_the_winter(start: date, finish: date) -> None:
    assert SEASON.add_days(start, 120) == finish


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_latest_start_is_exact(finish: date, days: int) -> None:
    latest = SEASON.latest_start(finish, days)
    assert SEASON.add_days(latest, days) <= finish < SEASON.add_days(latest + timedelta(1), days)


def test_next_opening_and_closing() -> None:
    assert SEASON.next_opening(date(2026, 4, 25)) == date(2026, 4, 25)
    assert SEASON.next_opening(date(2026, 9, 1)) == date(2027, 4, 25)
    assert SEASON.next_closing(date(2026, 9, 1)) == date(2026, 11, 5)
    assert SEASON.next_closing(date(2026, 11, 6)) == date(2027, 11, 5)


def test_settings_are_read() -> None:
    assert Season.from_settings("04-25", " 11-05 ") == SEASON


@pytest.mark.parametrize("text", ["", "4-25", "13-01", "02-29", "april"])
def test_an_unreadable_setting_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"season\.unreadable"):
        Season.from_settings(text, "11-05")


def test_a_window_over_new_year_is_refused() -> None:
    with pytest.raises(BadInput, match=r"season\.reversed"):
        Season((11, 1), (4, 1))
