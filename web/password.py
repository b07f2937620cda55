"""Changing one's own password; after a first sign-in nothing else is reachable."""

from functools import partial
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.errors import BadInput, DomainError
from services import accounts
from services.accounts import SESSION_COOKIE, LiveSession
from services.accounts.passwords import MIN_LENGTH
from services.words import translate
from web import plain


async def password(request: Request) -> Response:
    """GET shows the form, POST changes the password and starts a new session."""
    live = await run_in_threadpool(accounts.live_session, request.cookies.get(SESSION_COOKIE, ""))
    if live is None:
        return RedirectResponse("/sign-in?next=/password", status_code=303)
    if request.method == "GET":
        return _form(request, live)
    form = await request.form()
    if not plain.is_own_form(request, str(form.get("token", ""))):
        return _form(request, live, refusal=BadInput("accounts.form_stale"))
    new = str(form.get("new", ""))
    if new != str(form.get("again", "")):
        return _form(request, live, refusal=BadInput("accounts.passwords_differ"))
    try:
        token = await run_in_threadpool(
            accounts.change_own_password, old=str(form.get("old", "")), new=new, actor=live.actor
        )
    except DomainError as error:
        return _form(request, live, refusal=error)
    response = RedirectResponse("/", status_code=303)
    plain.set_session(response, token)
    return response


def _form(request: Request, live: LiveSession, refusal: DomainError | None = None) -> Response:
    lang, token = live.actor.lang, plain.form_token(request)
    say = partial(translate, lang=lang)
    why = say("You were given this password. Choose one that only you know.")
    hint = say("At least {n} characters, letters with digits or signs.", n=MIN_LENGTH)
    field = partial(plain.field, kind="password")
    body = (
        f"<h1>{escape(say('Change password'))}</h1>"
        + (f"<p>{escape(why)}</p>" if live.must_change_password else "")
        + f'<form method="post">{plain.alert(refusal, lang)}'
        + field("old", say("Present password"), complete="current-password", focus=True)
        + field("new", say("New password"), complete="new-password")
        + f'<p class="hint">{escape(hint)}</p>'
        + field("again", say("New password again"), complete="new-password")
        + plain.hidden(token=token)
        + plain.button(say("Change password"))
        + "</form>"
    )
    status = 400 if refusal else 200
    response = plain.page(title=say("Change password"), body=body, lang=lang, status=status)
    plain.set_cookie(response, plain.FORM_COOKIE, token)
    return response


routes = [Route("/password", password, methods=["GET", "POST"])]
