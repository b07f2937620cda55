"""What became of a click: refusals in the user's words, successes as toasts that survive a rerun."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import ScriptControlException

from domain.errors import DomainError
from services import words
from ui import session
from ui.i18n import _, lang

log = logging.getLogger("daiban")


@dataclass
class Outcome:
    """`ok` turns true when the block ended without a refusal; `error` is the refusal."""

    ok: bool = False
    error: DomainError | None = None


@contextmanager
def run(success: str | None = None, *, rerun: bool = False) -> Iterator[Outcome]:
    """Run service calls: `with feedback.run(_("Saved."), rerun=True): projects.intake(...)`.

    A refusal is shown where the block stands and the script goes on; a success is toasted, after a rerun of
    the page if wanted (which also closes a dialog). Ends with the session: nobody acts after signing out.
    """
    outcome = Outcome()
    try:
        session.require_signed_in()
        yield outcome
        outcome.ok = True
    except DomainError as error:
        outcome.error = error
        refuse(error)
    except ScriptControlException:  # the block itself asked for a rerun: it was successful
        _succeed(success)
        raise
    if outcome.ok:
        _succeed(success)
        if rerun:
            st.rerun()


def _succeed(success: str | None) -> None:
    if success:
        session.add_toast(success)


def refuse(error: DomainError) -> None:
    """Show a refusal in the user's language."""
    st.error(words_of(error), icon=":material/block:")


def words_of(error: DomainError) -> str:
    """A refusal in the user's language, dates and codes among its parameters worded."""
    return words.of_error(error, lang=lang())


def toast(text: str) -> None:
    """Say that something succeeded; survives a rerun or a change of page."""
    session.add_toast(text)


def show_toasts() -> None:
    """Show what waits to be shown; the shell calls it at the end of each run."""
    for text in session.take_toasts():
        st.toast(text, icon=":material/check_circle:")


def report_failure(error: BaseException) -> str:
    """Log an unexpected error with a fresh id and return the id (no parameters of the user in the log)."""
    number = secrets.token_hex(4).upper()
    log.error("unexpected error %s", number, exc_info=error)
    return number


def show_failure(error: BaseException) -> None:
    """The error boundary's message: what happened, what is kept, what to do; never a traceback."""
    number = report_failure(error)
    st.error(
        _(
            "Something went wrong on our side. Nothing half-done was saved. "
            "Please try again; if it happens again, give your administrator the number {number}.",
            number=number,
        ),
        icon=":material/error:",
    )
