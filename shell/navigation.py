"""The one table of pages: url, title, icon, who sees it, and which page each role starts on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Role
from ui import session
from ui.i18n import _

AGENT, COORDINATOR, LIAISON = Role.AGENT, Role.COORDINATOR, Role.LIAISON
LEADER, ADMIN, AUDITOR = Role.LEADER, Role.ADMIN, Role.AUDITOR
WORK, ENTRY, LEDGERS, HOUSE = "", "Into the pool", "Ledgers", "Installation"


@dataclass(frozen=True)
class Entry:
    """One page: pages/<name>_page.py under /<name>. `group` and `title` are msgids."""

    name: str
    title: str
    icon: str
    group: str
    roles: frozenset[Role]
    is_hidden: bool = False


def _entry(name: str, title: str, icon: str, group: str, *roles: Role, is_hidden: bool = False) -> Entry:
    return Entry(name, title, f":material/{icon}:", group, frozenset(roles), is_hidden)


ENTRIES: tuple[Entry, ...] = (
    _entry("desk", "Desk", "checklist", WORK, AGENT, COORDINATOR),
    _entry("pool", "Project pool", "folder_open", WORK, AGENT, COORDINATOR, LIAISON, LEADER),
    _entry("dashboard", "Dashboard", "query_stats", WORK, COORDINATOR, LEADER),
    _entry("winter", "Winter board", "ac_unit", WORK, AGENT, COORDINATOR, LEADER),
    _entry("agents", "Agents", "group", WORK, COORDINATOR),
    _entry("project", "Project", "description", WORK, AGENT, COORDINATOR, LIAISON, LEADER, is_hidden=True),
    _entry("chase", "Department sheet", "assignment", LEDGERS, COORDINATOR, LIAISON, LEADER),
    _entry("problems", "Problem list", "error_outline", LEDGERS, AGENT, COORDINATOR, LIAISON, LEADER),
    _entry("inbox", "Reminders", "notifications", LEDGERS, AGENT, COORDINATOR, LIAISON, LEADER, ADMIN),
    _entry(
        "notices", "My notices", "notifications_paused", LEDGERS, AGENT, COORDINATOR, LIAISON, LEADER, ADMIN
    ),
    _entry("intake", "New project", "add_circle", ENTRY, AGENT, COORDINATOR),
    _entry("import", "Import a ledger", "upload_file", ENTRY, AGENT, COORDINATOR),
    _entry("backfill", "Backfill", "history", ENTRY, AGENT, COORDINATOR),
    _entry("accounts", "Accounts", "manage_accounts", HOUSE, ADMIN),
    _entry("catalogue", "Catalogue", "rule", HOUSE, ADMIN),
    _entry("rules", "Reminder rules", "notification_important", HOUSE, ADMIN),
    _entry("templates", "Packages", "inventory_2", HOUSE, ADMIN, COORDINATOR),
    _entry("calendar", "Calendar", "event", HOUSE, ADMIN, COORDINATOR),
    _entry("settings", "Settings", "tune", HOUSE, ADMIN),
    _entry("health", "System health", "monitor_heart", HOUSE, ADMIN),
    _entry("audit", "Audit", "fact_check", HOUSE, AUDITOR),
)
START: dict[Role, str] = {
    AGENT: "desk",
    COORDINATOR: "desk",
    LIAISON: "chase",
    LEADER: "dashboard",
    ADMIN: "accounts",
    AUDITOR: "audit",
}


def entries_of(role: Role) -> tuple[Entry, ...]:
    """The pages a role has, its start page first (Streamlit wants the default in the list)."""
    mine = [entry for entry in ENTRIES if role in entry.roles]
    return tuple(sorted(mine, key=lambda entry: entry.name != START[role]))


def urls_of(role: Role) -> frozenset[str]:
    return frozenset(entry.name for entry in entries_of(role))


def build(actor: Actor) -> st.Page:
    """Draw the menu of the actor's role and return the page that the url asks for."""
    assert actor.role is not None
    groups: dict[str, list[st.Page]] = {}
    pages: dict[str, st.Page] = {}
    for entry in entries_of(actor.role):
        page = st.Page(
            _renderer(entry, actor),
            title=_(entry.title),
            icon=entry.icon,
            url_path=entry.name,
            default=entry.name == START[actor.role],
            visibility="hidden" if entry.is_hidden else "visible",
        )
        pages[entry.name] = page
        groups.setdefault(_(entry.group) if entry.group else "", []).append(page)
    chosen = st.navigation(groups, expanded=True)
    session.enter_page(next(name for name, page in pages.items() if page is chosen), pages)
    return chosen


def build_closed(render: Callable[[], None]) -> st.Page:
    """A navigation without a menu in which every url shows `render`: for tabs without a session."""
    pages = [
        st.Page(partial(render), title=_("Daiban"), url_path=entry.name, default=number == 0)
        for number, entry in enumerate(ENTRIES)
    ]
    return st.navigation(pages, position="hidden")


def _renderer(entry: Entry, actor: Actor) -> Callable[[], None]:
    """Pages are imported when first shown: a start needs none of them."""

    def render() -> None:
        import_module(f"pages.{entry.name}_page").render(actor)

    return render
