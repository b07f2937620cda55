"""Addresses that nobody has: one plain page; and what a route did not expect: a page with a number."""

import asyncio
import logging
import re
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

import web
from domain.access import SYSTEM
from domain.errors import Unavailable
from domain.vocabulary import Role
from services.accounts import LANG_COOKIE, SESSION_COOKIE
from services.accounts.sessions import open_session
from services.database import unit_of_work
from shell import navigation
from tests import factories_reports as rows
from web import failures, files
from web.failures import Failures
from web.gate import Gate, Map

Answer = tuple[int, str]


def asked(app: Any, path: str, *, method: str = "GET", **cookies: str) -> Answer:
    """Status and body of one request to an ASGI application."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"cookie", cookie.encode())],
        "scheme": "http",
        "server": ("localhost", 80),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent).decode()


@pytest.fixture
def gate() -> Gate:
    site = Map(
        urls={role: navigation.urls_of(role) for role in Role},
        starts=navigation.START,
        own_routes=web.routes(),
    )
    return Gate(PlainTextResponse("passed"), site=site)


@pytest.fixture
def cookie() -> dict[str, str]:
    agent = rows.agent()
    with unit_of_work(SYSTEM) as work:
        return {SESSION_COOKIE: open_session(work, account_id=agent.account_id)}


@pytest.mark.usefixtures("sqlite_db")
def test_only_whole_addresses_pass(gate: Gate, cookie: dict[str, str]) -> None:
    """`/file/abc` is no file and must not fall through to the app, which would show an empty page."""
    for path in ("/", "/pool", "/project", "/file/1", "/report/1.xlsx", "/ledger/template.xlsx", "/healthz"):
        assert asked(gate, path, **cookie) == (200, "passed"), path
    for path in (
        "/file",
        "/file/abc",
        "/ledger",
        "/ledger/x",
        "/healthz/x",
        "/sign-in/x",
        "/project/1",
        "/x",
    ):
        status, body = asked(gate, path, **cookie)
        assert status == 404 and "没有这个页面" in body, path
        assert asked(gate, path)[0] == 303, path
    assert asked(gate, "/file/1", method="POST", **cookie)[0] == 404


def test_a_file_number_beyond_every_database(db: str, cookie: dict[str, str]) -> None:
    for number in (1, 2**31 - 1, 2**31, 2**63, 10**30):
        status, body = asked(_FileOf(number), f"/file/{number}", **cookie)
        assert status == 404 and "没有这个页面" in body


class _FileOf:
    def __init__(self, number: int) -> None:
        self.number = number

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        from starlette.requests import Request

        answer = await files.file(Request(scope | {"path_params": {"file_id": self.number}}))
        await answer(scope, receive, send)


async def _breaks(scope: Any, receive: Any, send: Any) -> None:
    raise ValueError("secret of an enterprise")


async def _breaks_late(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("late")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh_CN", "请把编号"), ("en", "give your administrator the number")]
)
def test_a_failure_says_a_number_and_nothing_else(
    lang: str, said: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures.log, "disabled", False)  # import-linter's own set-up may have done that
    with caplog.at_level(logging.ERROR, "daiban"):
        status, body = asked(Failures(_breaks), "/file/1", **{LANG_COOKIE: lang})
    assert status == 500 and said in body
    assert not {"secret", "Traceback", "ValueError"} & set(re.findall(r"\w+", body))
    (number,) = re.findall(r"\b[0-9A-F]{8}\b", body)
    assert number in caplog.text and "secret of an enterprise" in caplog.text


async def _finds_no_room(scope: Any, receive: Any, send: Any) -> None:
    raise Unavailable("outage.full")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh_CN", "磁盘已满，本次没有保存任何内容"), ("en", "disk is full: nothing was saved")]
)
def test_an_outage_is_said_as_what_it_is(lang: str, said: str) -> None:
    status, body = asked(Failures(_finds_no_room), "/file/1", **{LANG_COOKIE: lang})
    assert status == 503 and said in body


def test_an_answer_that_has_begun_is_broken_off() -> None:
    with pytest.raises(ValueError, match="late"):
        asked(Failures(_breaks_late), "/file/1")
