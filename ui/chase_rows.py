"""The rows of a department's sheet with their three buttons, records to confirm, what stands still."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from domain.vocabulary import Role
from services import chasing, steps
from services.chasing import AnswerKind, ChaseSheet, PendingRow, RecordRow
from ui import badges, chase_answers, chase_row_html, feedback, links, tables
from ui.dialogs_problem import open_raise
from ui.i18n import _, day

Deed = Callable[[], None]


def show(view: ChaseSheet, actor: Actor) -> Deed | None:
    """Draw all rows; returns what a click asks for, to be done after the page is drawn."""
    wanted: list[Deed | None] = []
    if not view.pending:
        tables.empty(_("chase.none_pending_hint"))
    with st.container(gap=None):
        wanted += [_show_row(view, row, actor) for row in view.pending]
    if view.records:
        with st.container(gap=None):
            st.html(_group(_("chase.records"), len(view.records)))
            for record in view.records:
                _show_record(record, view, actor)
    if view.standing:
        with st.expander(_("chase.standing", n=len(view.standing))):
            st.html(
                "".join(f'<div class="ch-row">{chase_row_html.row_html(row)}</div>' for row in view.standing)
            )
    return next((deed for deed in wanted if deed), None)


def _group(title: str, number: int) -> str:
    return f'<div class="d-group">{escape(title)} <span>{escape(_("desk.things", n=number))}</span></div>'


def _show_row(view: ChaseSheet, row: PendingRow, actor: Actor) -> Deed | None:
    key = f"ch_row_{row.light}_{row.subject.replace(':', '_')}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(chase_row_html.row_html(row), width="stretch")
        if not chasing.may_answer(actor):
            return None
        with st.container(key=f"ch_acts_{key}", horizontal=True, gap="small", width="content"):
            asked = [kind for kind in AnswerKind if _button(kind, row, key)]
            is_stuck = row.answer is not None and row.answer.kind == AnswerKind.DIFFICULT
            may_raise = is_stuck and row.problem_id is None and can(actor, Permission.RAISE_PROBLEM)
            raised = may_raise and st.button(_("Raise a problem"), key=f"raise_{key}", type="tertiary")
    if raised:
        return lambda: open_raise(actor=actor, project_id=row.project_id, step_id=row.step_id)
    if asked:
        kind = asked[0]
        return lambda: chase_answers.open_answer(view.department_code, row, kind, actor)
    return None


def _button(kind: AnswerKind, row: PendingRow, key: str) -> bool:
    is_first = kind is AnswerKind.DONE and row.is_over
    look = "primary" if is_first else "secondary"
    return st.button(_(f"chase_answer.{kind}"), key=f"{kind}_{key}", type=look)  # type: ignore[arg-type]


def _show_record(record: RecordRow, view: ChaseSheet, actor: Actor) -> None:
    """What was entered for the department: confirmed with one click, contested where the step is."""
    url = links.href("project", id=record.project_id, step=record.step_code)
    facts = badges.dots([record.project, _("chase.recorded_by", who=record.recorded_by), record.document_no])
    happened = _("chase.happened", what=record.what, day=day(record.happened_on))
    until = _("chase.silence", day=day(record.until))
    text = (
        f'<div class="d-duty"><b><a class="d-name" href="{escape(url)}" target="_self">'
        f"{escape(record.title)}</a></b>"
        f'<div>{escape(happened)} <span class="d-soft">{escape(until)}</span></div>'
        f'<div class="d-soft">{facts}</div></div>'
    )
    is_own = actor.role is Role.LIAISON and actor.department_code == view.department_code
    with st.container(key=f"ch_row_none_r{record.event_id}", horizontal=True, vertical_alignment="center"):
        st.html(text, width="stretch")
        if is_own and st.button(_("Confirm"), key=f"ch_confirm_{record.event_id}"):
            with feedback.run(_("chase.confirmed"), rerun=True):
                steps.confirm(event_id=record.event_id, actor=actor)
