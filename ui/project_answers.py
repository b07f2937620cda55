"""The questionnaire of a project's package, asked again: what each answer decides and what it moves."""

from html import escape

import streamlit as st

from domain.access import Actor
from services.projects import ProjectView
from services.templates import answering
from services.templates.answering import AnswerView, QuestionnaireView
from ui import feedback, impact, tables
from ui.fragments import dialog
from ui.i18n import _, instant


def open_answers(view: ProjectView, actor: Actor) -> None:
    dialog(_("Questionnaire"), width="large")(ask)(view, actor)


def ask(view: ProjectView, actor: Actor) -> None:
    """The dialog's content: questions, then what other answers than the stored ones move."""
    sheet = answering.questionnaire(project_id=view.id, actor=actor)
    if not sheet.questions:
        tables.empty(_("This package asks nothing: every item on it is needed or chosen by itself."))
        return
    st.caption(sheet.project)
    rule = _(
        "A no takes the item off the plan and keeps the reason; without an answer it waits as an option."
    )
    st.html(f'<p class="tpl-line d-soft">{escape(rule)}</p>')
    answers = {one.code: given for one in sheet.questions if (given := _one(one, sheet)) is not None}
    before = {one.code: one.answer for one in sheet.questions if one.answer is not None}
    if answers == before:
        st.html(f'<p class="d-soft">{escape(_("Change an answer to see what it moves."))}</p>')
        return
    with feedback.run() as looked:
        found = answering.preview_answers(project_id=view.id, answers=answers, actor=actor)
        impact.show(found, today=view.today)
    if st.button(_("Save the answers"), type="primary", key="project.answers.save", disabled=not looked.ok):
        with feedback.run(_("Answers saved."), rerun=True):
            answering.change_answers(
                project_id=view.id, answers=answers, version=sheet.project_version, actor=actor
            )


def _one(one: AnswerView, sheet: QuestionnaireView) -> bool | None:
    """A question with its two answers; a second click on one takes it back."""
    names = {True: _("yes"), False: _("no")}
    with st.container(key=f"tpl_answer_{one.code}"):
        given = st.segmented_control(
            one.text,
            list(names),
            default=one.answer,
            format_func=names.__getitem__,
            key=f"project.answer.{sheet.project_id}.{one.code}",
        )
        st.html(f'<p class="d-note d-soft">{escape(_facts(one, given))}</p>')
    return given


def _facts(one: AnswerView, given: bool | None) -> str:
    """What it decides, on what law, who answered; what a no says; work that has begun stays."""
    said = [
        _("Decides: {items}", items=_("list.separator").join(one.items)),
        _("list.separator").join(one.law.split(";")),
    ]
    if given is False:
        said.append(_("Not needed: {reason}", reason=one.no_reason))
    if one.answer is not None and given == one.answer:
        said.append(_("answered by {name}, {when}", name=one.answered_by, when=instant(one.answered_at)))
    if one.begun:
        said.append(_("Has begun and stays: {items}", items=_("list.separator").join(one.begun)))
    return " · ".join(said)
