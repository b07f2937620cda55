"""The drawn schedule's axis: how much time a column holds, and which cells a bar takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exports.gantt_axis import MOST_COLUMNS, axis_of, touches
from tests.exports import report_views


def _axis(days: int):
    view = report_views.ordinary()
    start = date(2026, 11, 23)
    step = replace(
        view.steps[7],
        plan_accept_on=start,
        plan_finish_on=start + timedelta(days=days),
        baseline_accept_on=None,
        baseline_finish_on=None,
    )
    return axis_of(replace(view, steps=(step,)))


@pytest.mark.parametrize(("days", "unit"), [(30, 1), (83, 1), (84, 7), (500, 7), (900, 14), (2000, 28)])
def test_the_unit_grows_with_the_span(days: int, unit: int) -> None:
    axis = _axis(days)
    assert axis.unit == unit
    assert axis.count <= MOST_COLUMNS + 1


def test_it_starts_on_a_monday_and_ends_after_the_last_day() -> None:
    axis = axis_of(report_views.ordinary())
    assert axis.start == date(2026, 7, 27)
    assert axis.span(axis.count - 1)[1] >= date(2027, 3, 18)


def test_today_has_its_column() -> None:
    axis = axis_of(report_views.ordinary())
    first, last = axis.span(axis.index(axis.today))
    assert first <= date(2026, 11, 23) <= last


def test_months_cover_every_column_once() -> None:
    axis = axis_of(report_views.ordinary())
    covered = [number for first, last, _ in axis.months() for number in range(first, last + 1)]
    assert covered == list(range(axis.count))


def test_a_period_with_an_unknown_end_touches_nothing() -> None:
    day = date(2026, 11, 23)
    assert touches(day, day, day, day)
    assert not touches(day, None, day, day)
    assert not touches(day + timedelta(days=1), day + timedelta(days=2), day, day)
