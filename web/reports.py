"""The enterprise's progress report as a download: rendered, numbered, kept and audited in one go."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import BadInput, Forbidden, NotFound
from exports import progress_report
from services import clock, reports
from services.words import LANGS
from web import gate
from web.auth import actor_of
from web.files import LARGEST_ID, as_download

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def report(request: Request) -> Response:
    """A project's report as of today; unknown, foreign and forbidden read the same."""
    actor = await actor_of(request)
    if actor is None:
        return gate.to_sign_in(request.scope)
    lang = request.query_params.get("lang", actor.lang)
    if lang not in LANGS:
        return gate.not_found(actor.lang)
    if request.path_params["project_id"] > LARGEST_ID:
        return gate.not_found(actor.lang)
    try:
        name, data = await run_in_threadpool(_issue, request.path_params["project_id"], lang, actor)
    except (NotFound, Forbidden, BadInput):
        return gate.not_found(actor.lang)
    return as_download(data, name=name, media_type=MEDIA_TYPE)


def _issue(project_id: int, lang: str, actor: Actor) -> tuple[str, bytes]:
    today = clock.today()
    view = reports.progress_report_view(project_id=project_id, as_of=today, lang=lang, actor=actor)
    data = progress_report.render(view)
    issued = reports.issue(view=view, data=data, actor=actor)
    return issued.file_name, data


async def unknown(request: Request) -> Response:
    """Anything else under /report: the same page as a report that is not there."""
    actor = await actor_of(request)
    return gate.to_sign_in(request.scope) if actor is None else gate.not_found(actor.lang)


routes = [
    Route("/report/{project_id:int}.xlsx", report, methods=["GET"]),
    Route("/report/{rest:path}", unknown, methods=["GET"]),
]
