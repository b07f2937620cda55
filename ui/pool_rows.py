"""The projects of the pool as a table on wide screens and as cards on phones."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.vocabulary import Light, ProjectStatus, Stage
from services.projects import PoolRow
from services.words import say_number
from ui import badges, links, tables
from ui.i18n import _, day, lang, short_left, word
from ui.tables import Column


def show_table(rows: Sequence[PoolRow], *, selectable: bool, ticks: int) -> list[PoolRow]:
    """The table; returns the rows ticked. Its key changes with its rows: a tick never moves to another.

    Another number of `ticks` unticks all.
    """
    key = f"pool_table_{ticks}_" + "_".join(str(row.id) for row in rows)
    return tables.show(
        rows,
        columns=_columns(),
        key=key,
        empty_text="",
        on_open=lambda row: links.open_page("project", id=row.id),
        selectable=selectable,
    )


def _columns() -> tuple[Column, ...]:
    wordy = lang() == "en"
    return (
        Column(_("Light"), lambda row: row.light, "light", 58),
        Column(_("Project"), lambda row: row.name, "button", 164 if wordy else 180),
        Column(_("Enterprise"), lambda row: row.enterprise, width=90 if wordy else 104),
        Column(_("Stage"), lambda row: word(Stage(row.stage)), width=124 if wordy else 70),
        Column(_("pool_col.done"), lambda row: row.done_percent, "progress", 84, help=_done_help()),
        Column(_("Current matter"), lambda row: row.current, width=118),
        Column(_("Time left"), time_left, width=76 if wordy else 92, tone=time_tone),
        Column(_("pool_col.investment"), lambda row: _amount(row), "number", 72),
        Column(_("Agent A"), _primary, width=66 if wordy else 78, tone=_primary_tone),
        Column(_("Agent B"), lambda row: row.backup, width=66 if wordy else 78),
        Column(_("pool_col.problems"), _problems, "number", 48, tone=_problem_tone),
        Column(_("pool_col.verified"), verified, width=74, tone=_verified_tone),
    )


def _done_help() -> str:
    return _("Finished items of those this project needs.")


def time_left(row: PoolRow) -> str:
    """What is left of the current matter's limit, or why nothing runs."""
    if row.status in (ProjectStatus.DONE, ProjectStatus.WITHDRAWN):
        return word(ProjectStatus(row.status))
    if row.is_paused:
        return _("Paused")
    if row.left_workdays is None:
        return ""
    return short_left(row.left_workdays)


def time_tone(row: PoolRow) -> Light | None:
    """Red when over on a red project (a limit not confirmed is no red), yellow when near, grey paused."""
    if row.is_paused:
        return Light.GREY
    if row.left_workdays is None or row.left_workdays > 3:
        return None
    return Light.RED if row.left_workdays < 0 and row.light == Light.RED else Light.YELLOW


def _amount(row: PoolRow) -> str:
    return "" if row.investment_wan is None else say_number(row.investment_wan)


def _primary(row: PoolRow) -> str:
    return row.primary or _("projects.nobody")


def _primary_tone(row: PoolRow) -> Light | None:
    return None if row.primary else Light.YELLOW


def _problems(row: PoolRow) -> str:
    return str(row.open_problems) if row.open_problems else ""


def _problem_tone(row: PoolRow) -> Light | None:
    return Light.RED if row.overdue_problems else None


def verified(row: PoolRow) -> str:
    """今天, or the day; never."""
    if row.is_verified_today:
        return _("today")
    return day(row.last_verified_on, weekday=False) if row.last_verified_on else _("never")


def _verified_tone(row: PoolRow) -> Light | None:
    return Light.YELLOW if row.is_stale else None


def show_cards(rows: Sequence[PoolRow]) -> None:
    """One card a project; the whole card is a link to its page."""
    for row in rows:
        with st.container(border=True, key=f"pool_card_{row.light}_{row.id}"):
            st.html(_card(row))
            links.page_link("project", row.name, id=row.id)


def _card(row: PoolRow) -> str:
    tone = time_tone(row)
    time = f'<b class="d-{tone}">{escape(time_left(row))}</b>' if tone else escape(time_left(row))
    agents = [f"A {_primary(row)}", f"B {row.backup}" if row.backup else ""]
    fresh = _("verified {when}", when=verified(row))
    matter = badges.dots([word(Stage(row.stage)), row.current])
    stale = ' class="d-yellow"' if row.is_stale else ""
    return (
        f'<div class="d-pair"><b>{escape(row.name)}</b>{badges.light(row.light)}</div>'
        f"{badges.stage_strip(row.stage, row.light)}"
        f'<div class="d-pair"><span>{matter} {badges.mode(row.mode)}</span>'
        f"<span>{time}</span></div>"
        f'<div class="d-pair d-soft"><span>{badges.dots(agents)}</span>'
        f"<span{stale}>{escape(fresh)}</span></div>"
    )
