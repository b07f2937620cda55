"""Page: settings. The numbers behind lights, limits and reminders; chat robots; the clock of a demo."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.access import Actor
from services import clock, preferences
from services.preferences import NumberView
from services.settings import settings
from ui import feedback, robots_list
from ui.i18n import _, day

_GROUPS = ("light", "verify", "silence", "record", "pause", "simulated", "tolerance", "commitment", "season")


def render(actor: Actor) -> None:
    """Every number with its meaning and unit, edited one by one."""
    numbers = preferences.list_numbers(actor=actor)
    st.html(
        f'<p class="d-lead">{_("Settings")}</p>'
        f'<p class="d-sub">{escape(_("{n} numbers", n=len(numbers)))} · '
        f"{escape(_('A change counts from the next computation; limits already running keep theirs.'))}</p>"
    )
    if settings().demo:
        _show_clock(actor)
    robots_list.show(actor)
    with st.container(key="settings_numbers"):
        _show_groups(numbers, actor)


def _show_groups(numbers: Sequence[NumberView], actor: Actor) -> None:
    for group in dict.fromkeys((*_GROUPS, *(number.key.split(".")[0] for number in numbers))):
        mine = [number for number in numbers if number.key.startswith(f"{group}.")]
        if mine:
            st.subheader(_(f"setting_group.{group}"))
            for number in mine:
                _show_number(number, actor)


def _show_number(number: NumberView, actor: Actor) -> None:
    with st.form(key=f"number_{number.key}", border=False):
        meaning, field, unit, button = st.columns([6, 2, 1.6, 1.2], vertical_alignment="center")
        text = _(f"setting.{number.key}")
        meaning.write(text)
        value = field.text_input(text, value=number.value, label_visibility="collapsed")
        unit.caption(_(f"setting_unit.{number.unit.replace('-', '_')}"))
        if button.form_submit_button(_("Save")):
            with feedback.run(_("Saved: {what}", what=text), rerun=True):
                preferences.change_number(key=number.key, value=value, seen=number.value, actor=actor)


def _show_clock(actor: Actor) -> None:
    st.subheader(_("Demo clock"))
    with st.form(key="demo_clock", border=False):
        st.write(_("Today is {day} for everybody in this demo.", day=day(clock.today())))
        days = st.number_input(
            _("Days ahead of the real day"), 0, preferences.MAX_DEMO_DAYS, clock.demo_days(), width=220
        )
        if st.form_submit_button(_("Move the clock")):
            with feedback.run(_("The clock was moved."), rerun=True):
                preferences.move_demo_clock(days=days, actor=actor)
