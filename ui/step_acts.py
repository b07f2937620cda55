"""What can be entered next on a step as buttons, the most likely first; what cannot yet, with its reason."""

from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from services import steps
from services.steps import PermittedView, StepView
from ui import feedback, session, step_form
from ui.i18n import _
from ui.step_form import CHOSEN, key_of

_IN_SIGHT = 3
_ASIDE = (
    *("request_correction", "pause", "request_extension", "extend", "conflict", "content_changed"),
    *("check_minor", "inconsistent", "abandon", "reject", "not_accept", "reject_scope", "not_eligible"),
    *(
        "decline",
        "ineligible",
        "check_false",
        "not_rectified",
        "withdraw_revocation",
        "not_needed",
        "withdraw",
    ),
)
"""Acts beside the way a step usually goes, the likelier first."""
_ICONS = {
    "pause": "pause",
    "resume": "play_arrow",
    "request_correction": "edit_note",
    "deliver": "local_shipping",
}


def show(view: StepView, actor: Actor) -> None:
    """The acts of this actor and the form of the one chosen."""
    if view.locked:
        st.info(view.locked, icon=":material/lock:")
        return
    acts = _acts(view)
    ready = [act for act in acts if not act.blocked]
    if not acts:
        st.caption(_("There is nothing for you to enter on this step."))
        return
    _headline(view, ready)
    _buttons(view, ready)
    _sign_off(view, actor)
    step_form.show_chosen(view, ready, actor)
    _not_yet(acts)


def choose_likeliest(view: StepView) -> None:
    """Let the form of what usually comes next stand open; of acts beside the usual way none is chosen."""
    ready = [act for act in _acts(view) if not act.blocked]
    if ready and not view.locked and _likelihood(ready[0]) == 0:
        _choose(view.id, view.version, key_of(ready[0]))


def _acts(view: StepView) -> list[PermittedView]:
    return sorted((act for act in view.permitted if not _is_over(view, act)), key=_likelihood)


def _is_over(view: StepView, act: PermittedView) -> bool:
    return act.event == "deliver" and view.delivered_on is not None


def _likelihood(act: PermittedView) -> int:
    return _ASIDE.index(act.event) + 1 if act.event in _ASIDE else 0


def _headline(view: StepView, ready: list[PermittedView]) -> None:
    """What usually comes next, and what it leads to."""
    if ready and _likelihood(ready[0]) == 0:
        said = f"{ready[0].label} → {ready[0].next_word}" if ready[0].next_word else ready[0].label
        st.html(f"<div><b>{escape(_('Next'))}</b> <span class='d-soft'>{escape(said)}</span></div>")


def _buttons(view: StepView, ready: list[PermittedView]) -> None:
    chosen = step_form.chosen_key(view)
    with st.container(horizontal=True, key=f"step_acts_{view.id}"):
        for number, act in enumerate(ready[:_IN_SIGHT]):
            st.button(
                _label(act),
                key=f"step.act.{view.id}.{key_of(act)}",
                type="primary" if number == 0 and _likelihood(act) == 0 else "secondary",
                icon=f":material/{_ICONS.get(act.event, 'task_alt')}:" if number == 0 else None,
                on_click=_choose,
                args=(view.id, view.version, key_of(act)),
            )
        _more(view, ready[_IN_SIGHT:])
    if chosen and chosen not in {key_of(act) for act in ready}:
        st.warning(_("This step has changed in the meantime; what you had begun is no longer possible."))
        CHOSEN.put(None)


def _more(view: StepView, acts: list[PermittedView]) -> None:
    if not acts:
        return
    names = {key_of(act): _label(act) for act in acts}
    key = f"step.more.{view.id}"
    picked = st.menu_button(_("More"), list(names), format_func=lambda one: names[one], key=key)
    if picked:
        _choose(view.id, view.version, picked)


def _choose(step_id: int, version: int, act: str) -> None:
    CHOSEN.put({"step": step_id, "version": version, "act": act, "form": version})


def _label(act: PermittedView) -> str:
    """A member's own pause is told from the group's."""
    if act.members and act.event in ("pause", "resume"):
        return _("{act} (one department)", act=act.label)
    return act.label


def _not_yet(acts: list[PermittedView]) -> None:
    lines = [f"<div><b>{escape(act.label)}</b> {escape(act.blocked)}</div>" for act in acts if act.blocked]
    if lines:
        title = escape(_("Not possible yet"))
        st.html(f'<div class="d-lines d-soft wide"><b>{title}</b>{"".join(lines)}</div>')


def _sign_off(view: StepView, actor: Actor) -> None:
    """A pause of more than 30 working days needs the coordinator's word; it may come at any time before."""
    if not view.awaits_sign_off or not can(actor, Permission.SIGN_OFF_PAUSE):
        return
    key = f"step.sign_off.{view.id}.{view.version}"
    with st.form(key):
        st.caption(_("The pause is not signed off yet. Beyond 30 working days it needs your word."))
        reason = st.text_input(_("Why the pause may go on"), max_chars=500, key=f"{key}.reason")
        if not st.form_submit_button(_("Sign off the pause")):
            return
    with feedback.run(_("Signed off."), rerun=True):
        steps.sign_off_pause(step_id=view.id, reason=reason, actor=actor)
        session.forget_widget(key)
