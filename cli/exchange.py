"""`import` and `report`: ledgers in, reports out."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import REFUSED, Database, Json, both, opened, say, show
from domain.access import SYSTEM
from exports import progress_report
from services import clock, ledger_import, projects, reports


def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=both("Ledger, .xlsx or .csv"))],
    database: Database = None,
    commit: Annotated[bool, typer.Option("--commit", help=both("Store; otherwise only try"))] = False,
    sheet: Annotated[str | None, typer.Option(help=both("Sheet name"))] = None,
    as_json: Json = False,
) -> None:
    """Import a pool ledger; a dry run unless --commit."""
    with opened(database):
        result = ledger_import.run(
            data=file.read_bytes(), name=file.name, sheet=sheet, commit=commit, actor=SYSTEM
        )
    document = result.as_document()
    counts = {name: document[name] for name in ("created", "updated", "unchanged")}
    show(document, as_json=as_json, text=f"{counts}\n" + "\n".join(_line(e) for e in document["errors"]))
    if document["file_error"]:
        say(document["file_error"])
    if document["file_error"] or document["errors"]:
        raise typer.Exit(REFUSED)


def _line(error: dict[str, object]) -> str:
    return f"{error['row']} {error['column']}: {error['message']}"


def report(
    project: Annotated[str, typer.Argument(help=both("Project id or project code"))],
    out: Annotated[Path, typer.Option(help=both("File to write, .xlsx"))],
    database: Database = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=both("Day of the report"))
    ] = None,
    lang: Annotated[str, typer.Option(help="zh | en")] = "zh",
    as_json: Json = False,
) -> None:
    """Write a project's progress report for its enterprise."""
    with opened(database):
        day: date = as_of.date() if as_of else clock.today()
        project_id = projects.find(reference=project, actor=SYSTEM)
        view = reports.progress_report_view(
            project_id=project_id, as_of=day, lang="en" if lang == "en" else "zh_CN", actor=SYSTEM
        )
        data = progress_report.render(view)
        out.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    show({"path": str(out), "sha256": sha256}, as_json=as_json, text=f"{out}  {sha256}")
