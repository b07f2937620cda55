"""The right column of the desk: own projects at a glance, and who is away."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Role, Stage
from services.desk import AbsenceNote, DeskView, ProjectCard
from ui import badges, links, tables
from ui.desk_rows import Deed, verify
from ui.dialogs_agency import open_absence
from ui.i18n import _, day, left, word


def show_cards(view: DeskView, actor: Actor) -> Deed | None:
    """Draw the column; returns what a click asks for."""
    is_agent = actor.role is Role.AGENT
    stale = sum(card.is_stale for card in view.projects)
    facts = [_("desk.projects", n=len(view.projects))] if view.projects else []
    facts += [_("{n} not verified for over five working days", n=stale)] if stale else []
    title = _("My projects") if is_agent else _("Projects I stand in for")
    st.html(f'<div class="d-group">{escape(title)} <span>{badges.dots(facts)}</span></div>')
    wanted: Deed | None = None
    for card in view.projects:
        wanted = _show_card(card, actor) or wanted
    if not view.projects:
        tables.empty(_no_projects(is_agent))
    return _show_absences(view, is_agent, actor) or wanted


def _no_projects(is_agent: bool) -> str:
    if is_agent:
        return _("You have no project yet. A coordinator assigns them, or you take a new one in.")
    return _("Every project has an agent present.")


def _show_card(card: ProjectCard, actor: Actor) -> Deed | None:
    with st.container(border=True, key=f"card_{card.id}", gap="small"):
        st.html(card_html(card))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            may_verify = card.role != "backup" or card.is_acting
            clicked = may_verify and st.button(
                _("Verified, no change today"),
                key=f"card_verify_{card.id}",
                icon=":material/check_circle:",
                disabled=card.is_verified_today,
            )
            opened = st.button(_("Open"), key=f"card_open_{card.id}", type="tertiary")
    if opened:
        return lambda: links.open_page("project", id=card.id)
    return (lambda: verify(card.id, actor)) if clicked else None


def card_html(card: ProjectCard) -> str:
    """Name and light; stage strip; where it stands and the time left; role and last verification."""
    pill = f'<span title="{escape(card.light_reason)}">{badges.light(card.light)}</span>'
    rest = left(card.left_workdays) if card.left_workdays is not None else ""
    if card.is_paused:
        rest = _("desk.clock_stopped")
    where = badges.dots([word(Stage(card.stage)), card.current])
    return (
        f'<div class="d-card"><div class="d-ends"><b>{escape(card.name)}</b>{pill}</div>'
        f"{badges.stage_strip(card.stage, card.light)}"
        f'<div class="d-ends d-soft"><span>{where}</span><span>{escape(rest)}</span></div>'
        f'<div class="d-ends d-soft"><span>{badges.dots([_role(card), _verified(card)])}</span>'
        f"<span>{badges.age(card.verified_days)}</span></div></div>"
    )


def _role(card: ProjectCard) -> str:
    """A, B, or coordinator, and who acts if it is not A."""
    role = _(f"desk_role.{card.role}")
    if card.is_acting:
        return _("{role}, standing in", role=role)
    return _("{role}, {name} stands in", role=role, name=card.acting_name) if card.acting_name else role


def _verified(card: ProjectCard) -> str:
    return _("verified {day}", day=day(card.last_verified_on)) if card.last_verified_on else ""


def _show_absences(view: DeskView, is_agent: bool, actor: Actor) -> Deed | None:
    title = _("Absences") if is_agent else _("Away today")
    lines = "".join(f"<p>{escape(absence_words(note))}</p>" for note in view.absences)
    nobody = f'<p class="d-soft">{escape(_("Nobody is away."))}</p>'
    st.html(f'<div class="d-group">{escape(title)}</div><div class="d-card">{lines or nobody}</div>')
    if st.button(_("Note an absence"), key="desk_absence", icon=":material/event_busy:"):
        return lambda: open_absence(actor=actor)
    return None


def absence_words(note: AbsenceNote) -> str:
    """Who is away until when, and what that means for the reader."""
    until = day(note.until_on)
    if note.is_self:
        return _("You are away from {start} to {until}", start=day(note.from_on), until=until)
    if not note.is_now:
        return _(
            "{name} is away from {start} to {until}", name=note.name, start=day(note.from_on), until=until
        )
    if note.projects:
        text = "{name} is away until {until}, you stand in (projects: {n})"
        return _(text, name=note.name, until=until, n=note.projects)
    return _("{name} is away until {until}", name=note.name, until=until)
