"""After an outage of the database the scheduler looks at everything by itself, soon and never too often."""

import time
from pathlib import Path

import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError

from domain.errors import Unavailable
from faults.harness import in_use
from jobs import preparing
from jobs.outage import Outage
from jobs.scheduling import Rota
from jobs.sweeps import TABLE
from services import schema


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


def test_a_worker_that_starts_before_its_database_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, tries = f"sqlite:///{tmp_path / 'new.db'}", []
    migrate = schema.migrate

    def refused_twice() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", {}, errors.OperationalError("connection refused"))
        migrate()

    monkeypatch.setattr(schema, "migrate", refused_twice)
    with in_use(url):
        preparing.prepare(pause=0.01)
        assert schema.current() == schema.newest() and len(tries) == 3


def _gone() -> bool:
    raise Unavailable("outage.gone")
