"""`whatif`: the public contract of commands.md."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from tests.factories_roadmaps import agent, project

RUN = CliRunner()


@pytest.fixture
def project_id(sqlite_db: str) -> int:
    return project(owner=agent())


def answer(*words: str) -> Any:
    result = RUN.invoke(app, ["whatif", *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_scenario_has_the_fields_of_the_contract(project_id: int) -> None:
    rows = answer(str(project_id))
    assert [row["scenario"] for row in rows] == ["serial_standard", "parallel_only", "as_planned", "fastest"]
    wanted = {"scenario", "finish_on", "workdays", "critical", "saved_vs_serial", "saved_vs_parallel"}
    assert all(wanted <= row.keys() for row in rows)
    planned = rows[2]
    assert (planned["b1_serial"], planned["b2_parallel"], planned["counted_items"]) == (243, 142, 14)
    assert "construction_licence" in planned["critical"]


def test_best_is_the_fastest_alone(project_id: int) -> None:
    (best,) = answer(str(project_id), "--best")
    assert best["scenario"] == "fastest" and best["modes"]["design_scheme_review"] == "simulated"


def test_people_read_a_line_a_scenario_with_n(project_id: int) -> None:
    result = RUN.invoke(app, ["whatif", str(project_id)])
    assert result.exit_code == 0 and result.stdout.count("n=14") == 4 and "引擎建议" in result.stdout


def test_an_unknown_project_is_refused_without_a_traceback(sqlite_db: str) -> None:
    result = RUN.invoke(app, ["whatif", "999", "--json"])
    assert result.exit_code == 1 and result.stdout == "" and "Traceback" not in result.output
