"""A running server of its own for each file of whole flows, with one administrator; one Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import browser, server
from tests.people import PASSWORD
from tests.server import Server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The services of the test's process work on the server's database."""
    made = server.prepared(tmp_path_factory.mktemp("desk"), embedded_scheduler="false")
    made.cli("init", "--admin", "admin01", "--password-stdin", given=f"{PASSWORD}\n")
    with server.inside(made), server.running(made):
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as started:
        yield started
