"""The form of one act on a step: what it needs and nothing else; on behalf of others it says so."""

import hashlib
from datetime import date
from typing import Any

import streamlit as st

from domain.access import Actor
from domain.errors import Conflict
from domain.vocabulary import Party
from services import files, steps
from services.steps import EventDraft, PermittedView, StepView
from ui import feedback, forms, impact, step_inputs
from ui.forms import Upload
from ui.i18n import _, day
from ui.session import Slot

CHOSEN = Slot[dict]("step.chosen")
"""The act whose form is open: step, act, the version it counts on, the version that names its widgets."""
_SCANS = ("jpg", "jpeg", "png", "pdf")
_STORED = Slot[dict]("step.stored")


def key_of(act: PermittedView) -> str:
    """Tells the pause of one member from that of its group."""
    return f"{act.event}.member" if act.members and act.event in ("pause", "resume") else act.event


def chosen_key(view: StepView) -> str | None:
    """The act chosen on this step, if any."""
    chosen = CHOSEN.get()
    return chosen["act"] if chosen and chosen["step"] == view.id else None


def show_chosen(view: StepView, ready: list[PermittedView], actor: Actor) -> None:
    """The form of the act that was chosen, while it is still possible."""
    act = next((one for one in ready if key_of(one) == chosen_key(view)), None)
    if act is not None:
        _form(view, act, actor)


def _form(view: StepView, act: PermittedView, actor: Actor) -> None:
    chosen = CHOSEN.get() or {}
    key = f"step.form.{view.id}.{chosen.get('form')}.{key_of(act)}"
    with st.form(key):
        _says_whose(act)
        whose = step_inputs.party(act, key)
        member = step_inputs.member(view, act, key)
        happened_on, document_no = _when(view, act, key)
        name = _name(act, whose, key)
        payload = step_inputs.payload(view, act, key)
        reason = (
            st.text_area(_("Reason"), max_chars=2000, height=70, key=f"{key}.reason") if _asks(act) else ""
        )
        paper = _paper(act, key) if step_inputs.needs_proof(act) else None
        with st.expander(_("Entered late, or something to remark?"), key=f"{key}.more"):
            late = (
                ""
                if _asks(act)
                else st.text_input(_("Why it is entered late"), max_chars=500, key=f"{key}.late")
            )
            note = st.text_input(_("Remark (internal)"), max_chars=2000, key=f"{key}.note")
            if not step_inputs.needs_proof(act):
                paper = _paper(act, key)
        st.caption(_leads_to(view, act))
        save, look = st.columns([2, 1])
        sent = save.form_submit_button(_("Save and go on"), type="primary", width="stretch")
        asked = look.form_submit_button(_("See what moves"), width="stretch")
    if (sent or asked) and happened_on:
        draft = EventDraft(
            acted_by=whose,
            acted_by_name=name,
            document_no=document_no,
            reason=reason or late,
            note=note or None,
            member_code=member,
            payload=payload,
        )
        if sent:
            _save(view, act, happened_on, draft, paper, actor)
        else:
            _preview(view, act, happened_on, draft, actor)


def _preview(view: StepView, act: PermittedView, happened_on: date, draft: EventDraft, actor: Actor) -> None:
    """What saving would move; nothing is entered yet."""
    with feedback.run():
        found = steps.preview_act(
            step_id=view.id, event=act.event, happened_on=happened_on, draft=draft, actor=actor
        )
        impact.show(found, today=view.today)


def _says_whose(act: PermittedView) -> None:
    if "signature" in act.needs:
        st.caption(
            _("The enterprise signs for itself: enter who signed and upload the scan of its stamped paper.")
        )
    elif act.is_on_behalf:
        whose = " / ".join(_(f"party.{party}") for party in act.acted_by)
        st.caption(
            _("Recorded on behalf of: {party}. Give its day and a document number or a photo.", party=whose)
        )


def _asks(act: PermittedView) -> bool:
    return "reason" in act.needs


def _when(view: StepView, act: PermittedView, key: str) -> tuple[date | None, str]:
    first, second = st.columns(2)
    with first:
        happened_on = forms.choose_day(
            _("Day"),
            key=f"{key}.day",
            value=view.today,
            earliest=min(act.earliest, view.today) if act.earliest else None,
            latest=view.today,
        )
    with second:
        number = st.text_input(_("Document number"), max_chars=120, key=f"{key}.number")
    return happened_on, number


def _name(act: PermittedView, whose: Party, key: str) -> str | None:
    if not (act.is_on_behalf or {"name", "signature"} & set(act.needs)):
        return None
    return st.text_input(step_inputs.name_label(act, whose), max_chars=64, key=f"{key}.name")


def _paper(act: PermittedView, key: str) -> Upload | None:
    label = _("Scan of the stamped paper") if "signature" in act.needs else _("Photo or scan")
    return forms.upload(label, types=_SCANS, key=f"{key}.paper")


def _leads_to(view: StepView, act: PermittedView) -> str:
    """What will be after the act: the state and what is due then, if it happened today."""
    if act.next_due_on:
        due = day(act.next_due_on, today=view.today)
        return _("Then: {state}, due {day} if it happened today", state=act.next_word, day=due)
    return _("Then: {state}", state=act.next_word)


def _save(
    view: StepView,
    act: PermittedView,
    happened_on: date,
    draft: EventDraft,
    paper: Upload | None,
    actor: Actor,
) -> None:
    """One press, one act: the version the form was opened on lets nothing be entered twice."""
    chosen = CHOSEN.get() or {}
    with feedback.run(_("Recorded: {act}", act=act.label), rerun=True) as outcome:
        entered: dict[str, Any] = {"step_id": view.id, "event": act.event, "happened_on": happened_on}
        draft.file_id = _stored(view, paper, actor) if paper else None
        steps.advance(**entered, draft=draft, version=chosen.get("version"), actor=actor)
        CHOSEN.put(None)
        _STORED.put(None)
    if isinstance(outcome.error, Conflict):
        st.button(_("I have checked it, go on"), on_click=_go_on, args=(view.version,))


def _go_on(version: int) -> None:
    chosen = CHOSEN.get()
    if chosen:
        CHOSEN.put({**chosen, "version": version})


def _stored(view: StepView, paper: Upload, actor: Actor) -> int:
    """The paper is kept once, also when the act was refused and is sent again."""
    digest = hashlib.sha256(paper.data).hexdigest()
    known = _STORED.get()
    if known and known["digest"] == digest and known["project"] == view.project_id:
        return known["id"]
    file_id = files.store_file(
        name=paper.name, data=paper.data, purpose="step", project_id=view.project_id, actor=actor
    )
    _STORED.put({"digest": digest, "project": view.project_id, "id": file_id})
    return file_id
