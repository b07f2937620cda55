"""A project's map and Gantt for an A3 printer: a plain page, to whoever may see the project."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import Forbidden, NotFound
from services import clock, projects, roadmaps
from services.words import LANGS
from ui import print_sheet
from ui.print_sheet import Printing
from web import gate
from web.auth import actor_of
from web.files import LARGEST_ID


async def sheet(request: Request) -> Response:
    """In the account's language or that of `lang`; unknown, foreign and forbidden read the same."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    project_id, lang = request.path_params["project_id"], request.query_params.get("lang", actor.lang)
    if lang not in LANGS or project_id > LARGEST_ID:
        return gate.not_found(actor.lang)
    try:
        html = await run_in_threadpool(_drawn, project_id, lang, actor)
    except (NotFound, Forbidden):
        return gate.not_found(actor.lang)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _drawn(project_id: int, lang: str, actor: Actor) -> str:
    reader = Actor(actor.account_id, actor.name, actor.role, actor.department_code, lang)
    view = projects.project_view(project_id=project_id, actor=reader)
    roadmap = roadmaps.roadmap_view(project_id=project_id, actor=reader)
    return print_sheet.html(view, roadmap, Printing(actor.name, clock.now()), lang=lang)


routes = [Route("/print/{project_id:int}", sheet, methods=["GET"])]
