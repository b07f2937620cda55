"""In the drawer of a step: what the department said last about it, and what follows from a difficulty."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from services import chasing
from services.chasing import AnswerKind
from ui import chase_row_html
from ui.i18n import _


def show(step_id: int, actor: Actor) -> None:
    """One line, or nothing where no answer counts or the answer was entered as an act."""
    answer = chasing.of_step(step_id=step_id, actor=actor)
    if answer is None or answer.is_applied:
        return
    text = chase_row_html.answer_html(answer)
    if answer.kind == AnswerKind.DIFFICULT and can(actor, Permission.RAISE_PROBLEM):
        text += f'<div class="d-soft">{escape(_("chase.suggest_problem"))}</div>'
    st.html(text)
