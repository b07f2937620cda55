"""What the enterprise says about finished milestones: to be asked first, the rate beside its number."""

from collections.abc import Callable, Iterator
from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light
from services import clock, surveys
from services.surveys import SurveysView, SurveyView
from ui import badges, feedback, tables
from ui.dialogs_survey import open_contact, open_mend, open_rating
from ui.i18n import _, day


def show(*, project_id: int, actor: Actor, may_edit: bool) -> bool:
    """One entry a milestone with the acts that are possible now; True if it has opened a dialog."""
    view = surveys.list_surveys(project_id=project_id, actor=actor)
    if not view.rows:
        tables.empty(_("No milestone is finished yet. The enterprise is asked when one is."))
        return False
    st.html(f'<p class="d-lead p-lead">{_lead(view)}</p>')
    opened = [_entry(row, view, actor, may_edit) for row in view.rows]
    return any(opened)


def _lead(view: SurveysView) -> str:
    """Never a rate without how many answered."""
    asked = _("Asked about {n} of {of} milestones", n=f"<b>{view.asked}</b>", of=len(view.rows))
    if view.satisfied_percent is None:
        return f"{asked} · {escape(_('no rating yet'))}"
    said = {"percent": f"<b>{view.satisfied_percent}</b>", "n": f"<b>{view.rated}</b>"}
    found = f"{asked} · " + _("{n} rated, {percent}% satisfied", **said)
    if view.waiting:
        found += f' · <b class="red">{escape(_("{n} bad ratings to follow up", n=view.waiting))}</b>'
    return found


def _entry(row: SurveyView, view: SurveysView, actor: Actor, may_edit: bool) -> bool:
    if not may_edit:
        st.html(_text(row))
        return False
    key = f"survey_row_{row.step_id}"
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        st.html(_text(row), width="stretch")
        if (
            view.may_record
            and row.sent_on is None
            and _button(row, "sent", _("Asked today"), "outgoing_mail")
        ):
            with feedback.run(_("Recorded."), rerun=True):
                surveys.mark_sent(step_id=row.step_id, version=row.version, actor=actor)
        pressed = [
            open_it for name, label, icon, open_it in _forms(row, view) if _button(row, name, label, icon)
        ]
    for open_it in pressed:
        open_it(row, actor)
    return bool(pressed)


def _forms(row: SurveyView, view: SurveysView) -> Iterator[tuple[str, str, str, Callable[..., None]]]:
    """What may be entered now: the rating, and after a bad one first the contact, then the remedy."""
    if view.may_record:
        label = _("Record the rating") if row.level is None else _("Correct the rating")
        yield "rate", label, "star", open_rating
    if view.may_follow and row.is_bad and row.contacted_on is None:
        yield "contact", _("Record the contact"), "call", open_contact
    elif view.may_follow and row.is_bad and row.fixed_on is None:
        yield "mend", _("Record the remedy"), "build", open_mend


def _button(row: SurveyView, act: str, label: str, icon: str) -> bool:
    return st.button(label, key=f"survey.{act}.{row.step_id}", icon=f":material/{icon}:")


def _text(row: SurveyView) -> str:
    today = clock.today()
    asked = _("asked on {day}", day=day(row.sent_on, today=today)) if row.sent_on else _("not asked yet")
    finished = _("finished on {day}", day=day(row.decided_on, today=today)) if row.decided_on else None
    head = badges.dots([finished, asked])
    parts = [f'<b>{escape(row.milestone)}</b> <span class="d-soft">{head}</span>']
    if row.level is not None:
        light = (
            Light.RED if row.is_bad and not row.is_followed else Light.YELLOW if row.is_bad else Light.GREEN
        )
        proof = _("proof {number}", number=row.document_no) if row.document_no else None
        said = badges.dots([row.rated_by, day(row.rated_on, today=today), proof])
        word = f"{_(f'survey_level.level_{row.level}')} {row.level}/5"
        parts.append(f'{badges.coloured(light, word)} <span class="d-soft">{said}</span>{_paper(row)}')
    for label, on, text in (
        (_("Comment"), None, row.comment),
        (_("Talk afterwards"), row.contacted_on, row.contact_note),
        (_("Remedy"), row.fixed_on, row.fix_note),
    ):
        if text:
            when = f" {day(on, today=today)}" if on else ""
            parts.append(f'<span class="d-soft">{escape(label + when)}</span> {escape(text)}')
    return f'<div class="p-entry sv-entry">{"<br>".join(parts)}</div>'


def _paper(row: SurveyView) -> str:
    if not row.file_id:
        return ""
    return f' <a class="d-link" href="/file/{row.file_id}" target="_blank">{escape(_("Proof"))}</a>'
