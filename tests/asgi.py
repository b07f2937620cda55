"""The plain routes asked over ASGI as a browser would, with one cookie."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette

from domain.access import SYSTEM, Actor
from services.accounts import SESSION_COOKIE
from services.accounts.sessions import open_session
from services.database import unit_of_work


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Client:
    """`routes`: of the module under test; nobody is signed in at first."""

    def __init__(self, routes: list[Any]) -> None:
        self.app = Starlette(routes=routes)
        self.token = ""

    def sign_in(self, actor: Actor) -> None:
        with unit_of_work(SYSTEM) as work:
            self.token = open_session(work, account_id=actor.account_id)

    def get(self, target: str, **headers: str) -> Answer:
        """`headers`: `if_none_match="…"`."""
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.app(self._scope(target, headers), receive, send))
        given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], given, b"".join(part.get("body", b"") for part in sent[1:]))

    def _scope(self, target: str, headers: dict[str, str]) -> dict[str, Any]:
        path, _, query = target.partition("?")
        cookie = [(b"cookie", f"{SESSION_COOKIE}={self.token}".encode())] if self.token else []
        more = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        return {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost"), *cookie, *more],
            "scheme": "http",
            "server": ("localhost", 80),
            "root_path": "",
        }
