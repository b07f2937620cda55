"""Page: desk (工作台). What is to be done today, then the coming days, then who is waited for."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import desk
from services.desk import DeskView, DistrictNote, Group
from ui import badges, desk_cards, desk_rows, links
from ui.i18n import _, day


def render(actor: Actor) -> None:
    """The desk of an agent or coordinator; a click is carried out once everything is drawn."""
    view = desk.desk_view(actor=actor)
    st.html(_lead(view, actor))
    main, side = st.columns([2.05, 1], gap="medium")
    with main:
        _show_empty(view)
        wanted = desk_rows.show_rows(view, actor)
    with side:
        wanted = desk_cards.show_cards(view, actor) or wanted
    if wanted:
        wanted()


def _lead(view: DeskView, actor: Actor) -> str:
    """今天要办 3 件，2 件今日到期，1 件已超期."""
    parts = []
    if view.to_do:
        parts.append(_("{n} to do today", n=f"<b>{view.to_do}</b>"))
    if view.due_today:
        parts.append(_("{n} due today", n=f"<b>{view.due_today}</b>"))
    if view.overdue:
        parts.append(_("{n} overdue", n=f'<b class="red">{view.overdue}</b>'))
    lead = _("desk.joiner").join(parts) or _("Nothing is due today")
    return f'<p class="d-lead">{lead}</p><p class="d-sub">{badges.dots(_facts(view, actor))}</p>'


def _facts(view: DeskView, actor: Actor) -> list[str]:
    facts = [day(view.today), actor.name]
    if view.district:
        return facts + _of_district(view.district)
    if view.primary_projects or view.backup_projects:
        facts.append(_("A of {a} projects, B of {b}", a=view.primary_projects, b=view.backup_projects))
    covered = [note for note in view.absences if note.is_now and not note.is_self]
    return facts + [desk_cards.absence_words(note) for note in covered]


def _of_district(note: DistrictNote) -> list[str]:
    """What waits in the whole district; noughts are left out."""
    said = (
        (note.unassigned, _("{n} projects without an agent", n=note.unassigned)),
        (note.problems_to_assign, _("{n} problems to assign", n=note.problems_to_assign)),
        (note.pauses_to_sign, _("{n} pauses to sign off", n=note.pauses_to_sign)),
        (note.overdue, _("{n} overdue in the district", n=note.overdue)),
        (note.away, _("{n} agents away", n=note.away)),
    )
    return [text for count, text in said if count]


def _show_empty(view: DeskView) -> None:
    """Nothing for today: say what comes next, or where work begins."""
    if view.to_do:
        return
    has_soon = any(row.group is Group.SOON for row in view.duties)
    if has_soon:
        text = _("Everything for today is done. What follows can be prepared.")
    elif view.next_on:
        text = _("Everything is done. Next: {title} by {day}", title=view.next_title, day=day(view.next_on))
    else:
        text = _("Nothing is waiting for you. A visit or a verification keeps the data fresh.")
    st.html(f'<div class="d-empty">{escape(text)}</div>')
    if not view.projects and not view.district:
        links.page_link("intake", _("Take in a new project"), icon=":material/add_circle:")
