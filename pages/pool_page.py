"""Page: pool (动态项目代办库). What is in it, what burns, what nobody looked at; a row opens its project."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from domain.vocabulary import Light, ProjectStatus
from services import projects
from services.projects import PoolPage
from ui import filters, links, pool_bulk, pool_filters, pool_rows, session, tables
from ui.filters import Bound
from ui.i18n import _


def render(actor: Actor) -> None:
    """The pool under the filters of the url."""
    with st.container(horizontal=True, vertical_alignment="center", key="pool_head"):
        head = st.container(width="stretch")
        if can(actor, Permission.INTAKE):
            _ways_in()
    with filters.bound("pool", pool_filters.FILTERS) as bound:
        pool_filters.show(bound, projects.pool_choices(actor=actor))
        page = projects.list_pool(filters=pool_filters.chosen(bound), actor=actor)
        head.html(_lead(page, actor))
        if page.rows:
            _show_rows(page, bound, actor)
        else:
            _show_empty(page, bound, actor)


def _ways_in() -> None:
    if st.button(_("New project"), type="primary", icon=":material/add:", key="pool_intake"):
        links.open_page("intake")
    if st.button(_("Import a ledger"), icon=":material/upload_file:", key="pool_import"):
        links.open_page("import")


def _lead(page: PoolPage, actor: Actor) -> str:
    red, yellow = page.by_light.get(Light.RED, 0), page.by_light.get(Light.YELLOW, 0)
    lead = _(
        "{n} in the pool: {red} red, {yellow} yellow, {stale} unverified for {days} working days",
        n=f"<b>{page.in_pool}</b>",
        red=f'<b class="red">{red}</b>' if red else 0,
        yellow=yellow,
        stale=page.stale,
        days=page.stale_after,
    )
    return f'<p class="d-lead">{lead}</p>{_waiting(page) if can(actor, Permission.ASSIGN) else ""}'


def _waiting(page: PoolPage) -> str:
    if not page.unassigned:
        return ""
    href = links.href("pool", status=ProjectStatus.UNASSIGNED)
    words = escape(_("{n} projects wait for an agent", n=page.unassigned))
    return f'<p class="d-sub"><a class="d-link" href="{href}" target="_self">{words}</a></p>'


def _show_rows(page: PoolPage, bound: Bound, actor: Actor) -> None:
    """The line above the table has a fixed height: bulk actions must not push the rows under the pointer."""
    line = st.container(
        horizontal=True, vertical_alignment="center", height=48, border=False, key="pool_line"
    )
    refusals = st.container()
    with st.container(key="only_desk_pool"):
        ticked = pool_rows.show_table(
            page.rows, selectable=pool_bulk.may(actor), ticks=pool_bulk.TICKS.get() or 0
        )
    with st.container(key="only_phone_pool"):
        pool_rows.show_cards(page.rows)
    with line:
        st.html(f'<span class="d-soft">{escape(_count(page))}</span>', width="content")
        pool_bulk.show(ticked, actor, refusals=refusals)
        pool_filters.show_sort(bound)
    _show_pages(page, bound)


def _count(page: PoolPage) -> str:
    if page.total == page.in_pool:
        return _("{a}–{b} of {n}", a=page.first, b=page.last, n=page.total)
    return _("{a}–{b} of {n} ({all} in the pool)", a=page.first, b=page.last, n=page.total, all=page.in_pool)


def _show_pages(page: PoolPage, bound: Bound) -> None:
    if page.pages == 1:
        return
    key = f"pool_pages_{page.page}_{page.pages}"  # its default counts anew for each page

    def turn() -> None:
        bound.set("page", session.widget(key))

    with st.container(horizontal=True, horizontal_alignment="right", key="pool_pages"):
        st.pagination(page.pages, default=page.page, key=key, width=330, on_change=turn)


def _show_empty(page: PoolPage, bound: Bound, actor: Actor) -> None:
    if pool_filters.is_filtered(bound):
        tables.empty(_("No project matches these filters."))
        st.button(_("Clear all filters"), key="pool_clear_empty", on_click=bound.clear)
        return
    if can(actor, Permission.INTAKE):
        tables.empty(_("No project in the pool yet. Take the first one in, or import your ledger."))
        with st.container(horizontal=True):
            links.page_link("intake", _("New project"), icon=":material/add:")
            links.page_link("import", _("Import a ledger"), icon=":material/upload_file:")
        return
    tables.empty(_("No project concerns you at the moment. It appears here as soon as one does."))
