"""The rows of the inbox by level; a fixed line above them acts on those chosen, by click or by key."""

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light, ReminderLevel
from services.inbox import InboxPage, ReminderRow, Tab
from ui import inbox_acts, keys, session
from ui.i18n import _, word
from ui.inbox_acts import Deed
from ui.inbox_words import LIGHTS, row_html

_BUTTON = 112
_CLOSED = (Tab.SNOOZED, Tab.DONE)


def show_rows(page: InboxPage, tab: Tab, actor: Actor) -> Deed | None:
    """Draw the rows by level; returns what a click asks for, to be done after the page is drawn."""
    wanted = inbox_acts.show_undo(tab, actor)
    if tab not in _CLOSED and page.rows:
        wanted = _show_bar(page, tab, actor) or wanted
    if tab is Tab.DONE:
        return _show_done(page, actor) or wanted
    for level in reversed(ReminderLevel):
        rows = [row for row in page.rows if row.level == level]
        if rows:
            with st.container(gap=None):
                wanted = _show_head(level, rows, tab, actor) or wanted
                for row in rows:
                    wanted = _show_row(row, tab, actor) or wanted
    return wanted


def _show_done(page: InboxPage, actor: Actor) -> Deed | None:
    """What ended last stands first; nothing of it is urgent any more."""
    wanted: Deed | None = None
    with st.container(gap=None):
        for row in page.rows:
            wanted = _show_row(row, Tab.DONE, actor) or wanted
    return wanted


def _show_bar(page: InboxPage, tab: Tab, actor: Actor) -> Deed | None:
    """The fixed line: what it acts on, and three acts with a key each. None chosen: the first row."""
    ordered = sorted(page.rows, key=lambda row: -list(ReminderLevel).index(ReminderLevel(row.level)))
    chosen = [row for row in ordered if session.widget(_pick(row))]
    one = chosen[0] if len(chosen) == 1 else None if chosen else ordered[0]
    said = _("{n} chosen", n=len(chosen)) if chosen else _("The keys act on the first row")
    key = "inbox_bar" if chosen else "inbox_bar_idle"
    keys.guard()
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="d-soft">{said}</span>', width="stretch")
        label = _("Acknowledge chosen") if len(chosen) > 1 else inbox_acts.word("acknowledge")
        acknowledged = st.button(
            label,
            key="inbox_bar_acknowledge",
            shortcut="a",
            type="primary" if chosen else "secondary",
        )
        later = st.button(
            inbox_acts.word("snooze"),
            key="inbox_bar_snooze",
            shortcut="s",
            disabled=one is None or one.latest_snooze is None,
        )
        opened = st.button(_("Deal with it"), key="inbox_bar_open", shortcut="o", disabled=one is None)
    if acknowledged:
        return lambda: inbox_acts.acknowledge(chosen or ordered[:1], tab, actor)
    if one is not None and later:
        return inbox_acts.deed("snooze", one, tab, actor)
    if one is not None and opened:
        return inbox_acts.deed(inbox_acts.offers(one, tab, actor)[0], one, tab, actor)
    return None


def _show_head(level: ReminderLevel, rows: list[ReminderRow], tab: Tab, actor: Actor) -> Deed | None:
    """The level with its number; from two on all of it can be acknowledged at once."""
    head = f"{word(level)} <span>{_('desk.things', n=len(rows))}</span>"
    if tab in _CLOSED or len(rows) < 2:
        st.html(f'<div class="d-group">{head}</div>')
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"level_{level}"):
        st.html(f'<div class="d-group">{head}</div>', width="stretch")
        clicked = st.button(_("Acknowledge all"), key=f"inbox_all_{level}", type="tertiary")
    return (lambda: inbox_acts.acknowledge(rows, tab, actor)) if clicked else None


def _pick(row: ReminderRow) -> str:
    return f"inbox_pick_{row.id}"


def _show_row(row: ReminderRow, tab: Tab, actor: Actor) -> Deed | None:
    light = Light.NONE if tab is Tab.DONE else LIGHTS[ReminderLevel(row.level)]
    key = f"notice_{light}_{row.id}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(row_html(row, tab), width="stretch")
        if tab not in _CLOSED:
            label = _("Choose: {what}", what=row.title or row.sentence)
            st.checkbox(label, key=_pick(row), label_visibility="collapsed")
        offers = inbox_acts.offers(row, tab, actor)
        strong = light is Light.RED and tab is not Tab.SNOOZED
        clicked = offers and st.button(
            inbox_acts.word(offers[0]),
            key=f"act_{key}",
            type="primary" if strong else "secondary",
            width=_BUTTON,
        )
        chosen = _show_menu(offers[1:], f"menu_{key}")
    act = offers[0] if clicked else chosen
    return inbox_acts.deed(str(act), row, tab, actor) if act else None


def _show_menu(offers: tuple[str, ...], key: str) -> str | None:
    """The less likely acts; no menu where there is none."""
    if not offers:
        return None
    return st.menu_button(_("More"), offers, format_func=inbox_acts.word, key=key, type="tertiary")
