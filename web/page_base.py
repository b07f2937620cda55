"""Streamlit's document for a page url, told at once where its server is.

Streamlit looks for its server below the page's own url first (`/pool/_stcore/health`), which nobody answers:
two refused requests at every load, each through the gate. A script before its own names the root.
"""

from collections.abc import Collection
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

SCRIPT = "/base.js"
_NAMES_THE_ROOT = 'window.__streamlit = {BACKEND_BASE_URL: window.location.origin + "/"};\n'
_FIRST = "<head>"


class PageBase:
    """ASGI middleware behind the gate: answers page urls, everything else is Streamlit's."""

    def __init__(self, app: ASGIApp, urls: Collection[str], document: Path) -> None:
        self.app = app
        self.urls = frozenset(f"/{url}" for url in urls)
        script = f'{_FIRST}\n    <script src="{SCRIPT}"></script>'
        self.html = document.read_text(encoding="utf-8").replace(_FIRST, script, 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in self.urls
        await (self._document() if is_page else self.app)(scope, receive, send)

    def _document(self) -> Response:
        return Response(self.html, media_type="text/html", headers={"Cache-Control": "no-cache"})


async def base(request: Request) -> Response:
    return Response(_NAMES_THE_ROOT, media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})


routes = [Route(SCRIPT, base)]
