"""Name agents, hand over, note an absence: dialogs for the agents page, the project and the desk."""

import streamlit as st

from domain.access import Actor
from domain.vocabulary import AssignmentRole, Role
from services import agency, clock
from services.agency import AbsenceDraft, AssignDraft, AssignView, HandoverDraft
from ui import agents_choices, feedback, forms, tables
from ui.fragments import dialog
from ui.i18n import _, day, instant, word

_NOTE_HEIGHT = 340


def open_assign(*, project_id: int, actor: Actor) -> None:
    """Open the form that names A and B, coordinator and leader of a project."""
    dialog(_("Assign agents"), width="medium")(_assign)(project_id, actor)


def open_handover(*, project_id: int, actor: Actor) -> None:
    """Open the form that gives A's or B's place to another agent, with its drafted note."""
    dialog(_("Hand over"), width="large")(_hand_over)(project_id, actor)


def open_absence(*, actor: Actor, agent_id: int | None = None) -> None:
    """Open the form for an absence: an agent's own, or for a coordinator the one given or chosen."""
    own = actor.account_id if actor.role is Role.AGENT else agent_id
    dialog(_("Absence"), width="medium")(_absence)(own, actor)


def _assign(project_id: int, actor: Actor) -> None:
    view = agency.assign_view(project_id=project_id, actor=actor)
    agents_choices.project_line(view)
    primary = _primary(view)
    backup = _backup(view, primary)
    if view.is_assigned:
        st.caption(_("To replace an agent, hand over: that leaves a note."))
    reason = agents_choices.reason(view, primary)
    left, right = st.columns(2)
    with left:
        coordinator = agents_choices.above(view, Role.COORDINATOR, actor)
    with right:
        leader = agents_choices.above(view, Role.LEADER, actor)
    if not st.button(
        _("Assign agents"), type="primary", key=f"assign.send.{view.id}", disabled=primary is None
    ):
        return
    with feedback.run(_("Agents assigned."), rerun=True):
        draft = AssignDraft(
            project_ids=(view.id,),
            primary_id=primary or 0,
            backup_id=backup,
            coordinator_id=coordinator,
            leader_id=leader,
            override_reason=reason,
            versions={view.id: view.version},
        )
        agency.assign(draft=draft, actor=actor)


def _primary(view: AssignView) -> int | None:
    if view.is_assigned:
        return agents_choices.agent(
            view, _("Agent A"), [view.primary_id], key="assign.a", chosen=view.primary_id, fixed=True
        )
    best = agents_choices.best(view, but=())
    return agents_choices.agent(view, _("Agent A"), list(view.choices.agents), key="assign.a", chosen=best)


def _backup(view: AssignView, primary: int | None) -> int | None:
    """B in place stays or goes; an empty place takes anybody but A, the least loaded first."""
    label = _("Agent B (may follow later)")
    if view.backup_id is not None:
        return agents_choices.agent(
            view, label, [view.backup_id], key="assign.b.in_place", chosen=view.backup_id
        )
    others = [one for one in view.choices.agents if one != primary]
    best = None if view.is_assigned else agents_choices.best(view, but=(primary,))
    return agents_choices.agent(view, label, others, key=f"assign.b.{primary}", chosen=best)


def _hand_over(project_id: int, actor: Actor) -> None:
    view = agency.assign_view(project_id=project_id, actor=actor)
    agents_choices.project_line(view)
    role = _place(view)
    holder = view.primary_id if role is AssignmentRole.PRIMARY else view.backup_id
    to = _taker(view, role)
    if to is None:
        return
    reason = agents_choices.reason(view, to) if role is AssignmentRole.PRIMARY else ""
    drafted = agency.draft_handover(project_id=view.id, role=role, to_agent_id=to, actor=actor)
    note = st.text_area(
        _("Note for the handover"),
        value=drafted,
        height=_NOTE_HEIGHT,
        max_chars=4000,
        key=f"handover.note.{view.id}.{role}.{to}",
        help=_("Drafted from the open steps. Add what only {name} knows.", name=_name(view, holder)),
    )
    if st.button(_("Hand over"), type="primary", key=f"handover.send.{view.id}"):
        with feedback.run(_("Handed over. The new agent sees the note with the project."), rerun=True):
            draft = HandoverDraft(
                project_id=view.id,
                role=role,
                to_agent_id=to,
                note=note or "",
                override_reason=reason,
                version=view.version,
            )
            agency.hand_over(draft=draft, actor=actor)
    show_handovers(project_id=view.id, actor=actor)


