"""The empty ledger: for those who import, in their language, and it can be imported once it is filled in."""

import asyncio
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.requests import Request

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from exports import ledger_template
from services import ledger_import
from services.accounts import SESSION_COOKIE
from services.accounts.sessions import open_session
from services.database import unit_of_work
from tests import factories_ledgers as ledgers
from tests import factories_reports as rows
from web import ledgers as route

pytestmark = pytest.mark.usefixtures("sqlite_db")


def asked(token: str = "") -> Any:
    cookie = [(b"cookie", f"{SESSION_COOKIE}={token}".encode())] if token else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/ledger/template.xlsx",
        "query_string": b"",
        "headers": cookie,
    }
    return asyncio.run(route.template(Request(scope | {"scheme": "http", "server": ("localhost", 80)})))


def token_of(actor: Actor) -> str:
    with unit_of_work(SYSTEM) as work:
        return open_session(work, account_id=actor.account_id)


def workbook(actor: Actor) -> Any:
    view = ledger_import.template(actor=actor)
    return load_workbook(io.BytesIO(ledger_template.render(view, lang=actor.lang)))


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_header_is_read_and_a_filled_template_is_imported(lang: str) -> None:
    actor = Actor(0, "system", None, lang=lang)
    book = workbook(actor)
    sheet = book.worksheets[0]
    view = ledger_import.template(actor=actor)
    headers = [cell.value for cell in sheet[1]]
    assert headers == [column.header for column in view.columns]
    empty = ledger_import.run(data=saved(book), name="t.xlsx", actor=actor)
    assert empty.file_error and not empty.rows
    values = [ledgers.uscc(1), ledgers.code(1), "项目甲", "哈尔滨甲示例有限公司", 60]
    kinds = ("Credit code", "Project code", "Project", "Enterprise", "Land (mu)")
    names = kinds if lang == "en" else ("统一社会信用代码", "项目代码", "项目名称", "企业名称", "用地（亩）")
    for name, value in zip(names, values, strict=True):
        sheet.cell(2, headers.index(name) + 1, value)
    for column in view.columns:
        if column.choices:
            sheet.cell(2, headers.index(column.header) + 1, column.choices[0])
    result = ledger_import.run(data=saved(book), name="t.xlsx", actor=actor)
    assert result.file_error is None and not result.errors and [row.fate for row in result.rows] == ["create"]
    said = [issue.message for issue in result.warnings if issue.row is None]
    assert len(said) == 1, "two sheets, one is read; no column is left over"
    assert result.rows[0].values["land_mu"] == 60 and result.rows[0].values["stage"] == "signing"


def test_choices_are_offered_as_drop_downs() -> None:
    book = workbook(Actor(0, "system", None))
    rules = book.worksheets[0].data_validations.dataValidation
    assert len(rules) == 4 and book["lists"].sheet_state == "hidden"
    offered = [cell.value for column in book["lists"].columns for cell in column if cell.value]
    assert {"租赁厂房·轻资产入驻", "施工许可", "告知承诺", "工业用地招拍挂"} <= set(offered)


def test_the_address_serves_those_who_import() -> None:
    agent = rows.agent()
    answer = asked(token_of(agent))
    assert answer.status_code == 200 and answer.body.startswith(b"PK")
    assert answer.headers["cache-control"] == "no-store"
    leader = rows.account("leader01", "周领导", Role.LEADER)
    assert asked(token_of(leader)).status_code == 404
    assert asked().status_code == 303
    with pytest.raises(Forbidden):
        ledger_import.template(actor=leader)
