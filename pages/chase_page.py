"""Page: department sheet (部门一张单). What waits for one department, what reaches it, its answers."""

from html import escape

import streamlit as st

from domain.access import Actor
from exports import chase_sheet
from services import chasing
from services.chasing import ChaseSheet, DepartmentChoice
from ui import badges, chase_arrivals, chase_out, chase_return, chase_rows, filters, tables
from ui.filters import Bound, Filter
from ui.i18n import _, day

PENDING, ARRIVALS, RETURN = "pending", "arrivals", "return"


def render(actor: Actor) -> None:
    """The sheet of the department in the url; a liaison has one, others choose."""
    offered = chasing.choices(actor=actor)
    if not offered:
        tables.empty(_("chase.no_department"))
        return
    head = st.container()
    with filters.bound("chase", _filters(offered, actor)) as bound:
        with st.container(key="ch_top", horizontal=True, vertical_alignment="center", gap="small"):
            _show_choice(bound, offered)
            code = str(bound.value("department") or offered[0].code)
            view = chasing.sheet(department_code=code, actor=actor)
            chase_out.show(view, actor, chase_sheet.render)
        head.html(_lead(view))
        shown = _show_views(bound, view)
    if shown == ARRIVALS:
        chase_arrivals.show(view)
    elif shown == RETURN:
        chase_return.show(view, actor)
    else:
        wanted = chase_rows.show(view, actor)
        if wanted:
            wanted()


def _filters(offered: tuple[DepartmentChoice, ...], actor: Actor) -> tuple[Filter, ...]:
    codes = [one.code for one in offered]
    views = [PENDING, ARRIVALS, *([RETURN] if chasing.may_answer(actor) else [])]
    return Filter("department", options=codes, default=codes[0]), Filter(
        "view", options=views, default=PENDING
    )


def _show_choice(bound: Bound, offered: tuple[DepartmentChoice, ...]) -> None:
    """Departments with most over first; nothing to choose for a liaison."""
    names = {one.code: _choice(one) for one in offered}
    if len(offered) > 1:
        st.selectbox(
            _("Department"),
            list(names),
            format_func=lambda code: names[code],
            key=bound.key("department"),
            label_visibility="collapsed",
            width=360,
        )


def _choice(one: DepartmentChoice) -> str:
    if not one.pending:
        return one.name
    msgid = "chase.choice_over" if one.over else "chase.choice"
    return _(msgid, name=one.name, n=one.pending, over=one.over)


def _show_views(bound: Bound, view: ChaseSheet) -> str:
    counts = {PENDING: len(view.pending), ARRIVALS: len(view.arrivals), RETURN: 0}
    known = list(bound.filters["view"].options or ())
    chosen = st.segmented_control(
        _("Show"),
        known,
        format_func=lambda code: f"{_(f'chase_view.{code}')} {counts[code] or ''}".strip(),
        key=bound.key("view"),
        required=True,
        label_visibility="collapsed",
    )
    return str(chosen or PENDING)


def _lead(view: ChaseSheet) -> str:
    """资规分局：待办 6 件，1 件已超期；10 个工作日内来件 14 件."""
    parts = []
    if view.pending:
        parts.append(_("chase.lead_pending", n=f"<b>{len(view.pending)}</b>"))
    if view.over:
        parts.append(_("chase.lead_over", n=f'<b class="red">{view.over}</b>'))
    if view.arrivals:
        parts.append(_("chase.lead_arrive", n=f"<b>{len(view.arrivals)}</b>"))
    said = _("desk.joiner").join(parts) or _("chase.lead_nothing")
    lead = _("chase.lead", department=escape(view.department), text=said)
    facts = badges.dots([day(view.today), _("chase.until_horizon", day=day(view.horizon, weekday=False))])
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{facts}</p>'
