"""What can be done about a reminder from its row: record the event, answer, put off, open its matter."""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from domain.vocabulary import ReminderLevel, ReminderState
from services import clock, inbox
from services.inbox import ReminderRow, Tab
from ui import feedback, forms, inbox_words, links, session, step_opening
from ui.dialogs_forward import open_task
from ui.dialogs_problem import open_problem
from ui.fragments import dialog
from ui.i18n import _
from ui.notice_mute import open_mute
from ui.project_tabs import RATINGS
from ui.session import Slot

Deed = Callable[[], None]
_TAKEN = Slot[tuple]("inbox.taken")
"""(tab, number of rows, ids) of the last acknowledging."""


def offers(row: ReminderRow, tab: Tab, actor: Actor) -> tuple[str, ...]:
    """What can be done, the likeliest first. A copy is for the record: the acting agent enters the event."""
    opens = _opens(row, actor)
    if tab is Tab.DONE:
        taken = row.state == ReminderState.ACKNOWLEDGED
        return (*opens, *(["reopen"] if taken else []))
    may_tell = row.is_for_enterprise and row.project_id and can(actor, Permission.EDIT_PROJECT)
    first = ["tell"] if may_tell else []
    if tab is Tab.SNOOZED:
        return (*first, "reopen", *opens, "acknowledge")
    if row.is_copy:
        return ("acknowledge", *opens)
    later = ["snooze"] if row.latest_snooze else []
    may_mute = row.level != ReminderLevel.URGENT and not row.is_for_enterprise
    return (*first, *opens, "acknowledge", *later, *(["mute"] if may_mute else []))


def _opens(row: ReminderRow, actor: Actor) -> list[str]:
    """Ways to where the matter is dealt with: the form of the act, the problem, the ratings, the project."""
    may_record = row.step_id and can(actor, Permission.RECORD_EVENT) and not row.is_copy
    may_see = row.project_id and can(actor, Permission.SEE_PROJECTS)
    if row.is_about_rating:
        return ["rating"] if may_see else []
    found = ["problem"] if row.problem_id else ["record"] if may_record else []
    return found + (["project"] if may_see else [])


def word(act: str) -> str:
    return _(f"inbox_act.{act}")


def deed(act: str, row: ReminderRow, tab: Tab, actor: Actor) -> Deed:
    """What an offer does, to be called once the page is drawn."""
    deeds: dict[str, Deed] = {
        "record": lambda: step_opening.open_likeliest(step_id=row.step_id or 0, actor=actor),
        "acknowledge": lambda: acknowledge([row], tab, actor),
        "reopen": lambda: _reopen(row.ids, actor),
        "snooze": lambda: _open_snooze(row, actor),
        "problem": lambda: open_problem(problem_id=row.problem_id or 0, actor=actor),
        "project": lambda: links.open_page("project", id=row.project_id, step=row.step_code),
        "rating": lambda: links.open_page("project", id=row.project_id, tab=RATINGS),
        "tell": lambda: open_task(reminder_id=row.id, project_id=row.project_id or 0, actor=actor),
        "mute": lambda: open_mute(rule=row.rule, project_id=row.project_id, actor=actor),
    }
    return deeds[act]


def acknowledge(rows: Sequence[ReminderRow], tab: Tab, actor: Actor) -> None:
    """All reminders of these rows; what was taken is offered back above the rows (`show_undo`)."""
    ids = [each for row in rows for each in row.ids]
    with feedback.run(_("Acknowledged: {n} reminders", n=len(rows)), rerun=True):
        inbox.acknowledge(reminder_ids=ids, actor=actor)
        _TAKEN.put((tab, len(rows), ids))


def show_undo(tab: Tab, actor: Actor) -> Deed | None:
    """One line with the way back from the last acknowledging, until the tab or the page is left."""
    taken = _TAKEN.get()
    if taken is None or taken[0] != tab or session.page_before() not in ("inbox", None):
        _TAKEN.take()
        return None
    _tab, number, ids = taken
    with st.container(key="inbox_undo", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<span>{escape(_('Acknowledged: {n} reminders', n=number))}</span>")
        clicked = st.button(_("inbox.undo"), key="inbox_undo_do", icon=":material/undo:", type="tertiary")
    return (lambda: _reopen(ids, actor)) if clicked else None


def _reopen(ids: Collection[int], actor: Actor) -> None:
    with feedback.run(_("Back among the open ones."), rerun=True):
        _TAKEN.take()
        inbox.reopen(reminder_ids=ids, actor=actor)


def _open_snooze(row: ReminderRow, actor: Actor) -> None:
    dialog(_("Remind me later"))(_snooze)(row, actor)


def _snooze(row: ReminderRow, actor: Actor) -> None:
    today = clock.today()
    st.html(inbox_words.row_html(row, Tab.OPEN))
    with st.form(f"snooze.{row.id}", border=False):
        until = forms.choose_day(
            _("Remind me again on"),
            key=f"snooze.until.{row.id}",
            value=row.first_snooze,
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
