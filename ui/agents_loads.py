"""Agents with their load: a table on wide screens, cards on phones; each opens the agent's projects."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.vocabulary import Light
from services.agency import AgentLoad
from ui import badges, tables
from ui.agents_choices import away_words
from ui.i18n import _
from ui.tables import Column


def show(rows: Sequence[AgentLoad], *, empty_text: str) -> int | None:
    """Draw the agents; returns the one that was clicked."""
    opened: list[int] = []
    with st.container(key="only_desk_agents"):
        tables.show(
            rows,
            columns=_columns(),
            key="agents_table",
            empty_text=empty_text,
            on_open=lambda row: opened.append(row.id),
        )
    with st.container(key="only_phone_agents"):
        if not rows:
            tables.empty(empty_text)
        for row in rows:
            with st.container(border=True, key=f"agent_card_{row.id}"):
                st.html(_card(row))
                if st.button(_("Projects"), key=f"agent_open_{row.id}", width="stretch"):
                    opened.append(row.id)
    return opened[-1] if opened else None


def _columns() -> tuple[Column, ...]:
    rule = _(
        "Distinct enterprises with an active project where the agent is A; at most the limit of the rule."
    )
    return (
        Column(_("Agent"), lambda row: row.name, "button", 130),
        Column(_("Enterprises (A)"), _enterprises, "number", 118, tone=_enterprises_tone, help=rule),
        Column(_("As B"), lambda row: f"+{row.as_backup}" if row.as_backup else "", "number", 64),
        Column(_("Projects (A)"), lambda row: row.projects, "number", 96),
        Column(_("Overdue steps"), _overdue, "number", 104, tone=_overdue_tone),
        Column(_("Away"), away_words, width=210, tone=_away_tone),
    )


def _enterprises(row: AgentLoad) -> str:
    sign = f"{badges.SIGNS[Light.YELLOW]} " if row.is_over else ""
    return f"{sign}{row.enterprises} / {row.limit}"


def _enterprises_tone(row: AgentLoad) -> Light | None:
    return Light.YELLOW if row.is_over else None


def _overdue(row: AgentLoad) -> str:
    return f"{badges.SIGNS[Light.RED]} {row.overdue_steps}" if row.overdue_steps else ""


def _overdue_tone(row: AgentLoad) -> Light | None:
    return Light.RED if row.overdue_steps else None


def _away_tone(row: AgentLoad) -> Light | None:
    return Light.GREY if row.is_away else None


def _card(row: AgentLoad) -> str:
    """One agent for a phone, html."""
    enterprises = _("{n} of {limit} enterprises", n=row.enterprises, limit=row.limit)
    facts = badges.dots(
        [
            _("+{n} as B", n=row.as_backup) if row.as_backup else "",
            _("{n} projects", n=row.projects),
            away_words(row),
        ]
    )
    load = badges.coloured(Light.YELLOW, enterprises) if row.is_over else escape(enterprises)
    late = ""
    if row.overdue_steps:
        late = f"<br>{badges.coloured(Light.RED, _('{n} steps overdue', n=row.overdue_steps))}"
    return f"<b>{escape(row.name)}</b> {load}<br><span class='d-soft'>{facts}</span>{late}"
