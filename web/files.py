"""Stored files, only to whoever may see their project; never kept by a cache on the way."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Forbidden, NotFound
from services import files
from web import gate
from web.auth import actor_of

LARGEST_ID = 2**31 - 1  # beyond it a database refuses the number itself
_SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp", "application/pdf"}


async def file(request: Request) -> Response:
    """One stored file by its number; a foreign or unknown number reads the same."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    if request.path_params["file_id"] > LARGEST_ID:
        return gate.not_found(actor.lang)
    try:
        found = await run_in_threadpool(files.read, file_id=request.path_params["file_id"], actor=actor)
    except (NotFound, Forbidden):
        return gate.not_found(actor.lang)
    return as_download(found.data, name=found.name, media_type=found.media_type)


def as_download(data: bytes, *, name: str, media_type: str) -> Response:
    """Bytes with a name that survives every language; pictures and PDF open in the browser."""
    kind = "inline" if media_type in _SHOWN_INLINE else "attachment"
    headers = {
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
    }
    return Response(data, media_type=media_type, headers=headers)


routes = [Route("/file/{file_id:int}", file, methods=["GET"])]
