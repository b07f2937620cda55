"""The fault suite in short: a handful of kills, two workers at once, a clock that is set."""

from functools import partial

import pytest

from faults import clocks, crowds, kills, worker
from faults.harness import copy_sqlite
from faults.kills import Copy


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return partial(copy_sqlite, worker.sqlite(tmp_path_factory.mktemp("faults"), projects=6))


def test_a_pass_that_dies_at_any_step_is_made_good_by_the_next(copy: Copy) -> None:
    figures = list(kills.at_every_step(copy, duties=6, kind="SQLite", every=97))
    assert [figure.value for figure in figures] == [0, 0, 0]


def test_two_workers_that_both_believe_in_their_lease_double_nothing(copy: Copy) -> None:
    figures = list(crowds.at_once(copy, workers_at_once=2, duties=6, kind="SQLite"))
    assert [figure.value for figure in figures] == [0, 0, 0]


def test_a_scheduler_killed_at_random_loses_nothing(copy: Copy) -> None:
    figures = list(kills.at_random(copy, kills=2, duties=6, kind="SQLite", at_most=0.5))
    assert [figure.value for figure in figures] == [0, 0, 0]


def test_a_clock_that_is_wrong_for_a_while_loses_and_doubles_nothing(copy: Copy) -> None:
    assert all(figure.is_kept for figure in clocks.set_wrong(copy, duties=6))
