"""`import`: a dry run unless told otherwise, one JSON document, words on refusal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.__main__ import app
from domain.access import SYSTEM
from models import Project
from services import database
from services.database import reading
from tests.factories_ledgers import SAMPLE, line, people_of_the_sample, text, xlsx

RUN = CliRunner()


def run(db: str, path: Path, *options: str) -> Result:
    result = RUN.invoke(app, ["import", str(path), "--database", db, *options])
    database.use(db)
    return result


def names() -> set[str]:
    with reading(SYSTEM) as session:
        return {row.name for row in session.query(Project)}


def test_the_sample_pool_by_command(db: str) -> None:
    people_of_the_sample()
    dry = run(db, SAMPLE, "--json")
    assert dry.exit_code == 0, dry.output
    document = json.loads(dry.stdout)
    assert set(document) >= {"file_error", "rows", "errors", "warnings", "created", "updated", "unchanged"}
    assert (document["created"], document["errors"], names()) == (30, [], set())
    assert document["rows"]["31"]["project_name"] and set(document["rows"]) == {str(n) for n in range(2, 32)}
    done = json.loads(run(db, SAMPLE, "--commit", "--json").stdout)
    assert (done["created"], done["rows"], len(names())) == (30, document["rows"], 30)
    again = json.loads(run(db, SAMPLE, "--commit", "--json").stdout)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 30)


def test_a_refused_file_exits_1_and_stores_nothing(sqlite_db: str, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(xlsx([line(1), line(2, 受理日="明年")]))
    result = run(sqlite_db, path, "--commit")
    assert result.exit_code == 1 and not names()
    assert "第3行“受理日”：“明年”看不懂是哪一天" in result.output and "Traceback" not in result.output
    (error,) = json.loads(run(sqlite_db, path, "--json").stdout)["errors"]
    assert (error["row"], error["column"]) == (3, "accepted_on") and "明年" in error["message"]


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"", xlsx([])])
def test_a_file_that_is_no_ledger_exits_1_with_the_reason(
    sqlite_db: str, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    result = run(sqlite_db, path, "--json")
    assert result.exit_code == 1 and json.loads(result.stdout)["file_error"]


def test_a_sheet_by_name_and_a_text_in_gb18030(sqlite_db: str, tmp_path: Path) -> None:
    book, table = tmp_path / "台账.xlsx", tmp_path / "台账.csv"
    book.write_bytes(xlsx([line(1)], 在办=[line(2), line(3)]))
    table.write_bytes(text([line(4)], "gb18030"))
    assert json.loads(run(sqlite_db, book, "--sheet", "在办", "--json").stdout)["created"] == 2
    assert json.loads(run(sqlite_db, table, "--commit", "--json").stdout)["created"] == 1
    assert names() == {line(4)["项目名称"]}
