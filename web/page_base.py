"""Streamlit's document for a page url, told at once where its server is.

Streamlit looks for its server below the page's own url first (`/pool/_stcore/health`), which nobody answers:
two refused requests at every load, each through the gate. A script before its own names the root.
"""

from collections.abc import Collection
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

SCRIPT = "/base.js"
_NAMES_THE_ROOT = 'window.__streamlit = {BACKEND_BASE_URL: window.location.origin + "/"};\n'
_FIRST = "<head>"


class PageBase:
    """ASGI middleware behind the gate: answers page urls, everything else is Streamlit's."""

    def __init__(self, app: ASGIApp, urls: Collection[str]) -> None:
        self.app = app
        self.urls = frozenset(f"/{url}" for url in urls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in self.urls
        await (_document() if is_page else self.app)(scope, receive, send)


def _document() -> Response:
    return Response(_html(), media_type="text/html", headers={"Cache-Control": "no-cache"})


@lru_cache
def _html() -> str:
    with open(f"{file_util.get_static_dir()}/index.html", encoding="utf-8") as file:
        return file.read().replace(_FIRST, f'{_FIRST}\n    <script src="{SCRIPT}"></script>', 1)


async def base(request: Request) -> Response:
    return Response(_NAMES_THE_ROOT, media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})


routes = [Route(SCRIPT, base)]
