"""The dialog of a chat robot: its web hook goes in and never comes out again."""

from typing import Any

import streamlit as st

from domain.access import Actor
from domain.robots import DEFAULT_PER_MINUTE, LIMITS
from domain.vocabulary import RobotKind
from services import robots
from services.robots import RobotDraft, RobotView
from services.words import translate
from ui import feedback, forms
from ui.i18n import _


def add(audiences: dict[str, str], actor: Actor) -> None:
    """A new robot; the test message is the next thing to do."""
    st.caption(_("robots.hint", keyword=translate("Daiban")))
    with st.form(key="robot_new", border=False):
        values = _fields(None, audiences, "robot_new")
        if st.form_submit_button(_("Add a robot"), type="primary"):
            with feedback.run(_("Robot added. Send a test message now."), rerun=True):
                robots.add(draft=RobotDraft(**values), actor=actor)


def edit(robot: RobotView, audiences: dict[str, str], actor: Actor) -> None:
    """Change, test, remove."""
    if st.button(_("Send a test message"), icon=":material/send:", key=f"robot_test_{robot.id}"):
        with feedback.run() as outcome:
            robots.send_test(robot_id=robot.id, actor=actor)
        if outcome.ok:
            st.success(_("The test message arrived in the group."), icon=":material/check_circle:")
    key = f"robot_{robot.id}"
    with st.form(key=key, border=False):
        values = _fields(robot, audiences, key)
        if st.form_submit_button(_("Save"), type="primary"):
            with feedback.run(_("Saved."), rerun=True):
                draft = RobotDraft(**values)
                robots.change(robot_id=robot.id, version=robot.version, draft=draft, actor=actor)
    with st.popover(_("Remove"), icon=":material/delete:"):
        st.write(_("robots.remove_means"))
        if st.button(_("Remove"), type="primary", key=f"robot_remove_{robot.id}"):
            with feedback.run(_("Robot removed."), rerun=True):
                robots.remove(robot_id=robot.id, actor=actor)


def _fields(robot: RobotView | None, audiences: dict[str, str], key: str) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        name = st.text_input(_("Robot name"), robot.name if robot else "", max_chars=60, key=f"{key}_name")
        audience = forms.choose_named(
            _("Tells"), audiences, key=f"{key}_audience", chosen=robot.audience if robot else None
        )
    with right:
        kinds = list(RobotKind)
        kind = forms.choose_code(
            _("Platform"), kinds, key=f"{key}_kind", chosen=robot.kind if robot else None
        )
        per_minute = st.number_input(
            _("Messages a minute"),
            1,
            max(LIMITS.values()),
            robot.per_minute if robot else DEFAULT_PER_MINUTE,
            key=f"{key}_budget",
            help=_("robots.budget_help"),
        )
    address = st.text_input(
        _("Web hook"),
        type="password",
        key=f"{key}_address",
        placeholder=_("robots.keeps_address", tail=robot.tail) if robot else "https://…",
        autocomplete="off",
    )
    secret = st.text_input(
        _("Signing secret"),
        type="password",
        key=f"{key}_secret",
        placeholder=_("robots.keeps_secret") if robot and robot.is_signed else "",
        help=_("robots.secret_help"),
        autocomplete="off",
    )
    return {
        "name": name,
        "kind": kind,
        "audience": audience or "",
        "address": address,
        "secret": secret,
        "per_minute": per_minute,
    }
