"""Page: problems (问题清单). What is open, what is overdue, whose move; each row opens its problem."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from domain.problems import OPEN_STATES
from domain.vocabulary import Light, ProblemKind, ProblemState
from services import problems
from services.problems import ProblemChoices, ProblemFilters, ProblemPage, ProblemRow
from services.words import say_number
from ui import badges, filters, tables
from ui.dialogs_problem import open_problem, open_raise, state_badge, state_light
from ui.filters import Bound, Filter
from ui.i18n import _, day, lang, left, short_left, word
from ui.tables import Column

FILTERS = (
    Filter("q"),
    Filter("state", options=[state.value for state in ProblemState], many=True),
    Filter("kind", options=[kind.value for kind in ProblemKind], many=True),
    Filter("department"),
    Filter("project", number=True),
    Filter("overdue", options=["yes"]),
    Filter("problem", number=True),
)


def render(actor: Actor) -> None:
    """The problem list under the filters of the url; `problem` in the url opens that one."""
    offered = problems.problem_choices(actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="problems_head"):
        head = st.container()
        raise_clicked = can(actor, Permission.RAISE_PROBLEM) and st.button(
            _("Raise a problem"), type="primary", icon=":material/add:"
        )
    with filters.bound("problems", FILTERS) as bound:
        _show_filters(bound, offered)
        page = problems.list_problems(filters=_chosen(bound), actor=actor)
        opened = _show_rows(page)
        if opened:
            bound.set("problem", opened)
        shown = bound.value("problem")
    head.html(_lead(page))
    if raise_clicked:
        open_raise(actor=actor)
    elif shown:
        open_problem(problem_id=int(str(shown)), actor=actor, on_dismiss=lambda: bound.set("problem", None))


def _lead(page: ProblemPage) -> str:
    counts = {
        "n": f"<b>{page.open}</b>",
        "overdue": f'<b class="{"red" if page.overdue else ""}">{page.overdue}</b>',
    }
    sub = _(
        "{a} wait for assignment, {b} wait for the enterprise's confirmation; {n} listed",
        a=page.waiting_for_assignment,
        b=page.waiting_for_confirmation,
        n=page.total,
    )
    lead = _("{n} problems are open, {overdue} of them overdue", **counts)
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(sub)}</p>'


def _show_filters(bound: Bound, offered: ProblemChoices) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="problems_filters"):
        st.text_input(_("Search"), key=bound.key("q"), placeholder=_("Number, text, project"), width=190)
        st.multiselect(
            _("State"),
            [state.value for state in ProblemState],
            format_func=lambda code: word(ProblemState(code)),
            key=bound.key("state"),
            placeholder=_("All open"),
            width=210,
        )
        st.multiselect(
            _("Kind"),
            [kind.value for kind in ProblemKind],
            format_func=lambda code: word(ProblemKind(code)),
            key=bound.key("kind"),
            placeholder=_("All"),
            width=190,
        )
        _named(_("Department"), bound, "department", dict(offered.departments))
        _named(_("Project"), bound, "project", dict(offered.projects))
        overdue = _("Overdue only")
        st.pills(_("Overdue"), ["yes"], format_func=lambda _code: overdue, key=bound.key("overdue"))


def _named(label: str, bound: Bound, name: str, names: dict) -> None:
    """A select box over code → name; a value of the url that the actor cannot choose is dropped."""
    if bound.value(name) not in names:
        bound.set(name, None)
    st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, ""),
        key=bound.key(name),
        placeholder=_("All"),
        width=170,
    )


def _chosen(bound: Bound) -> ProblemFilters:
    found = bound.values()
    return ProblemFilters(
        states=list(found["state"]),  # type: ignore[call-overload]
        kinds=list(found["kind"]),  # type: ignore[call-overload]
        department_code=str(found["department"]) if found["department"] else None,
        project_id=int(str(found["project"])) if found["project"] else None,
        overdue=found["overdue"] == "yes",
        text=str(found["q"] or ""),
    )


def _show_rows(page: ProblemPage) -> int | None:
    """A table on wide screens, cards on phones; returns the problem that was clicked."""
    opened: list[int] = []
    empty = _("No problem here. Change the filters, or raise one when something is in the way.")
    with st.container(key="only_desk_problems"):
        tables.show(
            page.rows,
            columns=_columns(),
            key="problems_table",
            empty_text=empty,
            on_open=lambda row: opened.append(row.id),
        )
    with st.container(key="only_phone_problems"):
        if not page.rows:
            tables.empty(empty)
        for row in page.rows:
            with st.container(border=True, key=f"problem_card_{row.id}"):
                st.html(_card(row))
                if st.button(_("Open"), key=f"problem_open_{row.id}", width="stretch"):
                    opened.append(row.id)
    return opened[-1] if opened else None


def _columns() -> tuple[Column, ...]:
    wordy = lang() == "en"
    return (
        Column(_("State"), _state, width=168 if wordy else 92, tone=_tone),
        Column(_("Number"), lambda row: row.number, "button", 100),
        Column(_("Problem"), lambda row: row.text, width=138 if wordy else 220),
        Column(_("Project"), lambda row: row.project, width=126 if wordy else 160),
        Column(_("Kind"), lambda row: _(f"problem_kind.{row.kind}"), width=108 if wordy else 78),
        Column(_("Department"), lambda row: row.department, width=108 if wordy else 84),
        Column(_("Owner"), lambda row: row.owner_name, width=70),
        Column(_("To be solved by"), lambda row: day(row.due_on), width=112),
        Column(_("Time left"), _short_left, width=84 if wordy else 92, tone=_left_tone),
        Column(_("Days open"), lambda row: say_number(row.open_workdays), "number", 80),
    )


def _state(row: ProblemRow) -> str:
    return f"{badges.SIGNS[state_light(row.state, row.is_overdue)]} {_(f'problem_state.{row.state}')}"


def _tone(row: ProblemRow) -> Light:
    return state_light(row.state, row.is_overdue)


def _left(row: ProblemRow) -> str:
    return "" if row.left_workdays is None else left(row.left_workdays)


def _short_left(row: ProblemRow) -> str:
    return "" if row.left_workdays is None else short_left(row.left_workdays)


def _left_tone(row: ProblemRow) -> Light | None:
    """Red when over: the sign of the state beside it says the same."""
    return Light.RED if row.left_workdays is not None and row.left_workdays < 0 else None


def _card(row: ProblemRow) -> str:
    """One problem for a phone, html."""
    facts = [_(f"problem_kind.{row.kind}"), row.department, row.owner_name]
    until = [day(row.due_on), _left(row)] if row.due_on else []
    is_open = row.state in OPEN_STATES
    age = [_("open for {n} working days", n=row.open_workdays)] if is_open else []
    return (
        f"{state_badge(row.state, row.is_overdue)} <span class='d-soft'>{escape(row.number)}</span><br>"
        f"<b>{escape(row.text)}</b><br>{escape(row.project)}<br>"
        f"<span class='d-soft'>{badges.dots(facts)}<br>{badges.dots([*until, *age])}</span>"
    )
