"""Plain pages: one html frame with inline CSS and no script, in the user's language."""

import hmac
import secrets
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from domain.errors import DomainError
from services.accounts import LANG_COOKIE, SESSION_COOKIE
from services.settings import settings
from services.words import DEFAULT_LANG, LANGS, of_error, translate

FORM_COOKIE = "daiban_form"
ICON = Path(__file__).parent.parent / "shell" / "icon.png"
_LOGO = (
    '<svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true"><rect width="34" height="34" rx="4" '
    'fill="#1A56A8"/><path d="M8.5 17.5l6 6L26 11" fill="none" stroke="#fff" stroke-width="4"/></svg>'
)
_CSS = (Path(__file__).parent / "plain.css").read_text(encoding="utf-8")


def lang_of(request: Request) -> str:
    """The language of a plain page: chosen in the url, else in the cookie, else Chinese."""
    for lang in (request.query_params.get("lang"), request.cookies.get(LANG_COOKIE)):
        if lang in LANGS:
            return str(lang)
    return DEFAULT_LANG


def page(*, title: str, body: str, lang: str, status: int = 200, below: str = "") -> HTMLResponse:
    """A card in the middle of the screen; `body` and `below` are html, the title is text."""
    say = translate("Daiban", lang=lang)
    under = f"{settings().district_name} ・ {translate('Project concierge service', lang=lang)}"
    head = f'<header>{_LOGO}<b>{escape(say)}</b><p class="soft">{escape(under)}</p></header>'
    html = (
        f'<!doctype html><html lang="{lang.replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} ・ {escape(say)}</title>"
        f'<link rel="icon" href="/favicon.png"><style>{_CSS}</style></head><body><main>'
        f'<section class="card">{head}{body}</section><footer class="soft">{below}</footer>'
        "</main></body></html>"
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def message(
    title: str, text: str, *, lang: str, status: int, link: tuple[str, str] | None = None
) -> HTMLResponse:
    """A page that only says something, with at most one way on (href, words)."""
    on = f'<p><a class="button" href="{escape(link[0])}">{escape(link[1])}</a></p>' if link else ""
    body = f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{on}"
    return page(title=title, body=body, lang=lang, status=status)


def alert(refusal: DomainError | None, lang: str) -> str:
    """Why it was refused, in words."""
    if refusal is None:
        return ""
    text = of_error(refusal, lang=lang)
    return f'<p class="alert" role="alert">{escape(text)}</p>'


def button(text: str) -> str:
    return f'<button type="submit">{escape(text)}</button>'


def lang_link(path: str, lang: str, **query: str) -> str:
    """The other language at one click, by its own name."""
    other = next(code for code in LANGS if code != lang)
    href = f"{path}?{urlencode({'lang': other, **query})}"
    name = translate(f"language.{other.lower()}", lang=lang)
    return f'<p class="row"><span></span><a href="{escape(href)}">{escape(name)}</a></p>'


def field(
    name: str, label: str, *, value: str = "", kind: str = "text", complete: str = "off", focus: bool = False
) -> str:
    """A labelled input; `complete` is the html autocomplete token."""
    auto = " autofocus" if focus else ""
    return (
        f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" type="{kind}" required '
        f'maxlength="200" autocomplete="{complete}" autocapitalize="none" spellcheck="false" '
        f'value="{escape(value)}"{auto}>'
    )


def form_token(request: Request) -> str:
    """The secret of this browser's forms: the cookie's, or a new one."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


def hidden(**values: str) -> str:
    return "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in values.items() if v)


def is_own_form(request: Request, posted: str) -> bool:
    """True if the form came from our own page: its token equals the cookie (double submit)."""
    cookie = request.cookies.get(FORM_COOKIE, "")
    return bool(cookie) and hmac.compare_digest(cookie.encode(), posted.encode())


def set_cookie(response: Response, name: str, value: str, *, days: int | None = None) -> None:
    """HttpOnly, SameSite=Lax, Secure behind TLS; without `days` it lives as long as the browser."""
    age = days * 86400 if days else None
    secure = settings().secure_cookie
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=secure, path="/")


def keep_lang(response: Response, lang: str) -> None:
    set_cookie(response, LANG_COOKIE, lang, days=365)


def set_session(response: Response, token: str) -> None:
    set_cookie(response, SESSION_COOKIE, token)


def safe_next(target: str | None) -> str:
    """A path of this site to go on to; anything else becomes the start page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    return target if target.isprintable() else "/"
