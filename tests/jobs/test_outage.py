"""After an outage of the database the scheduler looks at everything by itself, soon and never too often."""

import time

import pytest

from domain.errors import Unavailable
from jobs.outage import Outage
from jobs.scheduling import Rota
from jobs.sweeps import TABLE


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that only the test moves."""
    shown = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: shown[0])
    return shown


def test_it_is_tried_again_soon_then_less_often_and_at_last_every_half_minute(now: list[float]) -> None:
    outage, waits = Outage(), []
    for _ in range(7):
        outage.met()
        outage.met()  # another sweep meets the same outage
        start = now[0]
        while not outage.calls():
            now[0] += 0.5
        waits.append(now[0] - start)
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert not outage.calls()
    outage.ended()
    outage.met()
    now[0] += 1
    assert outage.calls()


def test_a_heartbeat_that_fails_is_no_error_and_the_next_one_wakes_every_sweep(
    now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    rota, woken = Rota(), []
    monkeypatch.setattr(rota, "_wake", lambda *names: woken.append(names))
    monkeypatch.setattr(rota._stirring, "calls", lambda: False)
    monkeypatch.setattr(rota._worker, "beat", _gone)
    rota._patiently("heartbeat", rota._look)
    now[0] += 15
    monkeypatch.setattr(rota._worker, "beat", lambda: True)
    rota._patiently("heartbeat", rota._look)
    rota._patiently("heartbeat", rota._look)
    assert woken == [tuple(sweep.name for sweep in TABLE)]


def test_a_fault_of_the_program_is_not_taken_for_an_outage() -> None:
    with pytest.raises(ZeroDivisionError):
        Rota()._patiently("reminders", lambda: 1 / 0)


def _gone() -> bool:
    raise Unavailable("outage.gone")
