"""The set-up page of a start without accounts, guarded by the code printed in the server's terminal."""

from functools import partial
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.errors import BadInput, DomainError
from services import accounts
from services.accounts.passwords import MIN_LENGTH
from services.words import translate
from web import plain


async def set_up(request: Request) -> Response:
    """GET shows the form, POST makes the first administrator and signs in."""
    if await run_in_threadpool(accounts.has_accounts):
        return RedirectResponse("/sign-in", status_code=303)
    if request.method == "GET":
        return _form(request, FormData())
    form = await request.form()
    if not plain.is_own_form(request, str(form.get("token", ""))):
        return _form(request, form, refusal=BadInput("accounts.form_stale"))
    try:
        token = await run_in_threadpool(
            accounts.create_first_administrator,
            code=str(form.get("code", "")),
            username=str(form.get("username", "")),
            display_name=str(form.get("display_name", "")),
            password=str(form.get("password", "")),
            lang=plain.lang_of(request),
        )
    except DomainError as error:
        return _form(request, form, refusal=error)
    response = RedirectResponse("/", status_code=303)
    plain.set_session(response, token)
    return response


def _form(request: Request, form: FormData, refusal: DomainError | None = None) -> Response:
    lang, token = plain.lang_of(request), plain.form_token(request)
    say = partial(translate, lang=lang)
    kept = {name: str(form.get(name, "")) for name in ("code", "username", "display_name")}
    why = say("Nobody can sign in yet. Make the first administrator.")
    code_hint = say("It is printed in the terminal where the server was started.")
    hint = say("At least {n} characters, letters with digits or signs.", n=MIN_LENGTH)
    body = (
        f"<h1>{escape(say('First start'))}</h1><p>{escape(why)}</p>"
        + f'<form method="post">{plain.alert(refusal, lang)}'
        + plain.field("code", say("One-time code"), value=kept["code"], focus=True)
        + f'<p class="hint">{escape(code_hint)}</p>'
        + plain.field("username", say("User name"), value=kept["username"], complete="username")
        + plain.field("display_name", say("Name as shown"), value=kept["display_name"])
        + plain.field("password", say("Password"), kind="password", complete="new-password")
        + f'<p class="hint">{escape(hint)}</p>'
        + plain.hidden(token=token)
        + plain.button(say("Create the administrator"))
        + "</form>"
        + plain.lang_link("/set-up", lang)
    )
    status = 400 if refusal else 200
    response = plain.page(title=say("First start"), body=body, lang=lang, status=status)
    plain.set_cookie(response, plain.FORM_COOKIE, token)
    plain.keep_lang(response, lang)
    return response


routes = [Route("/set-up", set_up, methods=["GET", "POST"])]
