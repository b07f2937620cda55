"""The document of a page names the root of the server before Streamlit's script runs; the rest passes."""

import asyncio
from pathlib import Path
from typing import Any

import streamlit
from starlette.responses import PlainTextResponse

from web.page_base import SCRIPT, PageBase, base


def answer(path: str, method: str = "GET") -> str:
    document = Path(streamlit.__file__).parent / "static" / "index.html"
    app, sent = PageBase(PlainTextResponse("streamlit"), ("pool",), document), list[dict[str, Any]]()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(app({"type": "http", "method": method, "path": path, "headers": []}, receive, send))
    return b"".join(one.get("body", b"") for one in sent).decode()


def test_a_page_names_the_root_before_the_scripts_of_streamlit() -> None:
    html = answer("/pool")
    assert html.count(f'<script src="{SCRIPT}"></script>') == 1
    assert html.index(SCRIPT) < html.index('<script type="module"')


def test_everything_else_is_streamlits() -> None:
    for path in ("/", "/pool/_stcore/health", "/static/js/index.js"):
        assert answer(path) == "streamlit"
    assert answer("/pool", "POST") == "streamlit"


def test_the_script_names_the_origin_of_the_window() -> None:
    response = asyncio.run(base(None))  # type: ignore[arg-type]
    assert response.media_type == "text/javascript"
    assert b"BACKEND_BASE_URL: window.location.origin" in bytes(response.body)
