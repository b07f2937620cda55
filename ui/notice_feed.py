"""My dates in a calendar program: make the private address, see when it was read last, end it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor
from services import calendar_feed
from services.calendar_feed import FeedView
from services.words import say_instant
from ui import copying, feedback
from ui.i18n import _, lang
from ui.session import Slot

_MADE = Slot[str]("notices.feed")
_FIELD = "notices_feed_field"


def show(actor: Actor) -> None:
    """The section of the page of one's own notices. The address is shown once, right after it was made."""
    st.subheader(_("Calendar subscription"))
    st.caption(_("Your dates in the calendar of your phone or computer: open duties of the next 180 days."))
    address = _MADE.take()
    if address:
        _show_address(address)
    found = calendar_feed.state(actor=actor)
    if found is None:
        st.html(f"<p>{escape(_('No address yet.'))}</p>")
        if st.button(
            _("Make an address"), icon=":material/event:", key="notices.feed_create", type="primary"
        ):
            _make(actor, is_new=True)
        return
    st.html(f"<p>{escape(_read(found))}</p>")
    with st.container(horizontal=True):
        if st.button(_("Make a new address"), icon=":material/autorenew:", key="notices.feed_renew"):
            _make(actor, is_new=False)
        if st.button(_("End this address"), icon=":material/link_off:", key="notices.feed_revoke"):
            with feedback.run(_("The address has ended; calendars that use it find nothing."), rerun=True):
                calendar_feed.revoke(actor=actor)


def _make(actor: Actor, *, is_new: bool) -> None:
    with feedback.run() as outcome:
        address = calendar_feed.create(actor=actor) if is_new else calendar_feed.renew(actor=actor)
    if outcome.ok:
        _MADE.put(address)
        st.rerun()


def _show_address(address: str) -> None:
    """The address with a button that copies it; it is not kept anywhere."""
    st.info(_("This address is shown only now. Whoever has it can read your dates: pass it to nobody."))
    with st.container(key=_FIELD):
        st.text_input(_("Address for the calendar"), address, key="notices.feed_address")
    copying.show(_("Copy the address"), field=_FIELD, key="notices.feed_copy", on_copy=_again(address))
    st.caption(_("Paste it where your calendar subscribes by address."))


def _again(address: str) -> Callable[[str], None]:
    """A click on the copy button runs the page: the address is shown once more."""
    return lambda _copied: _MADE.put(address)


def _read(found: FeedView) -> str:
    since = _("Address made on {day}", day=say_instant(found.created_at, lang=lang()))
    if found.read_at is None:
        return f"{since} · {_('never read yet')}"
    return f"{since} · {_('last read on {day}', day=say_instant(found.read_at, lang=lang()))}"
