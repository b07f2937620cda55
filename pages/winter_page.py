"""Page: winter board (冬季审批). Which projects still make the thaw, by which step, by how many days."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from domain.access import Actor
from services import winter
from services.winter import Outcome, WinterBoard
from ui import links, paper, session, tables, winter_frost, winter_table
from ui.filters import Bound, Filter, bound
from ui.i18n import _, day, word
from ui.session import Slot

SHOWN = (Outcome.LOST, Outcome.SHORT, Outcome.MADE, Outcome.READY)
FILTERS = (
    Filter("outcome", options=[outcome.value for outcome in SHOWN]),
    Filter("park"),
    Filter("agent", number=True),
    Filter("page", number=True, default="1"),
)
_SIZE = 25
_CLICKED = Slot[str]("winter.clicked")


def render(actor: Actor) -> None:
    """Lead, filters, the projects with their margins as bars, and outdoor work before the frost."""
    board = winter.board(actor=actor)
    with bound("winter", FILTERS) as url:
        st.html(_lead(board))
        _show_filters(board, url)
        chosen = _chosen(board, url)
        _thaw(chosen, url, is_empty=not board.rows)
        _frost(chosen)
    _open_clicked()


def _lead(board: WinterBoard) -> str:
    lead = _(
        "Works start {day}, in {n} working days: "
        "{made} projects make it, {short} fall short, {lost} are lost",
        day=f"<b>{escape(day(board.opens_on, today=board.today, weekday=False))}</b>",
        n=f"<b>{board.left_workdays}</b>",
        made=f"<b>{board.count(Outcome.MADE) + board.count(Outcome.READY)}</b>",
        short=_number(board.count(Outcome.SHORT), "yellow"),
        lost=_number(board.count(Outcome.LOST), "red"),
    )
    facts = [_("Makes it: everything before the next outdoor step is forecast to be done by that day.")]
    if board.is_provisional:
        facts.append(_("The number of working days is provisional: that year's holidays are not announced."))
    if board.is_open:
        closes = day(board.closes_on, today=board.today, weekday=False)
        facts.append(_("The season is open until {day}: what is ready can begin now.", day=closes))
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(" ".join(facts))}</p>'


def _number(count: int, tone: str) -> str:
    return f'<b class="{tone if count else ""}">{count}</b>'


def _file(url: Bound) -> str:
    """The same rows as on screen, all pages of them."""
    query = urlencode({name: texts[0] for name, texts in url.query().items() if name != "page"})
    return f"/winter/board.xlsx?{query}" if query else "/winter/board.xlsx"


def _show_filters(board: WinterBoard, url: Bound) -> None:
    names = {one.value: f"{word(one)} {board.count(one)}" for one in SHOWN}
    agents = dict(board.agents)
    with st.container(horizontal=True, vertical_alignment="bottom", key="winter_filters"):
        st.segmented_control(
            _("Outcome"),
            list(names),
            format_func=lambda code: names[code],
            key=url.key("outcome"),
            on_change=lambda: url.set("page", 1),
            help=_("outcome.rule"),
        )
        if url.value("park") not in board.parks:
            url.set("park", None)
        st.selectbox(_("Park"), board.parks, key=url.key("park"), placeholder=_("All"), index=None, width=172)
        if url.value("agent") not in agents:
            url.set("agent", None)
        st.selectbox(
            _("Agent A"),
            list(agents),
            format_func=lambda one: agents[one],
            key=url.key("agent"),
            placeholder=_("All"),
            index=None,
            width=172,
        )
        if board.rows or board.frost:
            st.space("stretch")
            st.link_button(_("Excel, A4"), _file(url), icon=":material/download:")


def _chosen(board: WinterBoard, url: Bound) -> WinterBoard:
    agent = url.value("agent")
    return board.only(
        outcome=str(url.value("outcome") or "") or None,
        park=str(url.value("park") or "") or None,
        agent_id=int(str(agent)) if agent else None,
    )


def _thaw(board: WinterBoard, url: Bound, *, is_empty: bool) -> None:
    rows = board.rows
    _heading(_("Before the thaw"), len(rows))
    if not rows:
        tables.empty(
            _("No project waits for outdoor work. New projects appear here with their roadmap.")
            if is_empty
            else _("No project matches these filters. Take one away.")
        )
        return
    pages = -(-len(rows) // _SIZE)
    page = min(max(int(str(url.value("page") or 1)), 1), pages)
    url.set("page", page)
    if pages > 1:
        _turn(url, page, pages)
    shown = rows[(page - 1) * _SIZE : page * _SIZE]
    paper.show(winter_table.html(shown, board), key="winter.thaw", on_open=_CLICKED.put)


def _turn(url: Bound, page: int, pages: int) -> None:
    key = f"winter_pages_{page}_{pages}"  # its default counts anew for each page
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.pagination(
            pages, default=page, key=key, width=330, on_change=lambda: url.set("page", session.widget(key))
        )


def _frost(board: WinterBoard) -> None:
    if board.frost:
        _heading(_("Outdoor work under way: done before the frost?"), len(board.frost))
        shown = board.frost[:_SIZE]
        paper.show(winter_frost.html(shown, board), key="winter.frost", on_open=_CLICKED.put)


def _heading(title: str, count: int) -> None:
    """The title of a list with how many there are."""
    fact = _("{n} projects", n=count) if count else ""
    st.html(f'<div class="d-group">{escape(title)} <span>{escape(fact)}</span></div>')


def _open_clicked() -> None:
    """A click in the drawing is answered in the run after it."""
    project, _colon, step = (_CLICKED.take() or "").partition(":")
    if project:
        links.open_page("project", id=project, step=step or None)
