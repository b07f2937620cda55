"""The private calendar address: no sign-in, the long token in the path is the key."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import NotFound
from services import calendar_feed
from services.calendar_files import MEDIA_TYPE
from web import gate, plain


async def calendar(request: Request) -> Response:
    """The dates of the person whose address this is; an unknown, ended or disabled one is not there."""
    try:
        text = await run_in_threadpool(calendar_feed.feed, request.path_params["token"])
    except NotFound:
        return gate.not_found(plain.lang_of(request))
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="daiban.ics"'}
    return Response(text, media_type=MEDIA_TYPE, headers=headers)


routes = [Route("/calendar/{token:str}.ics", calendar, methods=["GET"])]
