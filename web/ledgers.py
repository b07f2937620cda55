"""The empty ledger to fill in, for those who import."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import Forbidden
from exports import ledger_template
from services import ledger_import
from web import gate
from web.auth import actor_of
from web.files import as_download
from web.reports import MEDIA_TYPE


async def template(request: Request) -> Response:
    """The workbook in the language of the account; for others it does not exist."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    try:
        name, data = await run_in_threadpool(_render, actor)
    except Forbidden:
        return gate.not_found(actor.lang)
    return as_download(data, name=name, media_type=MEDIA_TYPE)


def _render(actor: Actor) -> tuple[str, bytes]:
    view = ledger_import.template(actor=actor)
    return f"{view.title}.xlsx", ledger_template.render(view, lang=actor.lang)


routes = [Route("/ledger/template.xlsx", template, methods=["GET"])]
