"""The winter board as a workbook, under the same filters as the page."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import Forbidden
from exports import winter as exported
from services import winter
from services.words import translate
from web import gate
from web.auth import actor_of
from web.files import as_download
from web.reports import MEDIA_TYPE


async def board(request: Request) -> Response:
    """What the actor may see of it; for those without the page it does not exist."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    try:
        name, data = await run_in_threadpool(_render, actor, dict(request.query_params))
    except Forbidden:
        return gate.not_found(actor.lang)
    return as_download(data, name=name, media_type=MEDIA_TYPE)


def _render(actor: Actor, query: dict[str, str]) -> tuple[str, bytes]:
    agent = query.get("agent", "")
    view = winter.board(actor=actor).only(
        outcome=query.get("outcome") or None,
        park=query.get("park") or None,
        agent_id=int(agent) if agent.isascii() and agent.isdigit() and len(agent) < 10 else None,
    )
    title = translate("Winter board", lang=actor.lang)
    return f"{title}-{view.today:%Y%m%d}.xlsx", exported.render(view, lang=actor.lang)


routes = [Route("/winter/board.xlsx", board, methods=["GET"])]
