"""`remind`, `deliver`, `doctor`, `calendar import`: the public contract, as processes and in this one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.__main__ import app
from domain.access import SYSTEM
from models import ReminderRule, SweepRun
from services.database import reading
from services.settings import ROOT
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District
from tests.mailbox import free_port, mail_settings, smtp_server

RUN = CliRunner()
DAY = f"{TODAY}T09:00:00"


@pytest.fixture
def home(sqlite_db: str) -> District:
    return made.district()


def run(*words: str) -> Result:
    return RUN.invoke(app, list(words))


def answer(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_remind_tries_sweeps_and_adds_nothing_the_second_time(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    due = {"due": 3, "by_rule": {"due_soon": 1, "due_today": 2}}
    assert answer("remind", "--as-of", DAY, "--dry-run") == due | {"queued": 3, "already": 0}
    assert made.reminders() == []
    assert answer("remind", "--as-of", DAY) == due | {"queued": 3, "already": 0}
    assert answer("remind", "--as-of", DAY) == due | {"queued": 0, "already": 3}


def test_as_of_is_a_day_or_an_instant_in_china(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    assert answer("remind", "--as-of", "2026-08-27", "--dry-run")["due"] == 1
    assert answer("remind", "--as-of", f"{TODAY} 00:30:00", "--dry-run")["due"] == 3


def test_remind_speaks_to_people_without_json(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    said = run("remind", "--as-of", DAY).stdout
    assert "到期3条：新增3条，已提醒过0条" in said and "due_today" in said


def test_deliver_counts_what_it_sent(home: District, monkeypatch: pytest.MonkeyPatch) -> None:
    made.duty(home, "step_due", TODAY)
    port = free_port()
    with mail_settings(monkeypatch, port):
        answer("remind", "--as-of", DAY)
        with smtp_server(port) as box:
            assert answer("deliver") == {"sent": 2, "retried": 0, "dead": 0}
            assert answer("deliver") == {"sent": 0, "retried": 0, "dead": 0}
    assert len(box.messages) == 2


def test_an_unreadable_rule_refuses_with_its_reason(home: District) -> None:
    made.change(ReminderRule, "due_soon", offset="soon")  # type: ignore[arg-type]
    result = run("remind", "--as-of", DAY)
    assert result.exit_code == 1 and "due_soon" in result.stderr and result.stdout == ""


def test_wrong_usage_is_two() -> None:
    assert run("remind", "--as-of", "tomorrow").exit_code == 2


def test_doctor_lists_every_check_and_fails_only_for_what_is_broken(
    home: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = answer("doctor")
    assert [one["check"] for one in found][:4] == ["database", "schema", "worker", "sweep"]
    assert {one["state"] for one in found} <= {"ok", "warning"}
    assert all(bool(one["todo"]) == (one["state"] != "ok") for one in found)
    with mail_settings(monkeypatch, free_port()):
        broken = run("doctor")
    assert broken.exit_code == 3 and "BAD  mail" in broken.stdout and "→ 请检查 DAIBAN_SMTP" in broken.stdout


def test_a_holiday_notice_is_tried_then_stored(home: District, tmp_path: Path) -> None:
    notice = tmp_path / "2027.csv"
    notice.write_text("date,name,is_off_day\n2027-01-01,元旦,yes\n2027-01-04,元旦,yes\n", encoding="utf-8")
    assert answer("calendar", "import", str(notice)) == {"year": 2027, "changed_due_dates": []}
    assert "2027" in run("doctor").stdout and _holidays() == "2026年已按正式通知；2027年的通知一般11月发布"
    answer("calendar", "import", str(notice), "--commit")
    assert _holidays() == "2026年、2027年均已按正式通知"


def _holidays() -> str:
    return str(next(one["detail"] for one in answer("doctor") if one["check"] == "holidays"))


def process(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DAIBAN_SMTP_HOST": ""}
    command = [sys.executable, "-m", "cli", *words, "--database", database]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_as_a_process_standard_output_is_one_document_and_nothing_else(sqlite_db: str) -> None:
    home = made.district()
    made.duty(home, "step_due", TODAY)
    done = process(sqlite_db, "remind", "--as-of", DAY, "--json")
    assert (done.returncode, json.loads(done.stdout)["queued"]) == (0, 3)
    with reading(SYSTEM) as session:
        assert session.query(SweepRun).count() == 2  # the day's turn and the sweep


def test_an_unreachable_database_is_three(tmp_path: Path) -> None:
    done = process("postgresql+psycopg://nobody@127.0.0.1:1/none", "remind")
    assert done.returncode == 3 and "Traceback" not in done.stderr
