"""Schema versions: migrate to the newest, and say where a database stands."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from services import database
from services.settings import ROOT


def migrate() -> None:
    """Bring the current database to the newest schema; a second call does nothing."""
    with database.engine().execution_options(daiban_writes=True).connect() as connection:
        command.upgrade(_config(connection), "head")
        connection.commit()


def newest() -> str | None:
    """The schema version this code needs."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def current() -> str | None:
    """The schema version of the current database, None before the first migration."""
    with database.engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def versions() -> frozenset[str]:
    """Every schema version this code knows."""
    scripts = ScriptDirectory(str(ROOT / "migrations")).walk_revisions()
    return frozenset(script.revision for script in scripts)
