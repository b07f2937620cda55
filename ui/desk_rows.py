"""The rows of the desk: what to do, one button that does it, and a menu with the rest."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor
from services import projects, visits
from services.desk import DeskAct, DeskView, DutyRow, Group
from ui import badges, feedback, links
from ui.dashboard_rows import href
from ui.dialogs_agency import open_assign
from ui.dialogs_forward import open_forward
from ui.dialogs_problem import open_problem, open_raise
from ui.dialogs_visit import open_visit
from ui.i18n import _, day, left, marked

Deed = Callable[[], None]
_BUTTON = 112
_MENU = ("open", "verify", "visit", "raise", "forward")
_IN_PROBLEM = (DeskAct.PROBLEM, DeskAct.CLOSE, DeskAct.ASSIGN_PROBLEM)
_STRONG = (Group.OVERDUE, Group.TODAY)


def show_rows(view: DeskView, actor: Actor) -> Deed | None:
    """Draw all groups; returns what a click asks for, to be done after the whole page is drawn."""
    wanted: list[Deed] = []
    for group in Group:
        rows = [row for row in view.duties if row.group is group]
        if not rows:
            continue
        more = view.more.get(group, 0)
        count = _("desk.things", n=len(rows) + more)
        with st.container(gap=None):
            st.html(
                f'<div class="d-group">{escape(_(f"desk_group.{group}"))} <span>{escape(count)}</span></div>'
            )
            wanted += [deed for row in rows if (deed := _show_row(row, actor))]
        if more:
            st.html(_more(group, more))
    return wanted[-1] if wanted else None


def _more(group: Group, count: int) -> str:
    text = _("{n} more follow as these are done.", n=count)
    if group is not Group.DISTRICT:
        return f'<p class="d-soft">{escape(text)}</p>'
    link = f'<a class="d-link" href="{escape(href("overdue"))}" target="_self">{escape(_("All overdue"))}</a>'
    return f'<p class="d-soft">{escape(_("{n} more.", n=count))} {link}</p>'


def _show_row(row: DutyRow, actor: Actor) -> Deed | None:
    key = f"duty_{row.light}_{row.key}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(row_html(row), width="stretch")
        clicked = st.button(
            _(f"desk_act.{row.act}"),
            key=f"act_{key}",
            type="primary" if row.group in _STRONG else "secondary",
            width=_BUTTON,
        )
        chosen = st.menu_button(
            _("More"),
            _MENU,
            format_func=lambda code: _(f"desk_menu.{code}"),
            key=f"menu_{key}",
            type="tertiary",
        )
    if clicked:
        return _deed(row, actor)
    return menu_deed(str(chosen), row.project_id, row.project, actor) if chosen else None


def row_html(row: DutyRow) -> str:
    """Three short lines: what; where, whose move, until when; how urgent and why."""
    facts = badges.dots([row.project, row.number, row.holder])
    facts += f" · <span class='d-whole'>{_until(row)}</span>" if row.due_on else ""
    urgency = left(row.left_workdays) if row.left_workdays is not None else row.why
    why = row.why if row.left_workdays is not None else ""
    reason = f' <span class="d-soft">· {escape(why)}</span>' if why else ""
    return (
        f'<div class="d-duty"><b>{escape(row.title)}</b> {badges.mode(row.mode)}'
        f'<div class="d-soft">{facts}</div><div>{badges.coloured(row.light, urgency)}{reason}</div></div>'
    )


def _until(row: DutyRow) -> str:
    return escape(marked(day(row.due_on), row.is_provisional))


def _deed(row: DutyRow, actor: Actor) -> Deed:
    """What the button of a row does. Two act at once, problems open here, the rest on its own page."""
    if row.act is DeskAct.VERIFY:
        return lambda: verify(row.project_id, actor)
    if row.act is DeskAct.DONE and row.visit_id:
        visit_id = row.visit_id
        return lambda: _mark_done(visit_id, actor)
    if row.act in _IN_PROBLEM and row.problem_id:
        problem_id = row.problem_id
        return lambda: open_problem(problem_id=problem_id, actor=actor)
    if row.act is DeskAct.ASSIGN:
        return lambda: open_assign(project_id=row.project_id, actor=actor)
    return lambda: links.open_page("project", id=row.project_id, step=row.step_code)


def menu_deed(code: str, project_id: int, project: str, actor: Actor) -> Deed:
    """What an entry of the menu does."""
    deeds: dict[str, Deed] = {
        "open": lambda: links.open_page("project", id=project_id),
        "verify": lambda: verify(project_id, actor),
        "visit": lambda: open_visit(actor=actor, project_id=project_id, project=project),
        "raise": lambda: open_raise(actor=actor, project_id=project_id),
        "forward": lambda: open_forward(project_id=project_id, actor=actor),
    }
    return deeds[code]


def verify(project_id: int, actor: Actor) -> None:
    with feedback.run(_("Verified as of today."), rerun=True):
        projects.verify_unchanged(project_id=project_id, actor=actor)


def _mark_done(visit_id: int, actor: Actor) -> None:
    with feedback.run(_("Done, and counted as follow-up."), rerun=True):
        visits.mark_next_done(visit_id=visit_id, actor=actor)
