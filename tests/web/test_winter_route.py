"""The winter board's address: signed in only, own projects only, the page's filters, a file that opens."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Project
from services.database import unit_of_work
from tests import factories_reports as rows
from tests import factories_roadmaps as made
from tests.asgi import Client
from web import winter

pytestmark = pytest.mark.usefixtures("sqlite_db")
ADDRESS = "/winter/board.xlsx"


def asked(actor: Actor | None, query: str = "") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the board for a signed-in person, or for nobody."""
    client = Client(winter.routes)
    if actor:
        client.sign_in(actor)
    answer = client.get(f"{ADDRESS}?{query}")
    return answer.status_code, answer.headers, answer.content


def sheet(body: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(body)).worksheets[0]


def named(found: Worksheet) -> list[str]:
    """The projects of the rows under the column heads."""
    return [str(row[0]) for row in found.iter_rows(min_row=4, values_only=True) if row[0]]


def rename(project_id: int, **values: Any) -> None:
    with unit_of_work(SYSTEM) as work:
        project = work.session.get_one(Project, project_id)
        for name, value in values.items():
            setattr(project, name, value)


def test_without_sign_in_it_is_the_sign_in_page() -> None:
    status, headers, body = asked(None)
    assert (status, body) == (303, b"")
    assert headers["location"].startswith("/sign-in?next=")


def test_an_agent_gets_own_projects_a_leader_all_and_the_file_opens() -> None:
    agent, other = made.agent(), made.agent("王芳")
    rename(made.project(owner=agent), name="=雪原项目", park="一园")
    rename(made.project(owner=other), name="冰城项目", park="二园")
    status, headers, body = asked(agent)
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert "attachment" in headers["content-disposition"] and "20260901" in headers["content-disposition"]
    found = sheet(body)
    assert "1个项目赶得上" in str(found["A1"].value) and found.freeze_panes == "A4"
    assert [cell.value for cell in found[3]][:4] == ["项目", "园区", "A角", "卡在"]
    assert named(found) == ["=雪原项目"] and found["A4"].data_type == "s"
    assert isinstance(found["H4"].value, int) and found["H4"].value > 0
    leader = rows.account("leader01", "林领导", Role.LEADER)
    assert sorted(named(sheet(asked(leader)[2]))) == ["=雪原项目", "冰城项目"]
    assert named(sheet(asked(leader, "park=%E4%BA%8C%E5%9B%AD")[2])) == ["冰城项目"]
    assert named(sheet(asked(leader, "outcome=lost")[2])) == []
    assert named(sheet(asked(leader, f"agent={other.account_id}")[2])) == ["冰城项目"]
    assert asked(leader, "agent=x%27--&outcome=nonsense")[0] == 200


def test_for_a_liaison_the_board_does_not_exist() -> None:
    liaison = rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    made.project(owner=made.agent())
    assert asked(liaison)[0] == 404


def test_it_is_in_the_language_of_who_asks() -> None:
    agent = made.agent()
    made.project(owner=agent)
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Account, agent.account_id).lang = "en"
    found = sheet(asked(agent)[2])
    assert [cell.value for cell in found[3]][:2] == ["Project", "Park"]