def _name(view: AssignView, agent_id: int | None) -> str:
    return view.choices.agents.get(agent_id or 0, "")


def _place(view: AssignView) -> AssignmentRole:
    """Which of the two places is handed over; without B there is nothing to choose."""
    if view.backup_id is None:
        return AssignmentRole.PRIMARY
    holders = {AssignmentRole.PRIMARY: view.primary_id, AssignmentRole.BACKUP: view.backup_id}
    chosen = st.segmented_control(
        _("Place"),
        list(holders),
        default=AssignmentRole.PRIMARY,
        format_func=lambda role: f"{word(role)} {_name(view, holders[role])}",
        key=f"handover.place.{view.id}",
    )
    return chosen or AssignmentRole.PRIMARY


def _taker(view: AssignView, role: AssignmentRole) -> int | None:
    """Who takes over: for A's place B is proposed where B has room, and then leaves B's place empty."""
    but = {view.primary_id} if role is AssignmentRole.PRIMARY else {view.primary_id, view.backup_id}
    options = [one for one in view.choices.agents if one not in but]
    if not options:
        tables.empty(_("There is no other agent. An administrator adds accounts."))
        return None
    backup = view.backup_id if role is AssignmentRole.PRIMARY else None
    fits = backup in options and agents_choices.has_room(view, backup)
    best = backup if fits else agents_choices.best(view, but=tuple(but))
    to = agents_choices.agent(view, _("Goes to"), options, key=f"handover.to.{role}", chosen=best)
    if to is not None and to == backup:
        st.caption(_("B becomes A; the place of B is empty until you name somebody."))
    return to


def show_handovers(*, project_id: int, actor: Actor) -> None:
    """The notes of earlier handovers, the newest first."""
    for one in agency.handovers(project_id=project_id, actor=actor):
        place = word(AssignmentRole(one.role))
        who = _("{giver} to {taker}", giver=one.from_name or "—", taker=one.to_name)
        with st.expander(f"{instant(one.at)} · {place} · {who}", icon=":material/swap_horiz:"):
            st.text(one.note)


def _absence(agent_id: int | None, actor: Actor) -> None:
    today = clock.today()
    chosen = agent_id
    if agent_id is None:
        names = dict(agency.agency_choices(actor=actor).agents)
        picked = forms.choose_named(_("Agent"), names, key="absence.agent")
        chosen = int(picked) if picked else None
    left, right = st.columns(2)
    with left:
        from_on = forms.choose_day(_("First day away"), key="absence.from", value=today)
    with right:
        until_on = forms.choose_day(
            _("Last day away"), key="absence.until", earliest=max(from_on or today, today)
        )
    reason = st.text_input(_("Reason (may stay empty)"), max_chars=200, key="absence.reason")
    st.caption(
        _(
            "B acts from the first to the last day, reminders follow. "
            "Where B is away too, the coordinator acts."
        )
    )
    ready = chosen is not None and from_on is not None and until_on is not None
    sent = st.button(_("Note the absence"), type="primary", key="absence.send", disabled=not ready)
    if sent and chosen and from_on and until_on:
        with feedback.run(_("Absence noted."), rerun=True):
            draft = AbsenceDraft(agent_id=chosen, from_on=from_on, until_on=until_on, reason=reason)
            agency.record_absence(draft=draft, actor=actor)
    if chosen is not None:
        _known_absences(chosen, actor)


def _known_absences(agent_id: int, actor: Actor) -> None:
    for one in agency.absences(agent_id=agent_id, actor=actor):
        with st.container(horizontal=True, vertical_alignment="center", key=f"absence_{one.id}"):
            st.write(f"{day(one.from_on)} — {day(one.until_on)}")
            if st.button(_("Back, or not away"), key=f"absence.cancel.{one.id}"):
                cancel(one.id, actor)


def cancel(absence_id: int, actor: Actor) -> None:
    """The agent is back or never leaves."""
    with feedback.run(_("A acts again."), rerun=True):
        agency.cancel_absence(absence_id=absence_id, actor=actor)
