"""Page: reminder rules (提醒规则). Who is reminded of what and when; changed after seeing what it sends."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import ReminderLevel
from services import reminder_rules
from services.reminder_rules import ROLES, RuleList, RuleRow
from ui import filters, paper, rules_edit, rules_list, tables
from ui.filters import Bound, Filter
from ui.i18n import _, word
from ui.session import Slot

FILTERS = (
    Filter("anchor"),
    Filter("role", options=ROLES),
    Filter("level", options=[level.value for level in ReminderLevel]),
)
_CLICKED = Slot[str]("rules.clicked")


def render(actor: Actor) -> None:
    """All rules by scope under the filters of the url; a click opens one."""
    found = reminder_rules.list_rules(actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="rules_head"):
        st.html(_lead(found), width="stretch")
        added = st.button(_("Add a rule"), type="primary", icon=":material/add:")
    with filters.bound("rules", FILTERS) as url:
        _show_filters(found, url)
        rows = _chosen(found.rows, url)
        anchor = found.anchors.get(str(url.value("anchor")))
    if anchor is not None:
        st.html(rules_list.anchor_html(anchor))
    if rows:
        paper.show(rules_list.html(rows, found.anchors), key="rules.list", on_open=_CLICKED.put)
    else:
        tables.empty(_("No rule matches these filters. Take one away, or add a rule."))
    clicked = _CLICKED.take()
    if added:
        rules_edit.open_new(found.anchors, actor)
    elif clicked in {row.code for row in found.rows}:
        rules_edit.open_rule(str(clicked), found.anchors, actor)


def _lead(found: RuleList) -> str:
    lead = _("{n} rules remind, {off} are switched off", n=_number(found.active), off=_number(_off(found)))
    sub = _("{n} differ from the packaged ones", n=found.changed) if found.changed else _("all as packaged")
    more = _("A click shows a rule, what it counts from, and what a change would send.")
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{escape(sub)} · {escape(more)}</p>'


def _off(found: RuleList) -> int:
    return len(found.rows) - found.active


def _number(count: int) -> str:
    return f"<b>{count}</b>"


def _show_filters(found: RuleList, url: Bound) -> None:
    names = {code: anchor.name for code, anchor in found.anchors.items()}
    if url.value("anchor") not in names:
        url.set("anchor", None)
    with st.container(horizontal=True, vertical_alignment="bottom", key="rules_filters"):
        st.selectbox(
            _("Counts from"),
            list(names),
            format_func=lambda code: names[code],
            key=url.key("anchor"),
            index=None,
            placeholder=_("All"),
            width=240,
        )
        st.selectbox(
            _("To whom"),
            list(ROLES),
            format_func=lambda role: _(f"recipient.{role}"),
            key=url.key("role"),
            index=None,
            placeholder=_("All"),
            width=180,
        )
        st.pills(
            _("Level"),
            [level.value for level in reversed(ReminderLevel)],
            format_func=lambda code: word(ReminderLevel(code)),
            key=url.key("level"),
        )


def _chosen(rows: tuple[RuleRow, ...], url: Bound) -> list[RuleRow]:
    anchor, role, level = (url.value(name) for name in ("anchor", "role", "level"))
    return [
        row
        for row in rows
        if anchor in (None, "", row.anchor) and level in (None, row.level)
        if not role or role in row.recipients
    ]
