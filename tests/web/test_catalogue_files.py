"""Workbooks of the catalogue: for administrators in their language, for others they do not exist."""

import asyncio
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.requests import Request

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from services.accounts import SESSION_COOKIE
from services.accounts.sessions import open_session
from services.database import unit_of_work
from tests import factories_reports as rows
from web import catalogue as route

pytestmark = pytest.mark.usefixtures("sqlite_db")
ROUTES = (route.one_department, route.all_departments, route.item_list)


def asked(answer: Callable[[Request], Any], actor: Actor | None, code: str = "natural_resources") -> Any:
    cookies = []
    if actor is not None:
        with unit_of_work(SYSTEM) as work:
            token = open_session(work, account_id=actor.account_id)
        cookies = [(b"cookie", f"{SESSION_COOKIE}={token}".encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/catalogue-files/x",
        "path_params": {"code": code},
        "query_string": b"",
        "headers": cookies,
        "scheme": "http",
        "server": ("localhost", 80),
    }
    return asyncio.run(answer(Request(scope)))


def test_an_administrator_gets_one_sheet_all_sheets_and_the_empty_list() -> None:
    admin = rows.account("admin01", "管理员", Role.ADMIN)
    one, everything, empty = (asked(answer, admin) for answer in ROUTES)
    assert {one.status_code, everything.status_code, empty.status_code} == {200}
    assert load_workbook(io.BytesIO(one.body)).worksheets[0]["A1"].value.endswith(":natural_resources")
    with zipfile.ZipFile(io.BytesIO(everything.body)) as archive:
        assert len(archive.namelist()) == 19
    assert load_workbook(io.BytesIO(empty.body)).worksheets[0].max_column == 21
    assert "no-store" in one.headers["cache-control"]


@pytest.mark.parametrize("code", ["enterprise", "nobody", "../etc"])
def test_an_unknown_department_has_no_sheet(code: str) -> None:
    admin = rows.account("admin01", "管理员", Role.ADMIN)
    assert asked(route.one_department, admin, code).status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.COORDINATOR, Role.LEADER, Role.AUDITOR])
def test_for_others_they_do_not_exist(role: Role) -> None:
    other = rows.account("other", "李明", role)
    assert {asked(answer, other).status_code for answer in ROUTES} == {404}


def test_without_a_session_one_signs_in_first() -> None:
    assert {asked(answer, None).status_code for answer in ROUTES} == {303}
