"""A department's sheet as a workbook, and letters to a department for the printer."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import Forbidden, NotFound
from exports import chase_sheet
from services import chasing
from ui import chase_letter
from web import gate
from web.auth import actor_of
from web.files import LARGEST_ID, as_download
from web.reports import MEDIA_TYPE


async def _answer(request: Request, made: Callable[[Actor], Response]) -> Response:
    """The file for those who may have it; for others it does not exist."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    try:
        return await run_in_threadpool(made, actor)
    except (Forbidden, NotFound):
        return gate.not_found(actor.lang)


async def sheet(request: Request) -> Response:
    """The workbook of one department, as it stands now."""

    def made(actor: Actor) -> Response:
        view = chasing.sheet(department_code=request.path_params["code"], actor=actor)
        name = chase_sheet.file_name(view, lang=actor.lang)
        return as_download(chase_sheet.render(view, lang=actor.lang), name=name, media_type=MEDIA_TYPE)

    return await _answer(request, made)


async def letter(request: Request) -> Response:
    """A letter as it was written, in Chinese as it goes to an authority; printing is audited."""

    def made(actor: Actor) -> Response:
        number = request.path_params["number"]
        if number > LARGEST_ID:
            raise NotFound("access.not_found")
        view = chasing.print_letter(letter_id=number, actor=actor)
        return HTMLResponse(chase_letter.html(view), headers={"Cache-Control": "no-store"})

    return await _answer(request, made)


routes = [
    Route("/chase-files/{code}.xlsx", sheet, methods=["GET"]),
    Route("/chase-letter/{number:int}", letter, methods=["GET"]),
]
