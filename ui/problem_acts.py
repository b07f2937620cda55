"""The form of each act on a problem; a form says what it needs and nothing else."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from domain.access import Actor
from domain.problems import ProblemAct
from domain.vocabulary import ProblemKind
from services import problems
from services.files import TYPES
from services.problems import AssignDraft, ProblemView, Proof
from ui import feedback, forms
from ui.i18n import _
from ui.session import Slot

OPENED = Slot[int]("problem.opened")
"""The version that the drawer was opened on. It names the widgets: what is typed outlives others' acts."""


def _key(view: ProblemView, act: ProblemAct) -> str:
    return f"problem.{act}.{view.row.id}.{OPENED.get()}"


def _assign(view: ProblemView, actor: Actor) -> None:
    offered = problems.problem_choices(actor=actor)
    key, row = _key(view, ProblemAct.ASSIGN), view.row
    department = forms.choose_named(
        _("Department"), offered.departments, key=f"{key}.department", chosen=row.department_code
    )
    owners = offered.owners.get(str(department), {})
    with st.form(key, border=False):
        first = next(iter(owners), None)
        label = _("Owner with an account")
        owner = forms.choose_named(label, owners, key=f"{key}.owner.{department}", chosen=first)
        name = st.text_input(
            _("Owner's name, if without an account"),
            row.owner_name if not owners else "",
            max_chars=64,
            key=f"{key}.name",
        )
        due_on = forms.choose_day(_("To be solved by"), key=f"{key}.due", value=row.due_on)
        measures = st.text_area(_("Measures"), row.measures, max_chars=2000, height=80, key=f"{key}.measures")
        sent = st.form_submit_button(_("Assign"), type="primary")
    if not sent:
        return
    if not department or not due_on:
        st.error(_("Choose a department and a day first. What you wrote is kept."))
        return
    with feedback.run(_("Assigned."), rerun=True):
        draft = AssignDraft(
            department_code=str(department),
            owner_account_id=int(owner) if owner and not name.strip() else None,
            owner_name=name,
            due_on=due_on,
            measures=measures,
        )
        problems.assign(problem_id=row.id, draft=draft, actor=actor, version=row.version)


def _progress(view: ProblemView, actor: Actor) -> None:
    key = _key(view, ProblemAct.PROGRESS)
    with st.form(key, border=False):
        progress = st.text_area(_("What was done"), max_chars=2000, height=90)
        measures = st.text_area(
            _("Measures"), view.row.measures, max_chars=2000, height=80, key=f"{key}.measures"
        )
        sent = st.form_submit_button(_("Record progress"), type="primary")
    if sent:
        with feedback.run(_("Recorded."), rerun=True):
            problems.report_progress(
                problem_id=view.row.id,
                progress=progress,
                measures=measures,
                actor=actor,
                version=view.row.version,
            )


def _resolve(view: ProblemView, actor: Actor) -> None:
    key = _key(view, ProblemAct.RESOLVE)
    with st.form(key, border=False):
        text = st.text_area(_("How it was solved"), max_chars=2000, height=90)
        on = _day(_("Solved on"), view, key, view.row.raised_on)
        sent = st.form_submit_button(_("Report solved"), type="primary")
    if sent:
        with feedback.run(_("Reported. The enterprise now has to confirm."), rerun=True):
            problems.report_resolved(
                problem_id=view.row.id, text=text, on=on, actor=actor, version=view.row.version
            )


def _close(view: ProblemView, actor: Actor) -> None:
    key = _key(view, ProblemAct.CLOSE)
    with st.form(key, border=False):
        name = st.text_input(_("Who of the enterprise confirmed"), max_chars=64)
        on = _day(_("Confirmed on"), view, key, view.row.resolved_on or view.row.raised_on)
        number = st.text_input(_("Number of the confirmation"), max_chars=120)
        proof = forms.upload(_("Or a photo or file of it"), types=tuple(TYPES), key=f"{key}.file")
        sent = st.form_submit_button(_("Close the problem"), type="primary")
    if sent:
        with feedback.run(_("Closed."), rerun=True):
            given = Proof(
                document_no=number,
                file_name=proof.name if proof else "",
                file_data=proof.data if proof else b"",
            )
            problems.confirm_close(
                problem_id=view.row.id,
                confirmed_by_name=name,
                proof=given,
                on=on,
                actor=actor,
                version=view.row.version,
            )


def _day(label: str, view: ProblemView, key: str, earliest: date) -> date | None:
    return forms.choose_day(label, key=f"{key}.day", value=view.today, earliest=earliest, latest=view.today)


def _with_reason(act: ProblemAct, label: str, button: str, done: str, call: Callable[..., None]) -> Callable:
    """A form that asks only for a reason."""

    def form(view: ProblemView, actor: Actor) -> None:
        with st.form(_key(view, act), border=False):
            reason = st.text_area(_(label), max_chars=2000, height=90)
            sent = st.form_submit_button(_(button), type="primary")
        if sent:
            with feedback.run(_(done), rerun=True):
                call(problem_id=view.row.id, reason=reason, actor=actor, version=view.row.version)

    return form


def _classify(view: ProblemView, actor: Actor) -> None:
    key, row = _key(view, ProblemAct.CLASSIFY), view.row
    steps = problems.step_choices(project_id=row.project_id, actor=actor)
    with st.form(key, border=False):
        now = ProblemKind(row.kind)
        kind = forms.choose_code(_("Kind"), list(ProblemKind), key=f"{key}.kind", chosen=now)
        step = forms.choose_named(_("Step it blocks"), steps, key=f"{key}.step", chosen=view.step_id)
        decision = st.checkbox(_("A leader has to decide"), row.needs_decision, key=f"{key}.decision")
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        with feedback.run(_("Saved."), rerun=True):
            problems.classify(
                problem_id=row.id,
                kind=kind or now,
                step_id=int(step) if step else None,
                needs_decision=decision,
                actor=actor,
                version=row.version,
            )


FORMS: dict[str, Callable[[ProblemView, Actor], None]] = {
    ProblemAct.CLASSIFY: _classify,
    ProblemAct.ASSIGN: _assign,
    ProblemAct.PROGRESS: _progress,
    ProblemAct.RESOLVE: _resolve,
    ProblemAct.CLOSE: _close,
    ProblemAct.REOPEN: _with_reason(
        ProblemAct.REOPEN,
        "Why it is open again",
        "Reopen",
        "Reopened, number kept.",
        problems.reopen,
    ),
    ProblemAct.SHELVE: _with_reason(
        ProblemAct.SHELVE, "Why it cannot be solved now", "Shelve", "Shelved.", problems.shelve
    ),
}
