"""What surrounds every page: who is signed in, in which language, the menu, banners, the error boundary."""

from pathlib import Path
from urllib.parse import quote

import streamlit as st

from domain.errors import DomainError, Forbidden, NotFound
from services import clock
from shell import bell, navigation, sidebar
from ui import feedback, health_band, session, style
from ui.i18n import _, day

ICON = Path(__file__).parent / "icon.png"  # a local file: a Material icon would be fetched from outside
LOGOS = Path(__file__).parent


def run() -> None:
    """One run of the app. The session is looked up every time: the websocket passes by any gate."""
    st.set_page_config(page_title="Daiban", page_icon=str(ICON), layout="wide", initial_sidebar_state=216)
    actor = session.actor()
    if actor is None:
        style.apply()
        navigation.build_closed(_show_ended).run()
        return
    session.use_lang(actor.lang)
    style.apply()
    st.logo(str(LOGOS / f"logo_{actor.lang}.svg"), size="large")
    page = navigation.build(actor)
    sidebar.show(actor)
    bell.show(actor)
    _show_demo_clock()
    health_band.show(actor)
    try:
        page.run()
    except Exception as error:
        show_error(error)
    feedback.show_toasts()


def show_error(error: BaseException) -> bool:
    """The error boundary, also of callbacks and fragments (see app.py). True: nothing else shows."""
    if isinstance(error, Forbidden | NotFound):
        _show_refused(error)
    elif isinstance(error, DomainError):
        feedback.refuse(error)
    else:
        feedback.show_failure(error)
    return True


def _show_refused(error: DomainError) -> None:
    """Forbidden and not found read the same whether or not the thing exists."""
    if error.code == "accounts.session_ended":
        _show_ended()
        return
    with st.container(key="refused"):
        st.subheader(_("This page cannot be shown"))
        st.write(feedback.words_of(error))
        st.html(f'<a class="d-link" href="/" target="_self">{_("Back to the start page")}</a>')


def _show_ended() -> None:
    """The session is over: one link leads to sign-in and back here."""
    target = quote(_here(), safe="")
    with st.container(key="ended"):
        st.subheader(_("You are signed out"))
        st.write(_("Your session has ended. Sign in again and you come back to this page."))
        st.html(f'<p><a class="d-button" href="/sign-in?next={target}" target="_self">{_("Sign in")}</a></p>')


def _here() -> str:
    from urllib.parse import urlencode, urlsplit

    path = urlsplit(st.context.url or "/").path or "/"
    query = urlencode([(k, v) for k in st.query_params for v in st.query_params.get_all(k)])
    return f"{path}?{query}" if query else path


def _show_demo_clock() -> None:
    days = clock.demo_days()
    if days:
        text = _("Demo clock: today is {day} ({n} days ahead)", day=day(clock.today()), n=days)
        st.html(f'<div class="d-demo">{text}</div>')
