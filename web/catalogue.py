"""Workbooks of the catalogue for administrators: a department's sheet, all of them, the empty item list."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import Forbidden, NotFound
from exports import department_items, ledger_template
from services import department_sheets, items
from services.words import translate
from web import gate
from web.auth import actor_of
from web.files import as_download
from web.reports import MEDIA_TYPE

File = tuple[str, bytes, str]


async def _answer(request: Request, made: Callable[[Actor], File]) -> Response:
    """The file for those who may have it; for others it does not exist."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    try:
        name, data, media_type = await run_in_threadpool(made, actor)
    except (Forbidden, NotFound):
        return gate.not_found(actor.lang)
    return as_download(data, name=name, media_type=media_type)


async def one_department(request: Request) -> Response:
    """The sheet of one department."""

    def made(actor: Actor) -> File:
        view = department_sheets.sheet(department_code=request.path_params["code"], actor=actor)
        name = department_items.file_name(view, lang=actor.lang)
        return name, department_items.render(view, lang=actor.lang), MEDIA_TYPE

    return await _answer(request, made)


async def all_departments(request: Request) -> Response:
    """Every department's sheet in one archive."""

    def made(actor: Actor) -> File:
        views = department_sheets.sheets(actor=actor)
        name = f"{translate('Limits to confirm', lang=actor.lang)}.zip"
        return name, department_items.render_all(views, lang=actor.lang), "application/zip"

    return await _answer(request, made)


async def item_list(request: Request) -> Response:
    """The empty list of items to fill in."""

    def made(actor: Actor) -> File:
        view = items.template(actor=actor)
        return f"{view.title}.xlsx", ledger_template.render(view, lang=actor.lang), MEDIA_TYPE

    return await _answer(request, made)


routes = [
    Route("/catalogue-files/department/{code}.xlsx", one_department, methods=["GET"]),
    Route("/catalogue-files/departments.zip", all_departments, methods=["GET"]),
    Route("/catalogue-files/items.xlsx", item_list, methods=["GET"]),
]
