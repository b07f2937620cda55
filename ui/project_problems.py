"""The problems of one project: open ones first, each opens its drawer."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from domain.access import Actor
from domain.problems import OPEN_STATES
from domain.vocabulary import ProblemState
from services import clock, problems
from services.problems import ProblemFilters, ProblemRow
from ui import badges, paper, tables
from ui.dialogs_problem import state_light
from ui.i18n import _, day, left


def show(*, project_id: int, actor: Actor, selected: str, on_open: Callable[[str], None]) -> None:
    """All states; closed ones are folded away."""
    chosen = ProblemFilters(states=[state.value for state in ProblemState], project_id=project_id)
    rows = problems.list_problems(filters=chosen, actor=actor).rows
    if not rows:
        tables.empty(_("No problem on this project. Raise one when something is in the way."))
        return
    still_open = [row for row in rows if row.state in OPEN_STATES]
    counts = {"n": f"<b>{len(still_open)}</b>", "overdue": f"<b>{sum(r.is_overdue for r in still_open)}</b>"}
    lead = _("{n} problems are open, {overdue} of them overdue", **counts)
    st.html(f'<p class="d-lead p-lead">{lead}</p>')
    today = clock.today()
    closed = [row for row in rows if row not in still_open]
    folded = "".join(_line(row, today) for row in closed)
    label = escape(_("Show {n} closed or shelved", n=len(closed)))
    more = f"<details><summary>{label}</summary>{folded}</details>" if closed else ""
    html = "".join(_line(row, today) for row in still_open) + more
    paper.show(html, key="project.problems", selected=selected, on_open=on_open)


def _line(row: ProblemRow, today: date) -> str:
    light = state_light(row.state, row.is_overdue)
    until = left(row.left_workdays) if row.left_workdays is not None else ""
    due = _("by {day}", day=day(row.due_on, today=today, weekday=False)) if row.due_on else None
    kind, state = _(f"problem_kind.{row.kind}"), _(f"problem_state.{row.state}")
    facts = badges.dots([row.number, kind, row.department, row.owner_name, row.step, due])
    return (
        f'<button type="button" class="s-one" data-open="{row.id}">'
        f'<i class="t-{light}">{badges.SIGNS[light]}</i><b>{escape(row.text)}</b>'
        f'<em class="t-{light}">{escape(until or state)}</em><span>{facts}</span></button>'
    )
