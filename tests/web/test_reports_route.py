"""The report's address: signed in only, own projects only, a download that no cache keeps."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from domain.access import SYSTEM
from domain.vocabulary import Role
from models import AuditRow
from services import settings
from services.database import reading
from tests import factories_reports as make
from tests.asgi import Client
from web import reports


@pytest.fixture
def client(sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    settings.settings.cache_clear()
    yield Client(reports.routes)
    settings.settings.cache_clear()


def _own_project(client: Client) -> int:
    agent = make.agent()
    project = make.project(primary=agent, name="雪原&项目")
    make.step(project, "project_filing", "land_planning", "development_reform")
    client.sign_in(agent)
    return project


def test_without_sign_in_it_is_the_sign_in_page(client: Client) -> None:
    project = make.project(primary=make.agent())
    answer = client.get(f"/report/{project}.xlsx?lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote(f'/report/{project}.xlsx?lang=en', safe='')}"
    assert answer.content == b""


def test_an_own_project_is_a_download_that_no_cache_keeps(client: Client) -> None:
    project = _own_project(client)
    answer = client.get(f"/report/{project}.xlsx")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == reports.MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    name = quote("雪原&项目办理进度报告（第1期，20260901）.xlsx")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "总览"


def test_the_language_can_be_chosen_and_an_unknown_one_is_no_page(client: Client) -> None:
    project = _own_project(client)
    english = client.get(f"/report/{project}.xlsx?lang=en")
    assert load_workbook(io.BytesIO(english.content)).sheetnames[0] == "Overview"
    assert client.get(f"/report/{project}.xlsx?lang=../x").status_code == 404


def test_each_download_is_audited_and_equal_ones_are_one_issue(client: Client) -> None:
    project = _own_project(client)
    first, second = (client.get(f"/report/{project}.xlsx").content for _ in range(2))
    assert first == second
    with reading(SYSTEM) as session:
        actions = session.exec(select(AuditRow.action).where(AuditRow.project_id == project)).all()
    assert [action for action in actions if action.startswith("report.")] == [
        "report.issue",
        "report.download",
    ]


@pytest.mark.parametrize(
    "path", ["/report/999999.xlsx", f"/report/{10**30}.xlsx", "/report/x", "/report/1/../2"]
)
def test_a_foreign_project_reads_like_one_that_does_not_exist(client: Client, path: str) -> None:
    foreign = make.project(primary=make.agent("别人", "agent0999"), name="别家项目")
    _own_project(client)
    hidden = client.get(f"/report/{foreign}.xlsx")
    missing = client.get(path)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text == missing.text
    assert "别家项目" not in hidden.text


def test_a_role_without_the_permission_learns_nothing(client: Client) -> None:
    project = make.project(primary=make.agent())
    client.sign_in(make.account("admin0001", "管理员", Role.ADMIN))
    assert client.get(f"/report/{project}.xlsx").text == client.get("/report/999999.xlsx").text
