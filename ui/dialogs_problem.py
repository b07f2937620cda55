"""Raise a problem, and the drawer of one problem: reused by the desk, the project and the problem list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from domain.access import Actor
from domain.problems import ProblemAct
from domain.vocabulary import Light, Party, ProblemKind, Role
from services import problems
from services.problems import ProblemView, RaiseDraft
from ui import badges, feedback, forms, links, session
from ui.fragments import dialog
from ui.i18n import _, day, instant, left, word
from ui.problem_acts import FORMS, OPENED
from ui.session import Slot

_SEEN = Slot[int]("problem.seen")
"""The version that the person has looked at: the forms of the open drawer count on that one."""


def open_raise(*, actor: Actor, project_id: int | None = None, step_id: int | None = None) -> None:
    """Open the form to raise a problem; a project or step given is chosen already."""
    dialog(_("Raise a problem"), width="medium")(_raise)(actor, project_id, step_id)


def open_problem(*, problem_id: int, actor: Actor, on_dismiss: Callable[[], None] | None = None) -> None:
    """Open the drawer of a problem: what it is, what the actor can do now, its history."""
    view = problems.problem_view(problem_id=problem_id, actor=actor)
    for slot in (_SEEN, OPENED):
        slot.put(view.row.version)
    options = {"width": 560, "position": "right", "on_dismiss": on_dismiss or "ignore"}
    dialog(_("Problem {number}", number=view.row.number), **options)(_drawer)(problem_id, actor)


def _raise(actor: Actor, project_id: int | None, step_id: int | None) -> None:
    offered = problems.problem_choices(actor=actor)
    project = project_id or forms.choose_named(_("Project"), offered.projects, key="problem.project")
    steps = problems.step_choices(project_id=int(project), actor=actor) if project else {}
    with st.form("problem.raise", border=False):
        text = st.text_area(_("What is in the way"), max_chars=2000, height=110)
        kind = forms.choose_code(_("Kind"), list(ProblemKind), key="problem.kind", may_be_empty=True)
        step = forms.choose_named(_("Step it blocks"), steps, key=f"problem.step.{project}", chosen=step_id)
        raiser = st.selectbox(_("Raised by"), _raisers(actor), format_func=_raiser_word)
        due_on = forms.choose_day(_("To be solved by"), key="problem.due")
        decision = st.checkbox(_("A leader has to decide"))
        sent = st.form_submit_button(_("Raise the problem"), type="primary")
    if not sent:
        return
    if not project or not kind:
        st.error(_("Choose the project and the kind first. What you wrote is kept."))
        return
    with feedback.run(_("Problem raised. The coordinator has been told."), rerun=True):
        draft = RaiseDraft(
            project_id=int(project),
            text=text,
            kind=kind,
            step_id=int(step) if step else None,
            raised_by=raiser,
            due_on=due_on,
            needs_decision=decision,
        )
        problems.raise_problem(draft=draft, actor=actor)


def _raisers(actor: Actor) -> list[str]:
    """For whom the actor may write a problem down, the actor first."""
    others: dict[Role, list[Party | Role]] = {
        Role.AGENT: [Party.ENTERPRISE],
        Role.COORDINATOR: [Party.ENTERPRISE, Role.LEADER],
    }
    own = actor.role or Role.COORDINATOR
    return [own.value, *(other.value for other in others.get(own, []))]


def _raiser_word(raiser: str) -> str:
    return word(Party.ENTERPRISE) if raiser == Party.ENTERPRISE else word(Role(raiser))


def _drawer(problem_id: int, actor: Actor) -> None:
    view = problems.problem_view(problem_id=problem_id, actor=actor)
    st.html(head_html(view))
    seen = _SEEN.get() or view.row.version
    if seen != view.row.version:
        _show_overtaken(view, seen)
    _acts(replace(view, row=replace(view.row, version=seen)), actor)
    links.page_link("project", _("Open the project"), icon=":material/open_in_new:", id=view.row.project_id)
    st.html(history_html(view))


def _show_overtaken(view: ProblemView, seen: int) -> None:
    """Nothing is entered on what somebody else has changed until the person has looked at it."""
    st.warning(_("Somebody else has changed this problem meanwhile. Above it stands as it is now."))
    st.button(_("I have checked it, go on"), on_click=_go_on, args=(view, seen))


def _go_on(view: ProblemView, seen: int) -> None:
    _SEEN.put(view.row.version)
    session.set_widget(_act_key(view.row.id, view.row.version), session.widget(_act_key(view.row.id, seen)))


def _act_key(problem_id: int, version: int) -> str:
    """Another version, another choice: after an act the likely one is chosen anew."""
    return f"problem.act.{problem_id}.{version}"


def _acts(view: ProblemView, actor: Actor) -> None:
    """One form at a time; the most likely act stands first and is chosen already."""
    if not view.permitted:
        st.caption(_("Nothing for you to do here at the moment."))
        return
    acts = sorted(view.permitted, key=_LIKELY.index)
    key = _act_key(view.row.id, view.row.version)
    if session.widget(key) not in acts:
        session.set_widget(key, acts[0])
    chosen = st.segmented_control(_("Act"), acts, format_func=act_word, key=key, label_visibility="collapsed")
    FORMS[chosen or acts[0]](view, actor)


_LIKELY = (
    *(ProblemAct.CLOSE, ProblemAct.ASSIGN, ProblemAct.RESOLVE, ProblemAct.PROGRESS),
    *(ProblemAct.REOPEN, ProblemAct.SHELVE, ProblemAct.CLASSIFY),
)


def act_word(act: str) -> str:
    return _(f"problem_act.{act}")


def state_light(state: str, is_overdue: bool) -> Light:
    """The colour of a problem's state: red when overdue, blue when closed, grey when shelved."""
    if is_overdue:
        return Light.RED
    fixed: Mapping[str, Light] = {"closed": Light.BLUE, "shelved": Light.GREY, "working": Light.GREEN}
    return fixed.get(state, Light.YELLOW)


