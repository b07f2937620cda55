"""What leaves the house to a department: its workbook, the mail with it, the chase letter."""

from datetime import timedelta
from html import escape

import streamlit as st

from domain.access import Actor
from services import chasing, clock
from services.chasing import ChaseSheet, Render
from ui import feedback, forms
from ui.fragments import dialog
from ui.i18n import _, day
from ui.session import Slot

_WRITTEN = Slot[int]("chase.letter")
_REPLY_DAYS = 7


def show(view: ChaseSheet, actor: Actor, render: Render) -> None:
    """The workbook for everybody who sees the sheet; mail and letter for coordinators.

    `render` makes the workbook that the mail carries.
    """
    url = f"/chase-files/{escape(view.department_code, quote=True)}.xlsx"
    with st.container(
        key="ch_out", horizontal=True, vertical_alignment="center", gap="small", width="content"
    ):
        st.html(f'<a class="d-link" href="{url}" download>{escape(_("chase.download"))}</a>', width="content")
        if not chasing.may_send(actor):
            return
        mailed = st.button(_("chase.mail"), key="ch_mail", type="tertiary", icon=":material/mail:")
        is_late = view.over > 0
        wrote = is_late and st.button(
            _("chase.letter"), key="ch_letter", type="tertiary", icon=":material/print:"
        )
    if mailed:
        dialog(_("chase.mail"))(_confirm_mail)(view, actor, render)
    if wrote:
        _WRITTEN.put(None)
        dialog(_("chase.letter"), width="medium")(_letter)(view, actor)


def _confirm_mail(view: ChaseSheet, actor: Actor, render: Render) -> None:
    last = chasing.sent_on(department_code=view.department_code, actor=actor)
    counts = {"n": len(view.pending), "over": view.over, "arrive": len(view.arrivals)}
    st.html(f"<p>{escape(_('chase.mail_what', department=view.department, **counts))}</p>")
    if last:
        st.caption(_("chase.mailed_last", day=day(last)))
    if not st.button(_("chase.mail_now"), type="primary", key="ch_mail_now"):
        return
    with feedback.run() as outcome:
        sent = chasing.send(department_code=view.department_code, render=render, actor=actor)
    if outcome.ok:
        feedback.toast(_("chase.mailed", n=sent))
        st.rerun()


def _letter(view: ChaseSheet, actor: Actor) -> None:
    """Which late matters, by when an answer is asked for; then the numbered letter to print."""
    written = _WRITTEN.get()
    if written:
        _show_written(written)
        return
    names = {row.subject: f"{row.title} · {row.project}" for row in view.pending if row.is_over}
    today = clock.today()
    with st.form("chase.letter_form", border=False):
        chosen = st.multiselect(
            _("chase.letter_about"),
            list(names),
            default=list(names),
            format_func=lambda subject: names.get(subject, subject),
            placeholder=_("Please choose"),
        )
        reply_by = forms.choose_day(
            _("chase.reply_by"),
            key="chase.reply_by",
            value=today + timedelta(days=_REPLY_DAYS),
            earliest=today + timedelta(days=1),
            latest=today + timedelta(days=60),
        )
        sent = st.form_submit_button(_("chase.write_letter"), type="primary")
    if not sent:
        return
    if not chosen or reply_by is None:
        st.error(_("chase.letter_incomplete"))
        return
    with feedback.run() as outcome:
        number = chasing.write_letter(
            department_code=view.department_code, subjects=chosen, reply_by=reply_by, actor=actor
        )
    if outcome.ok:
        _WRITTEN.put(number)
        st.rerun(scope="fragment")


def _show_written(letter_id: int) -> None:
    st.html(
        f"<p>{escape(_('chase.letter_written'))}</p>"
        f'<p><a class="d-button" href="/chase-letter/{letter_id}" target="_blank">'
        f"{escape(_('chase.letter_open'))}</a></p>"
    )
