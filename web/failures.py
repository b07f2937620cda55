"""Whatever a route did not expect: logged with an id, and a plain page that says the id.

A database that is full, busy or gone is said as what it is: 503, and what to do.
"""

import logging
import secrets

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import Unavailable
from services.words import of_error, translate
from web import plain

log = logging.getLogger("daiban")


class Failures:
    """ASGI middleware. An answer that has begun cannot be taken back: then the connection breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def noticing(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noticing)
        except Exception as error:
            if has_begun:
                raise
            await _failed(Request(scope), error)(scope, receive, send)


def _failed(request: Request, error: Exception) -> ASGIApp:
    lang = plain.lang_of(request)
    if isinstance(error, Unavailable):
        return _said(of_error(error, lang=lang), lang, status=503)
    number = secrets.token_hex(4).upper()
    log.error("unexpected error %s", number, exc_info=error)
    text = translate(
        "Something went wrong on our side. Nothing half-done was saved. "
        "Please try again; if it happens again, give your administrator the number {number}.",
        lang=lang,
        number=number,
    )
    return _said(text, lang, status=500)


def _said(text: str, lang: str, *, status: int) -> ASGIApp:
    return plain.message(
        translate("This page cannot be shown", lang=lang),
        text,
        lang=lang,
        status=status,
        link=("/", translate("Back to the start page", lang=lang)),
    )
