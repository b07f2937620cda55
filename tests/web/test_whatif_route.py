"""The comparison's address: signed in only, own projects only, a workbook that opens with every scenario."""

import io

import pytest
from openpyxl import load_workbook

from domain.vocabulary import Role
from services.roadmaps import whatif as scenarios
from tests import factories_reports as rows
from tests import factories_roadmaps as roadmaps
from tests.asgi import Client
from web import whatif


@pytest.fixture
def client(sqlite_db: str) -> Client:
    return Client(whatif.routes)


def test_without_sign_in_it_is_the_sign_in_page(client: Client) -> None:
    answer = client.get("/whatif/1.xlsx")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")


def test_an_own_project_is_compared(client: Client) -> None:
    agent = rows.agent()
    project_id = roadmaps.project(owner=agent)
    client.sign_in(agent)
    answer = client.get(f"/whatif/{project_id}.xlsx")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    book = load_workbook(io.BytesIO(answer.content))
    said = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value}
    view = scenarios.scenarios(project_id=project_id, actor=agent)
    assert {row.name for row in view.rows} <= said


def test_unknown_foreign_and_forbidden_read_the_same(client: Client) -> None:
    project_id = roadmaps.project(owner=rows.agent())
    client.sign_in(rows.agent("周代办", "agent0108"))
    foreign = client.get(f"/whatif/{project_id}.xlsx")
    unknown, huge = client.get("/whatif/999.xlsx"), client.get("/whatif/99999999999999999999.xlsx")
    assert {one.status_code for one in (foreign, unknown, huge)} == {404}
    assert foreign.text == unknown.text == huge.text
    client.sign_in(rows.account("lia01", "钱联络", Role.LIAISON))
    assert client.get(f"/whatif/{project_id}.xlsx").status_code == 404
