"""`user add|disable|reset|unlock`: accounts from the console."""

import sys
from typing import Annotated

import typer

from cli.console import Database, both, opened, say
from domain.access import SYSTEM
from domain.vocabulary import Role
from services import accounts
from services.words import translate

app = typer.Typer(no_args_is_help=True, help=both("Accounts"))
Username = Annotated[str, typer.Argument(help=both("User name"))]


def _password() -> str:
    say(translate("Password (one line on standard input):"))
    return sys.stdin.readline().rstrip("\n")


@app.command(help=both("Add an account; the password is read from standard input"))
def add(
    username: Username,
    role: Annotated[Role, typer.Option(help=both("Role"))],
    name: Annotated[str, typer.Option(help=both("Name as shown"))],
    department: Annotated[str | None, typer.Option(help=both("Department code of a liaison"))] = None,
    email: Annotated[str | None, typer.Option(help=both("Mail address"))] = None,
    phone: Annotated[str | None, typer.Option(help=both("Phone"))] = None,
    database: Database = None,
) -> None:
    with opened(database):
        accounts.create(
            username=username,
            display_name=name,
            role=role,
            password=_password(),
            department_code=department,
            email=email,
            phone=phone,
            actor=SYSTEM,
        )


@app.command(help=both("Disable an account and end its sessions"))
def disable(username: Username, database: Database = None) -> None:
    with opened(database):
        accounts.disable(account_id=accounts.find(username=username, actor=SYSTEM), actor=SYSTEM)


@app.command(help=both("Set a new password, read from standard input"))
def reset(username: Username, database: Database = None) -> None:
    with opened(database):
        account_id = accounts.find(username=username, actor=SYSTEM)
        accounts.reset_password(account_id=account_id, password=_password(), actor=SYSTEM)


@app.command(help=both("Unlock an account after failed sign-ins"))
def unlock(username: Username, database: Database = None) -> None:
    with opened(database):
        accounts.unlock(account_id=accounts.find(username=username, actor=SYSTEM), actor=SYSTEM)
