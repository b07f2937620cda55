"""The private calendar address: no sign-in, the long token in the path is the key."""

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import NotFound
from services import calendar_feed
from services.calendar_files import MEDIA_TYPE
from web import gate, plain


async def calendar(request: Request) -> Response:
    """The dates of the person whose address this is; an unknown, ended or disabled one is not there.

    A program that names what it has is told, in a few bytes, that nothing changed.
    """
    try:
        text = await run_in_threadpool(calendar_feed.feed, request.path_params["token"])
    except NotFound:
        return gate.not_found(plain.lang_of(request))
    headers = {"Cache-Control": "no-store", "ETag": _mark(text)}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'attachment; filename="daiban.ics"'
    return Response(text, media_type=MEDIA_TYPE, headers=headers)


def _mark(text: str) -> str:
    """The same as long as the dates are: the time of writing (DTSTAMP) is another at every reading."""
    kept = "".join(line for line in text.splitlines() if not line.startswith("DTSTAMP"))
    return f'W/"{hashlib.sha256(kept.encode()).hexdigest()[:32]}"'


routes = [Route("/calendar/{token:str}.ics", calendar, methods=["GET"])]
