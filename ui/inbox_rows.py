"""The rows of the inbox: what, about what, how urgent, how often; and what can be done about it."""

from collections.abc import Callable
from datetime import timedelta
from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from domain.vocabulary import Light, ReminderLevel, ReminderState
from services import clock, inbox
from services.inbox import InboxPage, ReminderRow, Tab
from ui import badges, feedback, forms, links
from ui.dialogs_forward import open_task
from ui.dialogs_problem import open_problem
from ui.fragments import dialog
from ui.i18n import _, day, instant, left, marked, word

Deed = Callable[[], None]
LIGHTS = {
    ReminderLevel.URGENT: Light.RED,
    ReminderLevel.HIGH: Light.YELLOW,
    ReminderLevel.NORMAL: Light.NONE,
}
_BUTTON = 112


def show_rows(page: InboxPage, tab: Tab, actor: Actor) -> Deed | None:
    """Draw the rows by level; returns what a click asks for, to be done after the page is drawn."""
    wanted: Deed | None = None
    for level in reversed(ReminderLevel):
        rows = [row for row in page.rows if row.level == level]
        if rows:
            with st.container(gap=None):
                wanted = _show_head(level, rows, tab, actor) or wanted
                for row in rows:
                    wanted = _show_row(row, tab, actor) or wanted
    return wanted


def _show_head(level: ReminderLevel, rows: list[ReminderRow], tab: Tab, actor: Actor) -> Deed | None:
    """The level with its number; from two on all of it can be acknowledged at once."""
    head = f"{escape(word(level))} <span>{escape(_('desk.things', n=len(rows)))}</span>"
    if tab is not Tab.OPEN or len(rows) < 2:
        st.html(f'<div class="d-group">{head}</div>')
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"level_{level}"):
        st.html(f'<div class="d-group">{head}</div>', width="stretch")
        clicked = st.button(_("Acknowledge all"), key=f"inbox_all_{level}", type="tertiary")
    ids = [one for row in rows for one in row.ids]
    return (lambda: _acknowledge(ids, actor)) if clicked else None


def _show_row(row: ReminderRow, tab: Tab, actor: Actor) -> Deed | None:
    light = LIGHTS[ReminderLevel(row.level)]
    key = f"notice_{light}_{row.id}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(row_html(row, tab), width="stretch")
        offers = _offers(row, tab, actor)
        clicked = offers and st.button(_act_word(offers[0]), key=f"act_{key}", width=_BUTTON)
        chosen = _show_menu(offers[1:], f"menu_{key}")
    act = offers[0] if clicked else chosen
    return _deed(str(act), row, actor) if act else None


def _show_menu(offers: tuple[str, ...], key: str) -> str | None:
    """The less likely acts; no menu where there is none."""
    if not offers:
        return None
    return st.menu_button(_("More"), offers, format_func=_act_word, key=key, type="tertiary")


def _act_word(act: str) -> str:
    return _(f"inbox_act.{act}")


def _offers(row: ReminderRow, tab: Tab, actor: Actor) -> tuple[str, ...]:
    """What can be done, the likeliest first."""
    opens = ["problem"] if row.problem_id else []
    opens += ["project"] if row.project_id and can(actor, Permission.SEE_PROJECTS) else []
    if tab is Tab.DONE:
        taken = row.state == ReminderState.ACKNOWLEDGED
        return (*opens, *(["reopen"] if taken else []))
    may_tell = row.is_for_enterprise and row.project_id and can(actor, Permission.EDIT_PROJECT)
    first = ["tell"] if may_tell else []
    if tab is Tab.SNOOZED:
        return (*first, "reopen", *opens, "acknowledge")
    return (*first, *opens, "acknowledge", *(["snooze"] if row.latest_snooze else []))


