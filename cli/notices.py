"""`calendar import`: the official holiday notice of a year."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.console import Database, Json, both, opened, show
from domain.access import SYSTEM
from services import holiday_notices
from services.words import DEFAULT_LANG, say_date, translate

app = typer.Typer(no_args_is_help=True, help=both("Working-day calendar"))


@app.callback()
def calendar() -> None:
    """Keeps `import` a subcommand although it is the only one."""


@app.command("import", help=both("Show which open dates a holiday notice changes; apply it with --commit"))
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=both("CSV: date, name, is_off_day"))
    ],
    database: Database = None,
    commit: Annotated[bool, typer.Option("--commit", help=both("Store; otherwise only try"))] = False,
    as_json: Json = False,
) -> None:
    with opened(database):
        result = holiday_notices.import_notice(data=file.read_bytes(), commit=commit, actor=SYSTEM)
    changed = [asdict(one) for one in result.changed_due_dates]
    lines = [_line(one) for one in result.changed_due_dates]
    head = translate(
        "{year}: {days} days, {n} open dates change", year=result.year, days=result.days, n=len(changed)
    )
    document = {"year": result.year, "changed_due_dates": changed}
    show(document, as_json=as_json, text="\n".join([head, *lines]))


def _line(one: holiday_notices.ChangedDueDate) -> str:
    before, after = (say_date(day, lang=DEFAULT_LANG) for day in (one.before, one.after))
    return f"  {one.project_name} {one.item_code}: {before} → {after}"
