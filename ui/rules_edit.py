"""One rule in a dialog: its anchor, its fields, what the change would send, and only then the saving."""

from collections.abc import Mapping

import streamlit as st

from domain.access import Actor
from services import reminder_rules
from services.reminder_rules import AnchorView, RuleDetail, RuleDraft
from ui import feedback, forms, rules_form, rules_list, rules_preview
from ui.fragments import dialog, rerun
from ui.i18n import _
from ui.session import Slot

_PREVIEW = Slot[tuple]("rules.preview")
"""(key of the dialog, what to do, draft, version, preview) between asking for the effect and saving it."""
_NEW = "new"


def open_rule(code: str, anchors: Mapping[str, AnchorView], actor: Actor) -> None:
    """Open a rule for a change."""
    _PREVIEW.take()
    dialog(_("Reminder rule"), width="large")(_edit)(code, anchors, actor)


def open_new(anchors: Mapping[str, AnchorView], actor: Actor) -> None:
    """Open the form of an own rule."""
    _PREVIEW.take()
    dialog(_("Add a rule"), width="large")(_add)(anchors, actor)


def _edit(code: str, anchors: Mapping[str, AnchorView], actor: Actor) -> None:
    with feedback.run():
        rule = reminder_rules.one_rule(code=code, actor=actor)
        anchor = anchors[rule.row.anchor]
        st.html(_head(rule) + rules_list.anchor_html(anchor))
        key = f"rule_{code}_{rule.version}"
        with st.form(key, border=False):
            draft = rules_form.fields(rule.draft, anchor, key)
            asked = st.form_submit_button(_("Show what it would send"))
        if asked:
            _preview(code, key, "save", draft, rule.version, actor)
        _others(rule, key, actor)
        _show_preview(code, key, actor)


def _head(rule: RuleDetail) -> str:
    facts = [*rules_list.tags_of(rule.row), _("{n} reminders written so far", n=rule.sent)]
    if rule.row.open:
        facts.append(_("{n} open", n=rule.row.open))
    if rule.mutes:
        facts.append(_("muted by {n}", n=rule.mutes))
    return rules_list.title_html(rule.row, facts)


def _others(rule: RuleDetail, key: str, actor: Actor) -> None:
    """Back to the packaged values, or away with an own rule: previewed like any change."""
    if rule.row.is_own:
        if st.button(_("Remove this rule"), icon=":material/delete:", key=f"{key}_remove"):
            off = rule.draft.model_copy(update={"is_active": False})
            _preview(rule.row.code, key, "remove", off, rule.version, actor)
        return
    if rule.packaged is None or not rule.row.is_changed:
        return
    if st.button(_("Put back to the packaged values"), icon=":material/undo:", key=f"{key}_restore"):
        _preview(rule.row.code, key, "restore", rule.packaged, rule.version, actor)


def _preview(code: str | None, key: str, deed: str, draft: RuleDraft, version: int, actor: Actor) -> None:
    _PREVIEW.take()
    with feedback.run(), st.spinner(_("Working out what it would send …")):
        found = reminder_rules.preview(code=code, draft=draft, actor=actor)
        _PREVIEW.put((key, deed, draft, version, found))


def _show_preview(code: str | None, key: str, actor: Actor) -> None:
    kept = _PREVIEW.get()
    if kept is None or kept[0] != key:
        return
    _key, deed, draft, version, found = kept
    st.html(rules_preview.html(found))
    st.caption(_("Nothing is written before you save. A change counts from the next look, within a minute."))
    with st.container(horizontal=True):
        saved = st.button(_(f"rule_deed.{deed}"), type="primary", key=f"{key}_do")
        if st.button(_("Back to the form"), key=f"{key}_back"):
            _PREVIEW.take()
            rerun()
    if saved:
        with feedback.run(_(f"rule_done.{deed}")) as outcome:
            _do(deed, code, draft, version, actor)
        _PREVIEW.take()
        if outcome.ok:
            st.rerun()


def _do(deed: str, code: str | None, draft: RuleDraft, version: int, actor: Actor) -> None:
    if code is None:
        reminder_rules.add(draft=draft, actor=actor)
    elif deed == "restore":
        reminder_rules.restore(code=code, version=version, actor=actor)
    elif deed == "remove":
        reminder_rules.remove(code=code, version=version, actor=actor)
    else:
        reminder_rules.save(code=code, draft=draft, version=version, actor=actor)


def _add(anchors: Mapping[str, AnchorView], actor: Actor) -> None:
    names = {code: one.name for code, one in anchors.items()}
    chosen = forms.choose_named(_("Counts from"), names, key="rule_new_anchor")
    if not chosen:
        st.caption(_("Choose what the rule counts from; then when, to whom and how urgently it speaks."))
        return
    anchor = anchors[str(chosen)]
    st.html(rules_list.anchor_html(anchor))
    key = f"rule_{_NEW}_{anchor.code}"
    with st.form(key, border=False):
        draft = rules_form.fields(RuleDraft(anchor=anchor.code, offset="0"), anchor, key)
        asked = st.form_submit_button(_("Show what it would send"))
    if asked:
        _preview(None, key, "add", draft, 0, actor)
    _show_preview(None, key, actor)
