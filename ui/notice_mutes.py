"""My mutes with the way back, and for coordinators what the district's agents have muted."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.access import Actor
from services import mutes
from services.mutes import MuteView
from ui import badges, feedback, tables
from ui.i18n import _, day, instant


def show_own(found: Sequence[MuteView], actor: Actor) -> None:
    """One's own mutes, each with its reason, its end and the button that takes it back."""
    st.subheader(_("My mutes"))
    if not found:
        tables.empty(_("Nothing is muted. An inbox row's menu, or the button above, spares you one kind."))
        return
    with st.container(gap=None):
        for one in found:
            with st.container(
                key=f"notice_none_mute_{one.id}", horizontal=True, vertical_alignment="center", gap="small"
            ):
                st.html(_line(one), width="stretch")
                clicked = st.button(_("Hear it again"), key=f"mute_back_{one.id}", width=112)
            if clicked:
                with feedback.run(_("You will be reminded again."), rerun=True):
                    mutes.take_back(mute_id=one.id, actor=actor)


def show_agents(found: Sequence[MuteView]) -> None:
    """Read only: who hears no more of what, and why."""
    st.subheader(_("Muted by agents"))
    if not found:
        tables.empty(_("No agent has muted anything."))
        return
    rows = [(escape(one.person), _what(one), escape(one.reason), escape(_until(one))) for one in found]
    heads = (_("Agent"), _("Reminder"), _("Reason"), _("Until"))
    st.html(tables.html_table(heads, rows))


def _line(one: MuteView) -> str:
    facts = badges.dots([_until(one), _("since {day}", day=instant(one.since))])
    return (
        f'<div class="d-duty"><b>{escape(one.sentence)}</b>'
        f'<div class="d-soft">{badges.dots([one.project or _("All projects"), one.words])}</div>'
        f'<div>{escape(one.reason)} <span class="d-soft">· {facts}</span></div></div>'
    )


def _what(one: MuteView) -> str:
    about = escape(one.project or _("All projects"))
    return f'{escape(one.sentence)}<br><span class="d-soft">{about}</span>'


def _until(one: MuteView) -> str:
    return _("until {day}", day=day(one.until)) if one.until else _("until taken back")
