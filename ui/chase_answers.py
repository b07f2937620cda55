"""The three answers of a department: a day and a number, a day, or a reason; two clicks and it is said."""

from datetime import date, timedelta

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Role
from services import chasing, clock
from services.chasing import AnswerDraft, AnswerKind, PendingRow
from ui import chase_row_html, feedback, forms
from ui.fragments import dialog
from ui.i18n import _

_AHEAD = timedelta(days=366)


def open_answer(department_code: str, row: PendingRow, kind: AnswerKind, actor: Actor) -> None:
    """Ask for what this answer needs."""
    dialog(_(f"chase_answer.{kind}"))(_form)(department_code, row, kind, actor)


def _form(department_code: str, row: PendingRow, kind: AnswerKind, actor: Actor) -> None:
    st.html(chase_row_html.row_html(row))
    today = clock.today()
    with st.form(f"chase.{kind}.{row.subject}", border=False):
        given_on, number, reason = _inputs(row, kind, today)
        sent = st.form_submit_button(_("chase.send_answer"), type="primary")
    st.caption(_note(row, kind, actor))
    if not sent:
        return
    draft = AnswerDraft(
        subject=row.subject,
        kind=kind,
        given_on=given_on,
        document_no=number,
        reason=reason,
        stamp=row.stamp,
    )
    with feedback.run() as outcome:
        kept = chasing.answer(department_code=department_code, draft=draft, actor=actor)
    if outcome.ok:
        feedback.toast(_("chase.applied") if kept.is_applied else _(f"chase.kept_{kind}"))
        st.rerun()


def _inputs(row: PendingRow, kind: AnswerKind, today: date) -> tuple[date | None, str, str]:
    key = f"chase.{kind}.{row.subject}"
    if kind is AnswerKind.DONE:
        earliest = min(row.accepted_on or today, today)
        on = forms.choose_day(
            _("chase.done_on"), key=f"{key}.on", value=today, earliest=earliest, latest=today
        )
        return on, st.text_input(_("Document number"), max_chars=100, key=f"{key}.no"), ""
    if kind is AnswerKind.EXPECTED:
        on = forms.choose_day(
            _("chase.expected_on"), key=f"{key}.on", value=None, earliest=today, latest=today + _AHEAD
        )
        return on, "", st.text_input(_("chase.remark"), max_chars=500, key=f"{key}.why")
    reason = st.text_area(_("chase.what_is_difficult"), max_chars=500, height=90, key=f"{key}.why")
    return None, "", reason


def _note(row: PendingRow, kind: AnswerKind, actor: Actor) -> str:
    """What will become of it, before it is sent."""
    if kind is not AnswerKind.DONE:
        return _(f"chase.note_{kind}")
    if row.step_id is None:
        return _("chase.note_problem_done")
    return _("chase.note_done_own" if actor.role is Role.LIAISON else "chase.note_done_behalf")
