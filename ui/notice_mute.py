"""The form that mutes a rule for oneself: from an inbox row, and on the page of one's own notices."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import clock, mutes
from services.mutes import MuteChoices, MuteDraft, RuleChoice
from ui import feedback, forms
from ui.fragments import dialog
from ui.i18n import _

_ALL = 0


def open_mute(*, rule: str, project_id: int | None, actor: Actor) -> None:
    """Open the form for the rule of a reminder; of its project at first, of all if the person wants.

    An urgent rule cannot be muted, and what the enterprise is to be told neither: offer it for the others.
    """
    dialog(_("Mute this reminder"), width="medium")(_of_rule)(rule, project_id, actor)


def open_any(*, actor: Actor) -> None:
    """Open the form with the rule to be chosen."""
    dialog(_("Mute a reminder"), width="medium")(_of_any)(actor)


def _of_rule(rule: str, project_id: int | None, actor: Actor) -> None:
    found = mutes.choices(actor=actor)
    chosen = next((one for one in found.rules if one.code == rule), None)
    if chosen is None:
        st.info(_("This reminder cannot be muted: it is urgent, switched off, or not addressed to you."))
        return
    st.html(f'<b>{escape(chosen.sentence)}</b><div class="d-soft">{escape(chosen.words)}</div>')
    _show_form(chosen, found, project_id, actor)


def _of_any(actor: Actor) -> None:
    found = mutes.choices(actor=actor)
    if not found.rules:
        st.info(_("Only urgent reminders reach you. They cannot be muted."))
        return
    names = {one.code: f"{one.sentence} · {one.words}" for one in found.rules}
    code = forms.choose_named(_("Which reminder"), names, key="mute.rule")
    chosen = next((one for one in found.rules if one.code == code), None)
    if chosen is not None:
        _show_form(chosen, found, None, actor)


def _show_form(rule: RuleChoice, found: MuteChoices, project_id: int | None, actor: Actor) -> None:
    projects = {_ALL: _("All projects"), **found.projects}
    first = project_id if project_id in projects else _ALL
    with st.form(f"mute.{rule.code}", border=False):
        scope = forms.choose_named(
            _("Of which project"), projects, key=f"mute.scope.{rule.code}", chosen=first
        )
        until = forms.choose_day(
            _("Silent until (empty: until you take it back)"),
            key=f"mute.until.{rule.code}",
            earliest=clock.today(),
            latest=found.latest,
        )
        reason = st.text_input(_("Why you need not hear it"), max_chars=200, key=f"mute.reason.{rule.code}")
        st.caption(_("Only you are spared. The coordinator's and the leader's reminders still come."))
        sent = st.form_submit_button(_("Mute"), type="primary")
    if sent:
        with feedback.run(_("Muted. You can take it back under My notices."), rerun=True):
            draft = MuteDraft(rule=rule.code, project_id=int(scope or 0) or None, reason=reason, until=until)
            mutes.mute(draft=draft, actor=actor)
