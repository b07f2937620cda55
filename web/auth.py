"""Sign-in and sign-out: an own form, because a Streamlit script cannot set cookies."""

from functools import partial
from html import escape
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.access import Actor
from domain.errors import BadInput, DomainError, Unavailable
from services import accounts
from services.accounts import SESSION_COOKIE
from services.settings import settings
from services.words import LANGS, translate
from web import plain


async def actor_of(request: Request) -> Actor | None:
    """Who asks, for the routes that hand out files: None without a live session."""
    token = request.cookies.get(SESSION_COOKIE, "")
    return await run_in_threadpool(accounts.actor_of_token, token)


async def sign_in(request: Request) -> Response:
    """GET shows the form, POST checks it; a refusal says how many tries are left."""
    if not await run_in_threadpool(accounts.has_accounts):
        return RedirectResponse("/set-up", status_code=303)
    if request.method == "POST":
        return await _check(request)
    return _form(request, target=plain.safe_next(request.query_params.get("next")))


async def _check(request: Request) -> Response:
    form = await request.form()
    username, target = str(form.get("username", "")), plain.safe_next(str(form.get("next", "")))
    if not plain.is_own_form(request, str(form.get("token", ""))):
        stale = BadInput("accounts.form_stale")
        return _form(request, target=target, username=username, refusal=stale, status=400)
    chosen = str(form.get("lang", "")) or None
    try:
        done = await run_in_threadpool(
            accounts.sign_in, username=username, password=str(form.get("password", "")), lang=chosen
        )
    except DomainError as error:
        status = 503 if isinstance(error, Unavailable) else 401
        return _form(request, target=target, username=username, refusal=error, status=status)
    response = RedirectResponse("/password" if done.must_change_password else target, status_code=303)
    plain.set_session(response, done.token)
    plain.keep_lang(response, done.actor.lang)
    return response


def _form(
    request: Request,
    *,
    target: str,
    username: str = "",
    refusal: DomainError | None = None,
    status: int = 200,
) -> Response:
    lang, token = plain.lang_of(request), plain.form_token(request)
    say = partial(translate, lang=lang)
    asked = request.query_params.get("lang", "")
    chosen = asked if asked in LANGS else ""
    known = bool(username)
    body = (
        f'<form method="post" action="/sign-in{"?lang=" + chosen if chosen else ""}">'
        + plain.alert(refusal, lang)
        + plain.field("username", say("User name"), value=username, complete="username", focus=not known)
        + plain.field("password", say("Password"), kind="password", complete="current-password", focus=known)
        + plain.hidden(token=token, next=target, lang=chosen)
        + plain.button(say("Sign in"))
        + "</form>"
        + plain.lang_link("/sign-in", lang, next=target)
    )
    response = plain.page(title=say("Sign in"), body=body, lang=lang, status=status, below=_below(lang))
    plain.set_cookie(response, plain.FORM_COOKIE, token)
    if chosen:
        plain.keep_lang(response, lang)
    return response


def _below(lang: str) -> str:
    say = partial(translate, lang=lang)
    first = say("Enterprises need no account: please use the link your agent sent you.")
    second = say("Forgotten your password? Ask the administrator: {phone}", phone=settings().support_phone)
    return f"<p>{escape(first)}</p><p>{escape(second)}</p>"


async def sign_out(request: Request) -> Response:
    """End the session for every tab. Only a click on an own page counts, a foreign link does nothing."""
    if not _comes_from_here(request):
        return RedirectResponse("/", status_code=303)
    await run_in_threadpool(accounts.sign_out, request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def _comes_from_here(request: Request) -> bool:
    referer = request.headers.get("referer", "")
    return bool(referer) and urlsplit(referer).netloc == request.headers.get("host")


routes = [
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/sign-out", sign_out, methods=["GET"]),
]
