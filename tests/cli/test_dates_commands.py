"""`due`, `plan` and `check-id`: the public contract of the command line, without a database."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.__main__ import app
from tests.factories_plan import ROOT

RUN = CliRunner()
VECTORS = ROOT / "tests" / "data" / "working_day_vectors.csv"


def _run(*words: str, given: str | None = None) -> Result:
    return RUN.invoke(app, list(words), input=given)


def _json(*words: str, given: str | None = None) -> object:
    result = _run(*words, "--json", given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_one_due_date_says_what_was_counted_and_skipped() -> None:
    found = _json("due", "2026-09-24", "3")
    assert found["due_on"] == "2026-09-30" and found["provisional"] is False
    assert found["counted"] == ["2026-09-28", "2026-09-29", "2026-09-30"]
    assert [day["date"] for day in found["skipped"]] == ["2026-09-25", "2026-09-26", "2026-09-27"]
    assert all(day["why"] for day in found["skipped"])


def test_calendar_days_roll_and_pauses_do_not_count() -> None:
    assert _json("due", "2026-09-01", "30", "--calendar-days")["due_on"] == "2026-10-08"
    paused = _json("due", "2026-09-21", "10", "--pause", "2026-09-24..2026-10-12")
    assert paused["due_on"] == "2026-10-21"


def test_the_batch_equals_the_vectors() -> None:
    with VECTORS.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = _json("due", "--batch", str(VECTORS))
    assert len(rows) == len(found) == 33
    due = next(name for name in rows[0] if name.startswith(("due", "expected")))
    assert [answer["due_on"] for answer in found] == [row[due] for row in rows]
    assert [answer["provisional"] for answer in found] == [row["provisional"] == "yes" for row in rows]


@pytest.mark.parametrize(
    "words",
    [
        ("due", "2026-02-30", "3"),
        ("due", "2026-09-01", "3", "--pause", "2026-09-02"),
        ("due", "2026-09-01", "3", "--pause", "2026-09-05..2026-09-02"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(words: tuple[str, ...]) -> None:
    result = _run(*words)
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr.strip() and "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [("due",), ("due", "2026-09-01", "-1"), ("plan",), ("nothing",)])
def test_wrong_usage_is_exit_2(words: tuple[str, ...]) -> None:
    assert _run(*words).exit_code == 2


def _network(folder: Path, *lines: str) -> str:
    path = folder / "network.csv"
    path.write_text("activity,duration,predecessors\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_a_network_is_planned_with_dates(tmp_path: Path) -> None:
    path = _network(tmp_path, "a,3,", "b,2,a", "c,1,a", "done,0,b c")
    (found,) = _json("plan", path, "--start", "2026-09-24")
    assert (found["file"], found["length"], found["critical"]) == (path, 5, ["a", "b", "done"])
    c = next(row for row in found["activities"] if row["activity"] == "c")
    assert {name: c[name] for name in ("es", "ef", "ls", "lf", "slack")} == {
        "es": 3,
        "ef": 4,
        "ls": 4,
        "lf": 5,
        "slack": 1,
    }
    assert c["es_on"] == "2026-09-30"


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("a,1,c", "b,1,a", "c,1,b"), "a"),
        (("a,-1,",), "a"),
        (("a,1.5,",), "a"),
        (("a,1,nowhere",), "nowhere"),
        (("a,1,", "a,2,"), "a"),
    ],
)
def test_a_network_that_cannot_be_is_refused_and_named(tmp_path: Path, lines, named: str) -> None:
    result = _run("plan", _network(tmp_path, *lines))
    assert result.exit_code == 1 and named in result.stderr and "Traceback" not in result.stderr


def test_identifiers_are_checked_from_words_and_from_standard_input() -> None:
    (tencent,) = _json("check-id", "credit-code", "９１４４０３００７１５２６７２６ＸＧ")
    assert tencent["valid"] and tencent["normalised"] == "9144030071526726XG"
    found = _json("check-id", "project-code", "-", given="2503-130981-04-01-573274\nnonsense\n")
    assert [answer["valid"] for answer in found] == [True, False]


@pytest.mark.parametrize("command", ["init", "due", "plan", "check-id", "import", "report", "remind", "demo"])
def test_help_is_in_both_languages(command: str) -> None:
    help_text = _run(command, "--help").stdout
    assert any("\u4e00" <= character <= "\u9fff" for character in help_text)
    assert "Show this message" in help_text or "|" in help_text
