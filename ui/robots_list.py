"""Robots of chat groups on the settings page: hidden where the network reaches none."""

from html import escape

import streamlit as st

from domain.access import Actor
from services import outbox, robots
from services.robots import RobotView
from ui import robots_form, tables
from ui.fragments import dialog
from ui.i18n import _, word
from ui.tables import Column


def show(actor: Actor) -> None:
    """The robots, each opened by its name; one more is added above them."""
    if not outbox.are_robots_on():
        return
    found, audiences = robots.list_robots(actor=actor), robots.audiences(actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="robots_head"):
        st.html(
            f'<h3 class="d-part">{escape(_("Chat robots"))}</h3>'
            f'<p class="d-sub">{escape(_("robots.what_it_tells"))}</p>',
            width="stretch",
        )
        if st.button(_("Add a robot"), icon=":material/add:", key="robots.add"):
            dialog(_("Add a robot"), width="medium")(robots_form.add)(audiences, actor)
    tables.show(
        found,
        columns=_columns(audiences),
        key="robots_table",
        empty_text=_("No robot yet"),
        on_open=lambda robot: dialog(robot.name, width="medium")(robots_form.edit)(robot, audiences, actor),
    )


def _columns(audiences: dict[str, str]) -> tuple[Column, ...]:
    def serves(robot: RobotView) -> str:
        return audiences.get(robot.audience, robot.audience)

    return (
        Column(_("Robot name"), lambda robot: robot.name, "button", 200),
        Column(_("Platform"), lambda robot: word(robot.kind), width=110),
        Column(_("Tells"), serves, width=180),
        Column(_("Web hook"), lambda robot: robot.tail, width=120),
        Column(_("Messages a minute"), lambda robot: robot.per_minute, "number", 120),
    )
