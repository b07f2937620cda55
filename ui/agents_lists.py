"""Lists of the agents page: who waits for an agent, what one agent has, who is away; one button a row."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import AssignmentRole, ProjectStatus, Stage
from services import agency
from services.agency import AbsenceView, AgencyView, AgentLoad, AgentProject, WaitingProject
from ui import badges, dialogs_agency, links, tables
from ui.agents_choices import load_words
from ui.fragments import dialog
from ui.i18n import _, day, word
from ui.session import Slot

Deed = Callable[[], None]
_HAND_OVER, _ABSENCE = "hand_over", "absence"
_NEXT = Slot[tuple[str, int]]("agents.next")


def heading(title: str, fact: str = "") -> None:
    """The title of a list with how many there are."""
    st.html(f'<div class="d-group">{escape(title)} <span>{escape(fact)}</span></div>')


def waiting(view: AgencyView, actor: Actor) -> Deed | None:
    """Projects without A, the longest waiting first; returns what a click asks for."""
    heading(_("Waiting for an agent"), _("{n} projects", n=view.waiting_total) if view.waiting_total else "")
    if not view.waiting:
        tables.empty(_("Every project has an agent. New ones appear here as soon as they are entered."))
        return None
    wanted: Deed | None = None
    for row in view.waiting:
        if _row(f"waiting_{row.id}", _waiting_html(row), _("Assign agents"), primary=True):
            wanted = partial(dialogs_agency.open_assign, project_id=row.id, actor=actor)
    more = view.waiting_total - len(view.waiting)
    if more:
        label = _("{n} more, assign several at once in the pool", n=more)
        links.page_link("pool", label, icon=":material/folder_open:", status=ProjectStatus.UNASSIGNED.value)
    return wanted


def _row(key: str, html: str, label: str, *, primary: bool = False) -> bool:
    """One line with its button, which stands under the text on phones."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"agents_{key}"):
        st.html(html, width="stretch")
        kind = "primary" if primary else "secondary"
        return st.button(label, key=f"agents.{key}", width=112, type=kind)  # type: ignore[arg-type]


def _project_link(project_id: int, name: str) -> str:
    href = links.href("project", id=project_id)
    return f'<a class="d-name" href="{href}" target="_self"><b>{escape(name)}</b></a>'


def _waiting_html(row: WaitingProject) -> str:
    age = (
        _("entered today")
        if row.waiting_workdays <= 0
        else _("waits {n} working days", n=row.waiting_workdays)
    )
    tone = "yellow" if row.waiting_workdays > 1 else ""
    hint = _("suggested: {name}", name=row.suggested) if row.suggested else ""
    facts = badges.dots([row.enterprise, word(Stage(row.stage)), row.park])
    late = badges.coloured(tone, age) if tone else escape(age)
    rest = f" · {escape(hint)}" if hint else ""
    return (
        f"<div>{_project_link(row.id, row.name)}<br><span class='d-soft'>{facts}</span><br>"
        f"<span class='d-soft'>{late}{rest}</span></div>"
    )


def open_agent(load: AgentLoad, actor: Actor, *, on_dismiss: Deed) -> None:
    """Open the drawer of one agent: load, projects with the way to hand each over, absences."""
    options = {"width": 560, "position": "right", "on_dismiss": on_dismiss}
    dialog(load.name, **options)(drawer)(load, actor)


def drawer(load: AgentLoad, actor: Actor) -> None:
    """What the drawer shows; a button leads on to the dialog that the page opens instead."""
    st.caption(load_words(load))
    rows = agency.agent_projects(agent_id=load.id, actor=actor)
    heading(_("Projects"), _("{n} projects", n=len(rows)) if rows else "")
    if not rows:
        tables.empty(_("No running project. There is room for one that waits."))
    for row in rows:
        if _row(f"project_{row.role}_{row.id}", _project_html(row), _("Hand over")):
            _lead_on(_HAND_OVER, row.id)
    if st.button(_("Note an absence"), icon=":material/event_busy:", key="agents.absence_of"):
        _lead_on(_ABSENCE, load.id)


def _lead_on(what: str, subject_id: int) -> None:
    """One dialog cannot open another: the page opens it in its next run."""
    _NEXT.put((what, subject_id))
    st.rerun()


def next_deed(actor: Actor) -> Deed | None:
    """What a button of the drawer asked for in the run before."""
    what, subject_id = _NEXT.take() or ("", 0)
    if what == _HAND_OVER:
        return partial(dialogs_agency.open_handover, project_id=subject_id, actor=actor)
    if what == _ABSENCE:
        return partial(dialogs_agency.open_absence, actor=actor, agent_id=subject_id)
    return None


def _project_html(row: AgentProject) -> str:
    place = word(AssignmentRole(row.role))
    paused = word(ProjectStatus.PAUSED) if row.status == ProjectStatus.PAUSED else ""
    facts = badges.dots([place, row.enterprise, word(Stage(row.stage)), paused])
    return (
        f"<div>{badges.light(row.light)} {_project_link(row.id, row.name)}<br>"
        f"<span class='d-soft'>{facts}</span></div>"
    )


def absences(view: AgencyView, actor: Actor) -> None:
    """Who is away now or soon and who stands in; one click when somebody is back."""
    heading(_("Absences"), _away_fact(view.absences))
    if not view.absences:
        tables.empty(_("Nobody is away. Note an absence before it begins, so that B can prepare."))
    for row in view.absences:
        if _row(f"absence_{row.id}", _absence_html(row), _("Back") if row.is_now else _("Not away")):
            dialogs_agency.cancel(row.id, actor)


def _away_fact(rows: Sequence[AbsenceView]) -> str:
    now = sum(row.is_now for row in rows)
    return _("{n} today", n=now) if now else ""


def _absence_html(row: AbsenceView) -> str:
    parts = [row.reason]
    if row.stood_in:
        parts.append(_("B stands in on {n} projects", n=row.stood_in))
    text = badges.dots(parts)
    if row.to_coordinator:
        alone = badges.coloured("yellow", _("{n} projects fall to the coordinator", n=row.to_coordinator))
        text = f"{text} · {alone}" if text else alone
    days = {"start": row.from_on, "until": row.until_on}
    span = _(
        "{start} to {until}", **{k: f"<span class='d-whole'>{escape(day(v))}</span>" for k, v in days.items()}
    )
    return f"<div><b>{escape(row.name)}</b> {span}<br><span class='d-soft'>{text}</span></div>"
