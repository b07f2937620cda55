"""What every command shares: bilingual help, JSON on standard output, exit codes, the database option."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import typer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from domain.errors import DomainError, Unavailable
from services import database, schema
from services.words import DEFAULT_LANG, of_error, translate

REFUSED, USAGE, ENVIRONMENT = 1, 2, 3


def both(english: str) -> str:
    """Help text in both languages."""
    return f"{translate(english, lang=DEFAULT_LANG)} | {english}"


Database = Annotated[str | None, typer.Option("--database", metavar="URL", help=both("Database URL"))]
Json = Annotated[bool, typer.Option("--json", help=both("One JSON document on standard output"))]


def show(document: Any, *, as_json: bool, text: str = "") -> None:
    """Print the JSON document, or the text meant for people."""
    if as_json:
        print(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))
    else:
        print(text)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value)


def say(text: str) -> None:
    """A line for people: standard error, so that it never disturbs JSON."""
    print(text, file=sys.stderr)


@contextmanager
def refusals() -> Iterator[None]:
    """Rules refuse with exit 1, a database that is gone or full with exit 3; never a traceback."""
    try:
        yield
    except DomainError as error:
        say(of_error(error))
        raise typer.Exit(ENVIRONMENT if isinstance(error, Unavailable) else REFUSED) from error
    except (DBAPIError, SQLAlchemyError) as error:
        say(translate("The database cannot be used: {reason}", reason=str(error).splitlines()[0]))
        raise typer.Exit(ENVIRONMENT) from error


@contextmanager
def opened(url: str | None) -> Iterator[None]:
    """Use the database of `url`; refuses one that is unreachable or was made by a newer version."""
    if url:
        database.use(url)
    with refusals():
        if not database.is_reachable():
            say(translate("The database cannot be reached."))
            raise typer.Exit(ENVIRONMENT)
        _refuse_newer_schema()
        yield


def _refuse_newer_schema() -> None:
    known = schema.versions()
    found = schema.current()
    if found is not None and found not in known:
        say(translate("The database was made by a newer version of Daiban: {version}.", version=found))
        raise typer.Exit(ENVIRONMENT)
    if found != schema.newest():
        schema.migrate()
