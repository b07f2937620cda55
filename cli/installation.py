"""`init`, `demo` and `doctor`: setting an installation up and looking whether it is well."""

import getpass
import sys
from typing import Annotated

import typer

from cli.console import ENVIRONMENT, Database, Json, both, opened, say, show
from domain.access import SYSTEM
from domain.vocabulary import Role
from services import accounts, catalogue, demo, health
from services.words import translate

WIDE_SPACE = "\u3000"
"""As wide as a Chinese character: the columns of the sign-ins stand straight."""


def init(
    database: Database = None,
    admin: Annotated[str | None, typer.Option(help=both("User name of the first administrator"))] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=both("Read the password from standard input"))
    ] = False,
) -> None:
    """Migrate, load the reference data and create the first administrator."""
    with opened(database):
        catalogue.load()
        name = admin or typer.prompt(translate("User name of the first administrator"))
        password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass.getpass()
        accounts.create(
            username=name,
            display_name=name,
            role=Role.ADMIN,
            password=password,
            must_change_password=False,
            actor=SYSTEM,
        )
        say(translate("Ready. Sign in as {name}.", name=name))


def demo_(
    database: Database = None,
    projects: Annotated[int, typer.Option(min=1, max=100_000, help=both("How many projects"))] = 30,
    seed: Annotated[int, typer.Option(help=both("The same seed makes the same district"))] = 1,
    address: Annotated[str, typer.Option(help=both("Address to print beside the sign-ins"))] = "",
    as_json: Json = False,
) -> None:
    """Fill a demo district and print one sign-in per role."""
    with opened(database):
        counts = demo.fill(projects=projects, seed=seed)
        sign_ins = demo.new_sign_ins()
        rows = "\n".join(
            f"  {s.role_word.ljust(6, WIDE_SPACE)}{s.username:<16}{s.password}" for s in sign_ins
        )
        heading = translate("Demo district ready. Sign-ins of this run:")
        people = [{"role": s.role, "username": s.username, "password": s.password} for s in sign_ins]
        show({**counts, "sign_ins": people}, as_json=as_json, text=f"{heading}\n{rows}\n{address}")


def doctor(database: Database = None, as_json: Json = False) -> None:
    """Check database, schema, worker, outbox, holidays, disk and mail."""
    with opened(database):
        checks = health.checks(actor=SYSTEM)
        marks = {"ok": "ok  ", "warning": "WARN", "bad": "BAD "}
        lines = [
            f"{marks[check.state]} {check.name:<12} {check.words}{_todo(check.todo)}" for check in checks
        ]
        document = [{"check": c.name, "state": c.state, "detail": c.words, "todo": c.todo} for c in checks]
        show(document, as_json=as_json, text="\n".join(lines))
        if any(check.state == "bad" for check in checks):
            raise typer.Exit(ENVIRONMENT)


def _todo(words: str) -> str:
    """What to do about it, in a line of its own below the check."""
    return f"\n{'':<18}→ {words}" if words else ""
