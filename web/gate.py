"""The gate before every document: sign-in first, own 404 pages, and the default page's own url."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.vocabulary import Role
from services import accounts
from services.accounts import SESSION_COOKIE, LiveSession
from services.words import translate
from web import plain

_CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
_OPEN = ("/_stcore/", "/static/", "/component/")
_OPEN_PAGES = ("/sign-in", "/sign-out", "/set-up", "/password", "/healthz", "/favicon.png", "/manifest.json")
FEED = "/calendar/"
_NEEDS_SESSION = ("/media/", "/_stcore/upload_file/")


@dataclass(frozen=True)
class Map:
    """Which page urls a role has, and the page it starts on (served at `/`)."""

    urls: Mapping[Role, frozenset[str]]
    starts: Mapping[Role, str]
    own_routes: Sequence[Route]


class Gate:
    """ASGI middleware. The websocket passes: shell/frame.py asks for the session at every run."""

    def __init__(self, app: ASGIApp, site: Map) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = await self._answer(Request(scope))
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """The response that ends here, or None to go on to the app."""
        path = request.url.path
        if path.startswith(_CLOSED):
            return not_found(plain.lang_of(request))
        needs_session = path.startswith(_NEEDS_SESSION)
        if path in _OPEN_PAGES or is_feed(path) or (path.startswith(_OPEN) and not needs_session):
            return None
        if not await run_in_threadpool(_has_accounts):
            return RedirectResponse("/set-up", status_code=303)
        token = request.cookies.get(SESSION_COOKIE, "")
        live = await run_in_threadpool(accounts.live_session, token, counts_as_use=not needs_session)
        if live is None:
            return not_found(plain.lang_of(request)) if needs_session else to_sign_in(request.scope)
        if live.must_change_password:
            return RedirectResponse("/password", status_code=303)
        return None if needs_session else self._page(request, live)

    def _page(self, request: Request, live: LiveSession) -> Response | None:
        name = request.url.path.strip("/")
        role = live.actor.role
        if any(route.matches(request.scope)[0] is Match.FULL for route in self.site.own_routes):
            return None
        if role is None or request.method not in ("GET", "HEAD"):
            return not_found(live.actor.lang)
        if name == "":
            return None
        if name == self.site.starts[role]:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/{query}", status_code=303)
        return None if name in self.site.urls[role] else not_found(live.actor.lang)


def is_feed(path: str) -> bool:
    """A calendar program cannot sign in: its address carries its own key (web/feed.py)."""
    return path.startswith(FEED) and path.endswith(".ics") and path.count("/") == 2


_seen_accounts: list[bool] = []


def _has_accounts() -> bool:
    """Accounts are never deleted: one yes is enough for the life of the process."""
    if not _seen_accounts and accounts.has_accounts():
        _seen_accounts.append(True)
    return bool(_seen_accounts)


def to_sign_in(scope: Scope) -> Response:
    """Sign in first, then come back to the same address."""
    request = Request(scope)
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    suffix = "" if target == "/" else f"?next={quote(target, safe='')}"
    return RedirectResponse(f"/sign-in{suffix}", status_code=303)


def not_found(lang: str) -> Response:
    """The same words for what does not exist and for what is not yours to see."""
    return plain.message(
        translate("Page not found", lang=lang),
        translate("There is no such page, or it is not yours to see. Nothing was changed.", lang=lang),
        lang=lang,
        status=404,
        link=("/", translate("Back to the start page", lang=lang)),
    )
