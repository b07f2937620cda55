"""Choosing agents with their load beside the name, and asking for the reason where it is too much."""

from collections.abc import Collection, Sequence
from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Role
from services.agency import AgencyChoices, AgentLoad, AssignView
from ui import forms
from ui.i18n import _, day, word


def project_line(view: AssignView) -> None:
    """Which project this is about."""
    st.html(f"<p><b>{escape(view.name)}</b><br><span class='d-soft'>{escape(view.enterprise)}</span></p>")


def load_words(load: AgentLoad) -> str:
    """`2 enterprises, +1 as B, away until 5 Sep`."""
    parts = [_("{n} of {limit} enterprises", n=load.enterprises, limit=load.limit)]
    if load.as_backup:
        parts.append(_("+{n} as B", n=load.as_backup))
    parts.append(away_words(load))
    return " · ".join(part for part in parts if part)


def with_loads(offered: AgencyChoices) -> dict[int, str]:
    """Agents by id with their load beside the name, in the order of suggestion."""
    loads = map(offered.loads.__getitem__, offered.agents)
    return {load.id: f"{load.name} · {load_words(load)}" for load in loads}


def away_words(load: AgentLoad) -> str:
    """Until when the agent is away, or from when; empty for somebody who stays."""
    if load.away_until is None:
        return ""
    if load.is_away:
        return _("away until {day}", day=day(load.away_until))
    return _("away {start} to {until}", start=day(load.away_from), until=day(load.away_until))


def agent(
    view: AssignView,
    label: str,
    options: Sequence[int | None],
    *,
    key: str,
    chosen: int | None,
    fixed: bool = False,
) -> int | None:
    """A select box of agents with their load; `fixed` only shows who it is."""
    known = [one for one in options if one in view.choices.agents or one == chosen]
    return st.selectbox(
        label,
        known,
        index=known.index(chosen) if chosen in known else None,
        format_func=lambda one: _option(view, one),
        key=f"{key}.{view.id}",
        placeholder=_("Please choose"),
        disabled=fixed,
    )


def _option(view: AssignView, agent_id: int | None) -> str:
    load = view.choices.loads.get(agent_id or 0)
    return f"{load.name} · {load_words(load)}" if load else _("closed account")


def best(view: AssignView, *, but: Collection[int | None]) -> int | None:
    """The first suggestion that is at work and has room."""
    fitting = (one for one in view.choices.agents if one not in but and has_room(view, one))
    return next(fitting, None)


def has_room(view: AssignView, agent_id: int | None) -> bool:
    """At work, and able to take this project as A without a reason."""
    load = view.choices.loads.get(agent_id or 0)
    return load is not None and not load.is_away and not view.needs_reason(agent_id)


def reason(view: AssignView, agent_id: int | None) -> str:
    """The reason for an enterprise beyond the limit, asked only where it is needed."""
    if agent_id is None or not view.needs_reason(agent_id):
        return ""
    load = view.choices.loads[agent_id]
    st.warning(
        _(
            "{name} already serves {n} enterprises as A, at most {limit} is the rule. "
            "A reason is needed and kept.",
            name=load.name,
            n=load.enterprises,
            limit=load.limit,
        ),
        icon=":material/person_alert:",
    )
    return st.text_input(_("Reason"), max_chars=200, key=f"agency.reason.{view.id}.{agent_id}")


def above(view: AssignView, role: Role, actor: Actor) -> int | None:
    """The coordinator or leader of the project; an open place of coordinator goes to who assigns."""
    is_coordinator = role is Role.COORDINATOR
    names = view.choices.coordinators if is_coordinator else view.choices.leaders
    chosen = view.coordinator_id if is_coordinator else view.leader_id
    if is_coordinator and chosen is None and actor.role is Role.COORDINATOR:
        chosen = actor.account_id
    label = word(role) if is_coordinator else _("Responsible leader")
    picked = forms.choose_named(label, dict(names), key=f"assign.{role}.{view.id}", chosen=chosen)
    return int(picked) if picked else None
