"""What can be done with the projects ticked in the pool: verify unchanged, give them their agents."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domain.access import Actor, Permission, can
from services import agency, projects
from services.agency import AssignDraft
from services.projects import PoolRow
from ui import badges, feedback, forms
from ui.agents_choices import with_loads
from ui.dialogs_agency import open_assign
from ui.fragments import dialog
from ui.i18n import _
from ui.session import Slot

TICKS = Slot[int]("pool.ticks")  # a new number unticks every row: what was to be done is done


def may(actor: Actor) -> bool:
    """Whether ticking rows leads anywhere for this person."""
    return can(actor, Permission.EDIT_PROJECT)


def show(ticked: Sequence[PoolRow], actor: Actor, *, refusals: DeltaGenerator) -> None:
    """The actions for the ticked rows, in the fixed line above the table; `refusals` stand below it."""
    with st.container(
        key="only_desk_pool_bulk", horizontal=True, vertical_alignment="center", width="stretch"
    ):
        if not may(actor):
            return
        if not ticked:
            st.html(f'<span class="d-soft">{_("Tick rows to act on several at once")}</span>')
            return
        st.html(f"<b>{_('{n} ticked', n=len(ticked))}</b>", width="content")
        _verify_button([row for row in ticked if row.may_verify], actor, refusals)
        if can(actor, Permission.ASSIGN):
            _assign_button([row for row in ticked if row.primary_agent_id is None], actor)


def _verify_button(rows: Sequence[PoolRow], actor: Actor, refusals: DeltaGenerator) -> None:
    """Each project is its own call: one refused does not undo the others."""
    label = _("Verified today, unchanged")
    if not st.button(label, icon=":material/task_alt:", disabled=not rows, key="pool_verify"):
        return
    done = 0
    for row in rows:
        with refusals, feedback.run() as outcome:
            projects.verify_unchanged(project_id=row.id, actor=actor)
        done += outcome.ok
    if done:
        feedback.toast(_("{n} projects verified today", n=done))
    if done == len(rows):
        TICKS.put((TICKS.get() or 0) + 1)
        st.rerun()


def _assign_button(rows: Sequence[PoolRow], actor: Actor) -> None:
    tip = _("For projects that wait for an agent; others are handed over on their own page.")
    if st.button(
        _("Assign agents"), icon=":material/person_add:", disabled=not rows, key="pool_assign", help=tip
    ):
        if len(rows) == 1:
            open_assign(project_id=rows[0].id, actor=actor)
        else:
            dialog(_("Assign agents"), width="medium")(_assign)(tuple(rows), actor)


def _assign(rows: Sequence[PoolRow], actor: Actor) -> None:
    offered = agency.agency_choices(actor=actor)
    st.html(f"<p>{badges.dots([row.name for row in rows])}</p>")
    with st.form("pool_assign_form", border=False):
        agents = with_loads(offered)
        primary = forms.choose_named(_("Agent A"), agents, key="pool_assign_a")
        backup = forms.choose_named(_("Agent B (may follow later)"), agents, key="pool_assign_b")
        reason = st.text_input(
            _("Reason, if the agent already serves two enterprises"), max_chars=200, key="pool_assign_reason"
        )
        sent = st.form_submit_button(_("Assign agents"), type="primary")
    if not sent:
        return
    if primary is None:
        st.error(_("Choose agent A first."))
        return
    with feedback.run(_("{n} projects have their agents.", n=len(rows)), rerun=True):
        draft = AssignDraft(
            project_ids=tuple(row.id for row in rows),
            primary_id=int(primary),
            backup_id=int(backup) if backup else None,
            override_reason=reason,
            versions={row.id: row.version for row in rows},
        )
        agency.assign(draft=draft, actor=actor)
