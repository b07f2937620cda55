"""What happened on a step, the newest first; departments confirm or contest, wrong entries are corrected."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Mode
from services import steps
from services.steps import EventDraft, EventView, StepView
from ui import badges, feedback, forms, tables
from ui.i18n import _, day, instant, word
from ui.session import Slot

_OPEN = Slot[dict]("step.entry")
"""The entry whose form is open: `event` and what is done to it, `contest` or `correct`."""


def show(view: StepView, actor: Actor) -> None:
    """Every entry, also corrected and contested ones; earlier attempts first named."""
    if view.attempts:
        st.html(f'<div class="d-lines">{"".join(_attempts(view))}</div>')
    if not view.history:
        tables.empty(_("Nothing has been entered on this step yet."))
    for entry in view.history:
        st.html(_line(view, entry))
        _offers(entry, actor)
        _form(view, entry, actor)


def close() -> None:
    """Forget an open form (when the drawer closes)."""
    _OPEN.put(None)


def _attempts(view: StepView) -> list[str]:
    said = []
    for one in view.attempts:
        span = f"{day(one.accepted_on, today=view.today)} – {day(one.ended_on, today=view.today)}"
        facts = badges.dots([word(Mode(one.mode)), one.state_word, span])
        said.append(f"<div>{escape(_('Attempt {n}', n=one.number))} <span>{facts}</span></div>")
    return said


def _line(view: StepView, entry: EventView) -> str:
    when = day(entry.happened_on, today=view.today) if entry.happened_on else _("date unknown")
    head = f"<b>{escape(entry.text)}</b>"
    if entry.is_corrected:
        head = f"<s>{head}</s> {badges.light('none', _('corrected'))}"
    tags = "" if entry.is_corrected else _tags(entry)
    who = badges.dots(
        [entry.member, entry.acted_by_word, entry.acted_by_name, entry.document_no, entry.reason, entry.note]
    )
    contest = f'<div class="d-red">{escape(entry.contest_reason)}</div>' if entry.contest_reason else ""
    proof = _proof(entry.file_id) if entry.file_id else ""
    recorded = _("entered by {name}, {at}", name=entry.recorded_by, at=instant(entry.recorded_at))
    return (
        f'<div class="d-entry"><span class="d-soft">{escape(when)}</span> {head} {tags}'
        f"<div>{who} {proof}</div>{contest}"
        f'<div class="d-soft">{escape(recorded)}</div></div>'
    )


def _proof(file_id: int) -> str:
    return f'<a class="d-link" href="/file/{file_id}" target="_blank">{escape(_("Photo or scan"))}</a>'


def _tags(entry: EventView) -> str:
    """代录 and what the department said to it."""
    if not entry.is_on_behalf:
        return ""
    tag = f'<span class="d-mark">{escape(_("on behalf"))}</span>'
    lights = {"waiting": "yellow", "contested": "grey", "confirmed": "green", "agreed": "none"}
    light = lights.get(entry.confirmation)
    return f"{tag} {badges.light(light, _(f'confirmation.{entry.confirmation}'))}" if light else tag


def _offers(entry: EventView, actor: Actor) -> None:
    """Buttons under an entry, for those who may."""
    if not (entry.may_confirm or entry.may_correct):
        return
    with st.container(horizontal=True, gap="small", key=f"step_entry_{entry.id}"):
        if entry.may_confirm and st.button(_("Confirm"), key=f"step.confirm.{entry.id}", type="primary"):
            with feedback.run(_("Confirmed."), rerun=True):
                steps.confirm(event_id=entry.id, actor=actor)
        if entry.may_confirm and entry.confirmation == "waiting":
            _button(_("Contest"), "contest", entry, "secondary")
        if entry.may_correct:
            _button(_("Correct"), "correct", entry, "tertiary")


def _button(label: str, what: str, entry: EventView, kind: str) -> None:
    st.button(label, key=f"step.{what}.{entry.id}", type=kind, on_click=_open, args=(entry.id, what))  # type: ignore[arg-type]


def _open(event_id: int, what: str) -> None:
    _OPEN.put({"event": event_id, "what": what})


def _form(view: StepView, entry: EventView, actor: Actor) -> None:
    chosen = _OPEN.get()
    if not chosen or chosen["event"] != entry.id:
        return
    {"contest": _contest, "correct": _correct}[chosen["what"]](view, entry, actor)


def _contest(view: StepView, entry: EventView, actor: Actor) -> None:
    key = f"step.contesting.{entry.id}"
    with st.form(key):
        reason = st.text_area(
            _("What is wrong with this entry"), max_chars=500, height=70, key=f"{key}.reason"
        )
        sent = st.form_submit_button(_("Contest the entry"), type="primary")
    if sent:
        with feedback.run(_("Contested. The agent has to correct it or you confirm it."), rerun=True):
            steps.contest(event_id=entry.id, reason=reason, actor=actor)
            _OPEN.put(None)


def _correct(view: StepView, entry: EventView, actor: Actor) -> None:
    """The wrong entry is kept and marked; state and clock are computed anew."""
    key = f"step.correcting.{entry.id}"
    with st.form(key):
        st.caption(_("The entry is kept and marked; state and clock are computed anew."))
        never = st.checkbox(_("It never happened: take it back"), key=f"{key}.never")
        first, second = st.columns(2)
        with first:
            on = forms.choose_day(
                _("Right day"), key=f"{key}.day", value=entry.happened_on, latest=view.today
            )
        with second:
            number = st.text_input(
                _("Document number"), entry.document_no or "", max_chars=120, key=f"{key}.number"
            )
        reason = st.text_input(_("Reason of the correction"), max_chars=500, key=f"{key}.reason")
        sent = st.form_submit_button(_("Correct the entry"), type="primary")
    if sent:
        with feedback.run(_("Corrected."), rerun=True):
            draft = None if never else EventDraft(document_no=number or None)
            day_or_none = None if never else on
            steps.correct(event_id=entry.id, reason=reason, happened_on=day_or_none, draft=draft, actor=actor)
            _OPEN.put(None)
