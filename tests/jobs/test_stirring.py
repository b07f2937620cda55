"""What wakes a sweep before its time, and that it never wakes too often."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from domain.access import SYSTEM
from jobs import clock_watch, stirring
from jobs.clock_watch import ClockWatch
from jobs.stirring import Stirring
from services import audit, clock, stirs
from services.database import unit_of_work
from tests.factories_reports import NOW


class Time:
    """Seconds that only pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    found = Time()
    monkeypatch.setattr(stirring, "time", found)
    return found


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The last one is what a look sees."""
    found = [1]
    monkeypatch.setattr(stirs, "mark", lambda actor: found[-1])
    return found


def swept(one: Stirring, time: Time, seconds: float) -> None:
    begun = one.begun()
    time.seconds += seconds
    one.ended(begun)


def test_only_a_change_calls(time: Time, marks: list[int]) -> None:
    one = Stirring()
    assert one.calls()
    swept(one, time, 0.1)
    time.seconds += 3600
    assert not one.calls()
    marks.append(2)
    assert one.calls()


def test_what_changes_during_a_sweep_is_not_forgotten(time: Time, marks: list[int]) -> None:
    one = Stirring()
    begun = one.begun()
    marks.append(2)
    one.ended(begun)
    assert one.calls()


@pytest.mark.parametrize(("took", "after", "calls"), [(10, 49, False), (10, 51, True), (0.2, 1.1, True)])
def test_a_long_sweep_rests_five_times_as_long(
    took: float, after: float, calls: bool, time: Time, marks: list[int]
) -> None:
    one = Stirring()
    swept(one, time, took)
    marks.append(2)
    time.seconds += after
    assert one.calls() == calls


def test_after_a_failure_it_is_tried_again_in_a_minute(time: Time, marks: list[int]) -> None:
    one = Stirring()
    swept(one, time, 0.1)
    one.failed()
    time.seconds += 59
    assert not one.calls()
    time.seconds += 2
    assert one.calls()


def did(action: str) -> None:
    with unit_of_work(SYSTEM) as work:
        audit.record(work, action=action, subject_type="step", subject_id=1)


@pytest.mark.usefixtures("sqlite_db")
def test_every_audited_act_is_a_change_but_what_sweeps_and_doors_write() -> None:
    before = stirs.mark(actor=SYSTEM)
    for action in ("reminders.sweep", "outbox.give_up", "session.sign_in", "report.download"):
        did(action)
    assert stirs.mark(actor=SYSTEM) == before
    did("step.accept")
    assert stirs.mark(actor=SYSTEM) != before


@pytest.mark.usefixtures("sqlite_db")
@pytest.mark.parametrize(
    ("wall", "then", "same"),
    [
        ("08:16", "08:29", True),
        ("08:29", "08:30", False),
        ("16:29", "16:30", False),
        ("23:59", "00:01", False),
    ],
)
def test_the_hours_of_letters_and_the_turn_of_the_day_are_changes(wall: str, then: str, same: bool) -> None:
    assert (_at(wall) == _at(then)) == same


def _at(wall: str) -> stirs.Mark:
    with clock.frozen(datetime.fromisoformat(f"2026-09-01T{wall}:00+08:00")):
        return stirs.mark(actor=SYSTEM)


@pytest.mark.parametrize(
    ("jump", "woken"), [(timedelta(hours=-2), True), (timedelta(days=30), True), (None, False)]
)
def test_a_clock_that_is_set_wakes_everything(
    jump: timedelta | None, woken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumped, now = threading.Event(), [NOW]
    monkeypatch.setattr(clock_watch.clock, "real_now", lambda: now[0])
    watch = ClockWatch(jumped.set, every=0.02)
    watch.start()
    now[0] += jump or timedelta(seconds=5)
    assert jumped.wait(2 if woken else 0.2) == woken
    watch.end()