def state_badge(state: str, is_overdue: bool) -> str:
    """The state as a pill in its colour, html."""
    return badges.light(state_light(state, is_overdue), _(f"problem_state.{state}"))


def head_html(view: ProblemView) -> str:
    """What the problem is and where it stands, as html."""
    row = view.row
    due = day(row.due_on, today=view.today)
    if row.left_workdays is not None:
        due += f" · {left(row.left_workdays)}"
    facts = {
        _("Project"): row.project,
        _("Step it blocks"): row.step,
        _("Kind"): _(f"problem_kind.{row.kind}"),
        _("Raised by"): f"{_raiser_word(row.raised_by)} · {day(row.raised_on, today=view.today)}",
        _("Department"): row.department,
        _("Owner"): row.owner_name,
        _("To be solved by"): due,
        _("Measures"): row.measures,
        _("Progress"): row.progress,
        _("Confirmed by"): row.confirmed_by_name,
        _("Times reopened"): str(row.times_reopened) if row.times_reopened else "",
        _("Agent"): view.agent,
    }
    cells = "".join(
        f"<tr><td class='d-soft'>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in facts.items() if v
    )
    return (
        f"<p>{state_badge(row.state, row.is_overdue)}</p><p><b>{escape(row.text)}</b></p>"
        f"<table class='d-table'>{cells}</table>"
    )


def _proof_link(file_id: int) -> str:
    return f' <a href="/file/{file_id}" target="_blank">{escape(_("Proof"))}</a>'


def history_html(view: ProblemView) -> str:
    """Who did what when, the newest first, as html."""
    lines = []
    for line in view.history:
        said = badges.dots([line.text, line.document_no])
        proof = _proof_link(line.file_id) if line.file_id else ""
        who = badges.dots([line.recorded_by, instant(line.recorded_at)])
        head = f"<b>{escape(day(line.happened_on, today=view.today))} {escape(act_word(line.act))}</b>"
        lines.append(f"<p>{head} <span class='d-soft'>{who}</span><br>{said}{proof}</p>")
    return f"<h4>{escape(_('History'))}</h4>" + "".join(lines)
