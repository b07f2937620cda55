"""Page: inbox (提醒). What waits for me, how urgent; each reminder leads to where it is dealt with."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import ReminderLevel
from services import inbox
from services.inbox import PARTS, InboxFilters, InboxPage, Tab
from ui import filters, inbox_rows, tables
from ui.filters import Bound, Filter
from ui.i18n import _, word

FILTERS = (
    Filter("tab", options=[tab.value for tab in Tab], default=Tab.OPEN.value),
    Filter("level", options=[level.value for level in ReminderLevel]),
)


def render(actor: Actor) -> None:
    """The actor's own reminders under the tab and level of the url."""
    head = st.container()
    with filters.bound("inbox", FILTERS) as bound:
        _show_filters(bound)
        chosen = _chosen(bound)
    page = inbox.list_reminders(filters=chosen, actor=actor)
    head.html(_lead(page))
    if not page.rows:
        tables.empty(_empty(chosen.tab))
    wanted = inbox_rows.show_rows(page, chosen.tab, actor)
    if page.more:
        st.caption(_("{n} more follow as these are done.", n=page.more))
    if wanted:
        wanted()


def _show_filters(bound: Bound) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="inbox_filters"):
        st.segmented_control(
            _("Show"),
            [tab.value for tab in Tab],
            format_func=lambda code: _(f"inbox_tab.{code}"),
            key=bound.key("tab"),
            required=True,
            label_visibility="collapsed",
        )
        st.pills(
            _("Level"),
            [level.value for level in reversed(ReminderLevel)],
            format_func=lambda code: word(ReminderLevel(code)),
            key=bound.key("level"),
            label_visibility="collapsed",
        )


def _chosen(bound: Bound) -> InboxFilters:
    tab, level = bound.value("tab"), bound.value("level")
    return InboxFilters(
        tab=Tab(str(tab)) if tab else Tab.OPEN, level=ReminderLevel(str(level)) if level else None
    )


def _lead(page: InboxPage) -> str:
    """12条提醒，3条紧急，2件今日到期."""
    parts = [_("{n} reminders", n=f"<b>{page.open}</b>")] if page.open else [_("No reminder is waiting")]
    if page.urgent:
        parts.append(_("{n} of them urgent", n=f'<b class="red">{page.urgent}</b>'))
    if page.due_today:
        parts.append(_("{n} due today", n=f"<b>{page.due_today}</b>"))
    sub = [f"{_(f'inbox_tab.{tab}')} {page.by_tab[tab]}" for tab in PARTS if page.by_tab[tab]]
    sub += [_("the oldest for {n} days", n=page.oldest_days)] if page.oldest_days else []
    sub += [_("{n} put off", n=page.snoozed)] if page.snoozed else []
    lead = _("desk.joiner").join(parts)
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(" · ".join(sub))}</p>'


def _empty(tab: Tab) -> str:
    said = {
        Tab.OPEN: _("Nothing here. Deadlines, silences and problems report here on their day."),
        Tab.TODAY: _("Nothing is due or spoken of today. Earlier reminders stand under Open."),
        Tab.WEEK: _("Nothing more is due this week."),
        Tab.OVERDUE: _("Nothing is overdue."),
        Tab.OTHERS: _("Nobody else is waited for: every open matter is your own move."),
        Tab.SNOOZED: _(
            "Nothing is put off. An open reminder can wait for a reason, until its deadline at most."
        ),
        Tab.DONE: _("Nothing done yet. What you acknowledge or what is settled moves here."),
    }
    return said[tab]
