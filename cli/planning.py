"""`whatif`: the scenarios of a project's roadmap, for scripts."""

from typing import Annotated, Any

import typer

from cli.console import Database, Json, both, opened, show
from domain.access import SYSTEM
from services import projects
from services.roadmaps import whatif
from services.roadmaps.whatif import FASTEST, ScenarioRow


def whatif_(
    project: Annotated[str, typer.Argument(help=both("Project id or project code"))],
    database: Database = None,
    best: Annotated[bool, typer.Option("--best", help=both("Only the fastest permitted scenario"))] = False,
    as_json: Json = False,
) -> None:
    """Compare the scenarios of a project's roadmap, savings in percent of both statutory baselines."""
    with opened(database):
        project_id = projects.find(reference=project, actor=SYSTEM)
        view = whatif.scenarios(project_id=project_id, actor=SYSTEM)
    rows = [row for row in view.rows if not best or row.code == FASTEST]
    show([_document(row) for row in rows], as_json=as_json, text="\n".join(_line(row) for row in rows))


def _document(row: ScenarioRow) -> dict[str, Any]:
    """Field names are a public contract: more may be added, none changed."""
    return {
        "scenario": row.code,
        "finish_on": row.finish_on,
        "workdays": row.workdays,
        "critical": list(row.critical),
        "saved_vs_serial": row.saving.vs_b1_pct,
        "saved_vs_parallel": row.saving.vs_b2_pct,
        "name": row.name,
        "used_workdays": row.saving.a_days,
        "b1_serial": row.saving.b1,
        "b2_parallel": row.saving.b2,
        "counted_items": row.saving.n,
        "modes": row.modes,
        "refusal": row.refusal,
    }


def _line(row: ScenarioRow) -> str:
    shares = (_percent(row.saving.vs_b1_pct), _percent(row.saving.vs_b2_pct))
    numbers = f"{row.finish_on}  {row.workdays:>5}  {shares[0]:>7}  {shares[1]:>7}  n={row.saving.n}"
    return f"{row.code:<18}{numbers}  {row.name}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}%"
