"""Models and migrations say the same, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from models import Base
from services import database, schema


def test_migrations_make_what_the_models_say(db: str) -> None:
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(db: str) -> None:
    schema.migrate()
    assert schema.current() == schema.newest()
