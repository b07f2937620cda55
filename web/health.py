"""Liveness for load balancers and scripts: says no more than that the database answers."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from services import database
from web.plain import ICON


async def healthz(request: Request) -> Response:
    """200 if the database answers, else 503."""
    is_well = await run_in_threadpool(database.is_reachable)
    return JSONResponse({"database": is_well}, status_code=200 if is_well else 503)


async def favicon(request: Request) -> Response:
    """Our sign instead of Streamlit's, before the page has set its own."""
    return FileResponse(ICON, media_type="image/png")


routes = [Route("/healthz", healthz), Route("/favicon.png", favicon)]
