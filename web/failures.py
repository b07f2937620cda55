"""Whatever a route did not expect: logged with an id, and a plain page that says the id."""

import logging
import secrets

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.words import translate
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
    number, lang = secrets.token_hex(4).upper(), plain.lang_of(request)
    log.error("unexpected error %s", number, exc_info=error)
    text = translate(
        "Something went wrong on our side. Nothing half-done was saved. "
        "Please try again; if it happens again, give your administrator the number {number}.",
        lang=lang,
        number=number,
    )
    return plain.message(
        translate("This page cannot be shown", lang=lang),
        text,
        lang=lang,
        status=500,
        link=("/", translate("Back to the start page", lang=lang)),
    )
