"""The database part of `make faults` in small: locked, full and gone in the midst of a sweep."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from faults import database as broken
from faults import district, full_disk, kills, worker
from faults.database import Case, Scene
from faults.harness import copy_sqlite, in_use, postgresql
from faults.ledger import Ledger
from faults.moments import LETTERS, MAILS, REMINDERS, Moment
from services import database
from services.health import writing

_DUTIES, _HASTE = 12, 40.0
AMONG_REMINDERS, AMONG_LETTERS, AMONG_MAILS = (
    replace(REMINDERS, number=1),
    replace(LETTERS, number=1),
    replace(MAILS, number=3),
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    return worker.sqlite(tmp_path_factory.mktemp("broken"), projects=6)


@pytest.fixture(scope="module")
def wanted(source: str) -> Ledger:
    moments = (district.NINE, district.NINE + kills.LATER)
    return kills.undisturbed(partial(copy_sqlite, source), _DUTIES, moments)


def over(scene: Scene, wanted: Ledger, moment: Moment, *, lasts: float, between: bool = False) -> list[str]:
    """The figures that are over their limit.

    So short a trouble may end before the worker comes to it; that it meets it is held by `make faults`.
    """
    case = Case("small", scene, lasts, meets=False, between=between, haste=_HASTE, limit=20)
    return [figure.line() for figure in broken.told(case, wanted, (moment,)) if not figure.is_kept]


@pytest.mark.parametrize("moment", [AMONG_LETTERS, AMONG_MAILS], ids=lambda one: one.name)
def test_a_worker_outlives_a_lock_longer_than_it_waits(
    source: str, wanted: Ledger, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(writing, "_SECONDS", 0.2)
    scene = partial(broken.locked, source, duties=_DUTIES)
    assert over(scene, wanted, moment, lasts=1.5, between=True) == []


@pytest.mark.parametrize("moment", [AMONG_REMINDERS, AMONG_MAILS], ids=lambda one: one.name)
def test_a_worker_outlives_a_full_disk(source: str, wanted: Ledger, moment: Moment, tmp_path: Path) -> None:
    scene = partial(broken.on_full_disk, tmp_path / "disk", source, duties=_DUTIES)
    assert over(scene, wanted, moment, lasts=1.5) == []


def test_at_a_full_disk_nothing_is_half_saved_and_everybody_is_told(source: str, tmp_path: Path) -> None:
    assert [figure.line() for figure in full_disk.figures(tmp_path, source) if not figure.is_kept] == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, kills.Copy]]:
    folder = tmp_path_factory.mktemp("server")
    with postgresql(folder) as made:
        with in_use(made("district")):
            worker.fill(6)
        yield folder, partial(made, template="district")


def test_a_worker_outlives_a_server_that_is_killed(server: tuple[Path, kills.Copy], wanted: Ledger) -> None:
    scene = partial(broken.stopped, *server, "immediate", duties=_DUTIES)
    assert over(scene, wanted, AMONG_MAILS, lasts=1.5) == []
