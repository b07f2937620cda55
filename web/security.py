"""Headers of every answer, and an access log without query strings and private addresses."""

import logging
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.settings import settings

# `window.prerenderReady = false`, the one inline script of Streamlit's index.html (a test compares it)
STREAMLIT_INLINE_SCRIPT = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
POLICY = "; ".join(
    (
        "default-src 'self'",
        # components v2 are modules loaded from blob: urls
        f"script-src 'self' blob: '{STREAMLIT_INLINE_SCRIPT}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(), payment=(), usb=()",
}


class Headers:
    """ASGI middleware: adds what Streamlit does not send; a route's own policy is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if settings().secure_cookie:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


_PRIVATE = re.compile(r"(?i)(/calendar/)[^/]+")
"""The token of a calendar address is the key to somebody's dates."""


class _WithoutQuery(logging.Filter):
    """uvicorn logs (address, method, path, version, status): a query may hold what nobody should read."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) >= 3:
            path = _PRIVATE.sub(r"\1…", str(record.args[2]).split("?")[0])
            record.args = (*record.args[:2], path, *record.args[3:])
        return True


def redact_access_log() -> None:
    """Keep query strings and private addresses out of uvicorn's access log."""
    logging.getLogger("uvicorn.access").addFilter(_WithoutQuery())
