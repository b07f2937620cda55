"""Page: dashboard (驾驶舱). What is stuck, why, whose move, what to decide; every number opens its rows."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import dashboard
from services.dashboard import DashboardView
from ui import dashboard_charts, dashboard_tables
from ui.dashboard_rows import open_rows
from ui.filters import Filter, bound
from ui.i18n import _, day


def render(actor: Actor) -> None:
    """One screen for the whole district; `show` in the url opens the rows of one number."""
    view = dashboard.dashboard_view(actor=actor)
    with bound("dashboard", (Filter("show"),)) as url:
        st.html(_lead(view))
        clicked = _figures(view)
        clicked = _first_row(view) or clicked
        clicked = _second_row(view) or clicked
        _third_row(view)
        if clicked:
            url.set("show", clicked)
        shown = str(url.value("show") or "")
    if shown:
        open_rows(shown, actor, on_dismiss=lambda: url.set("show", ""))


def _lead(view: DashboardView) -> str:
    said = _(
        "{n} projects in the pool, {red} red, {yellow} yellow; {expected} expected in production this year",
        n=f"<b>{view.total}</b>",
        red=f'<b class="red">{view.lights["red"]}</b>',
        yellow=f'<b class="yellow">{view.lights["yellow"]}</b>',
        expected=f"<b>{view.expected_this_year}</b>",
    )
    sub = _(
        "As of {day}, whole district; {n} verified within {days} days, {m} not verified",
        day=day(view.today),
        n=view.total - view.unverified,
        days=view.verified_within_days,
        m=view.unverified,
    )
    return f'<p class="d-lead">{said}</p><p class="d-sub">{escape(sub)}</p>'


def _figures(view: DashboardView) -> str | None:
    """The numbers with their definitions; the line under each opens its rows."""
    clicked = None
    with st.container(key="dashboard_figures"):
        places = st.columns(7, gap="xxsmall")
        figures = dashboard_tables.key_figures(view)
        for place, (column, figure) in enumerate(zip(places, figures, strict=True)):
            with column.container(border=True, height="stretch", gap="xxsmall"):
                st.metric(figure.label, figure.value, help=figure.definition)
                label, key = _("{n} rows", n=figure.count), f"dashboard_figure_{place}"
                if st.button(label, key=key, type="tertiary", disabled=not figure.count):
                    clicked = figure.opens
    return clicked


def _first_row(view: DashboardView) -> str | None:
    left, right = st.columns([2, 3], gap="small")
    with _panel(left, _("Lights by stage"), _("click a part to see its projects")):
        clicked = dashboard_charts.lights_by_stage(view)
    with _panel(right, _("Why red, why yellow"), _("most urgent first")):
        st.html(dashboard_tables.attention(view))
    return clicked


def _second_row(view: DashboardView) -> str | None:
    left, middle, right = st.columns(3, gap="small")
    with _panel(left, _("Steps at departments"), _("running, overdue, paused")):
        of_department = dashboard_charts.departments(view)
    age = _("{n} open, in working days", n=view.open_problems)
    with _panel(middle, _("Age of problems"), age):
        of_problems = dashboard_charts.problem_ages(view)
    with _panel(right, _("Expected in production"), _("projects by month, if promises are kept")):
        of_months = dashboard_charts.expected(view)
    return of_department or of_problems or of_months


def _third_row(view: DashboardView) -> None:
    left, right = st.columns(2, gap="small")
    note = _("{n} finished projects, working days on average", n=view.saved.n)
    with _panel(left, _("Time saved, two baselines"), note):
        st.html(dashboard_tables.saved_time(view.saved))
    rule = _("1 to {n} enterprises each; more needs a reason", n=view.max_enterprises)
    with _panel(right, _("Agents' load"), rule):
        st.html(dashboard_tables.agents(view))


def _panel(place, title: str, note: str):  # type: ignore[no-untyped-def]
    """A bordered panel of equal height with a title and a soft note behind it."""
    panel = place.container(border=True, height="stretch")
    panel.html(f"<b>{escape(title)}</b> <span class='d-soft'>{escape(note)}</span>")
    return panel
