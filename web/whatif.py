"""The comparison of a project's scenarios as a workbook."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import Forbidden, NotFound
from exports import whatif as exported
from services.roadmaps import whatif
from services.words import translate
from web import gate
from web.auth import actor_of
from web.files import LARGEST_ID, as_download
from web.reports import MEDIA_TYPE


async def comparison(request: Request) -> Response:
    """As the tab shows it; unknown, foreign and forbidden read the same."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    project_id = request.path_params["project_id"]
    if project_id > LARGEST_ID:
        return gate.not_found(actor.lang)
    try:
        name, data = await run_in_threadpool(_render, project_id, actor)
    except (Forbidden, NotFound):
        return gate.not_found(actor.lang)
    return as_download(data, name=name, media_type=MEDIA_TYPE)


def _render(project_id: int, actor: Actor) -> tuple[str, bytes]:
    view = whatif.scenarios(project_id=project_id, actor=actor)
    title = translate("whatif.file", lang=actor.lang)
    return f"{view.project_name}-{title}-{view.today:%Y%m%d}.xlsx", exported.render(view, lang=actor.lang)


routes = [Route("/whatif/{project_id:int}.xlsx", comparison, methods=["GET"])]
