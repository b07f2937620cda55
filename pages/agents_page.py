"""Page: agents (代办员). Who waits for an agent, who carries too much, who is away and who stands in."""

from functools import partial
from html import escape

import streamlit as st

from domain.access import Actor
from services import agency
from services.agency import AgencyView, AgentLoad
from ui import agents_lists, agents_loads, dialogs_agency, filters
from ui.agents_lists import Deed
from ui.filters import Bound, Filter
from ui.i18n import _

FILTERS = (Filter("q"), Filter("only", options=["over", "room", "away"]), Filter("agent", number=True))
_SIZE = 25


def render(actor: Actor) -> None:
    """One query, the three lists; `agent` in the url opens the drawer of that agent."""
    view = agency.agency_view(actor=actor)
    wanted = agents_lists.next_deed(actor)
    with st.container(horizontal=True, vertical_alignment="center", key="agents_head"):
        st.html(_lead(view), width="stretch")
        if st.button(_("Note an absence"), icon=":material/event_busy:", key="agents.absence"):
            wanted = partial(dialogs_agency.open_absence, actor=actor)
    with filters.bound("agents", FILTERS) as bound:
        left, right = st.columns([1.9, 1])
        with left:
            wanted = agents_lists.waiting(view, actor) or wanted
            if wanted:
                bound.set("agent", None)
            wanted = _agents(view, bound, actor) or wanted
        with right:
            agents_lists.absences(view, actor)
    if wanted:
        wanted()


def _lead(view: AgencyView) -> str:
    waits, over = view.waiting_total, view.over_limit
    lead = _(
        "{n} projects wait for an agent, {over} agents are over the limit",
        n=f'<b class="{"red" if waits else ""}">{waits}</b>',
        over=f'<b class="{"yellow" if over else ""}">{over}</b>',
    )
    sub = _(
        "{n} agents, {away} away today; one agent serves at most {limit} enterprises as A",
        n=len(view.agents),
        away=sum(one.is_away for one in view.agents),
        limit=view.limit,
    )
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(sub)}</p>'


def _agents(view: AgencyView, bound: Bound, actor: Actor) -> Deed | None:
    """The loads under the filters; returns what opens the drawer of the agent that is chosen."""
    agents_lists.heading(_("Agents' load"))
    _show_filters(bound)
    found = [one for one in view.agents if _matches(one, bound)]
    empty = _("No agent matches.") if view.agents else _("No agent yet. An administrator adds accounts.")
    table = st.container(key="agents_loads")
    shown = _one_page(found)
    with table:
        clicked = agents_loads.show(shown, empty_text=empty)
    if clicked:
        bound.set("agent", clicked)
    opened = next((one for one in view.agents if one.id == bound.value("agent")), None)
    close = partial(bound.set, "agent", None)
    return partial(agents_lists.open_agent, opened, actor, on_dismiss=close) if opened else None


def _show_filters(bound: Bound) -> None:
    words = {"over": _("Over the limit"), "room": _("Has room"), "away": _("Away")}
    with st.container(horizontal=True, vertical_alignment="center", key="agents_filters"):
        st.text_input(
            _("Name"),
            key=bound.key("q"),
            type="search",
            placeholder=_("Name"),
            label_visibility="collapsed",
            width=200,
        )
        st.segmented_control(
            _("Show"),
            list(words),
            format_func=lambda code: words[code],
            key=bound.key("only"),
            label_visibility="collapsed",
        )


def _matches(one: AgentLoad, bound: Bound) -> bool:
    only = {"over": one.is_over, "room": not one.is_full and not one.is_away, "away": one.is_away}
    words = str(bound.value("q") or "").lower().split()
    return all(word in one.search for word in words) and only.get(str(bound.value("only")), True)


def _one_page(found: list[AgentLoad]) -> list[AgentLoad]:
    pages = -(-len(found) // _SIZE)
    if pages <= 1:
        return found
    with st.container(horizontal=True, horizontal_alignment="right"):
        page = st.pagination(pages, key="agents.page", width=330)
    return found[(page - 1) * _SIZE : page * _SIZE]