def row_html(row: ReminderRow, tab: Tab) -> str:
    """What the rule says; what it is about; the day it counts from, how old and how often."""
    lead = row.title or row.sentence
    said = row.sentence if row.title else ""
    about = badges.dots([row.problem, row.project, row.department])
    on = escape(marked(day(row.anchor_on), row.is_provisional))
    about += (" · " if about else "") + f"<span class='d-whole'>{on}</span>"
    times = _("told {n} times", n=row.times) if row.times > 1 else ""
    age = _("since today") if row.age_days == 0 else _("for {n} days", n=row.age_days)
    facts = badges.dots(["" if _left(row) in row.sentence else _left(row), age, times])
    return (
        f'<div class="d-duty"><b>{escape(lead)}</b>{_for_whom(row)}'
        f'<div class="d-soft">{about}</div>'
        f"<div>{_urgency(row, said or word(ReminderLevel(row.level)))}"
        f' <span class="d-soft">· {facts}</span></div>{_outcome(row, tab)}</div>'
    )


def _urgency(row: ReminderRow, text: str) -> str:
    """Sign and colour for what is high or urgent; an ordinary reminder needs none."""
    light = LIGHTS[ReminderLevel(row.level)]
    return f"<b>{escape(text)}</b>" if light is Light.NONE else badges.coloured(light, text)


def _left(row: ReminderRow) -> str:
    return "" if row.left_workdays is None else left(row.left_workdays)


def _for_whom(row: ReminderRow) -> str:
    if not row.is_for_enterprise:
        return ""
    return f' <span class="d-tag">{escape(_("Tell the enterprise"))}</span>'


def _outcome(row: ReminderRow, tab: Tab) -> str:
    """Until when it was put off and why; how it ended."""
    if tab is Tab.SNOOZED:
        text = _("Again on {day}: {reason}", day=day(row.snoozed_until), reason=row.reason)
    elif tab is Tab.DONE:
        text = badges.dots([_(f"reminder_state.{row.state}"), instant(row.closed_at)])
        return f'<div class="d-soft">{text}</div>'
    else:
        return ""
    return f'<div class="d-soft">{escape(text)}</div>'


def _deed(act: str, row: ReminderRow, actor: Actor) -> Deed | None:
    deeds: dict[str, Deed] = {
        "acknowledge": lambda: _acknowledge(list(row.ids), actor),
        "reopen": lambda: _reopen(list(row.ids), actor),
        "snooze": lambda: _open_snooze(row, actor),
        "problem": lambda: open_problem(problem_id=row.problem_id or 0, actor=actor),
        "project": lambda: links.open_page("project", id=row.project_id, step=row.step_code),
        "tell": lambda: open_task(reminder_id=row.id, project_id=row.project_id or 0, actor=actor),
    }
    return deeds.get(act)


def _acknowledge(ids: list[int], actor: Actor) -> None:
    with feedback.run(_("Acknowledged."), rerun=True):
        inbox.acknowledge(reminder_ids=ids, actor=actor)


def _reopen(ids: list[int], actor: Actor) -> None:
    with feedback.run(_("Back among the open ones."), rerun=True):
        inbox.reopen(reminder_ids=ids, actor=actor)


def _open_snooze(row: ReminderRow, actor: Actor) -> None:
    dialog(_("Remind me later"))(_snooze)(row, actor)


def _snooze(row: ReminderRow, actor: Actor) -> None:
    today = clock.today()
    st.html(row_html(row, Tab.OPEN))
    with st.form(f"snooze.{row.id}", border=False):
        until = forms.choose_day(
            _("Remind me again on"),
            key=f"snooze.until.{row.id}",
            earliest=today + timedelta(days=1),
            latest=row.latest_snooze,
        )
        reason = st.text_input(_("Why it can wait"), max_chars=200, key=f"snooze.reason.{row.id}")
        sent = st.form_submit_button(_("Remind me later"), type="primary")
    if not sent:
        return
    if until is None:
        st.error(_("Choose the day first. What you wrote is kept."))
        return
    with feedback.run(_("Put off."), rerun=True):
        inbox.snooze(reminder_id=row.id, until=until, reason=reason, actor=actor)
