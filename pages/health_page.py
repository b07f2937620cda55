"""Page: health (系统状态). Is everything at work, and if not, what is to be done?"""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light
from services import health, outbox
from services.health import Check
from ui import badges, health_letters, health_pulse, health_sweeps, tables
from ui.i18n import _

_LIGHTS = {"ok": Light.GREEN, "warning": Light.YELLOW, "bad": Light.RED}
_TONES = {"ok": "", "warning": "yellow", "bad": "red"}
_STRETCHES = 12


def render(actor: Actor) -> None:
    """The answer, the pulse, the checks with what to do, messages given up, the latest sweeps."""
    found = health.checks(actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="health_head"):
        st.html(_lead(found), width="stretch")
        st.button(_("Check again"), icon=":material/refresh:")
    works = found[-1].name not in ("database", "schema")  # without them the list of checks ends there
    if works:
        st.html(health_pulse.html(health.pulse(actor=actor)))
    st.html(_table(found))
    if works:
        health_letters.show(outbox.list_dead(actor=actor), actor)
        health_sweeps.show(health.history(limit=_STRETCHES, actor=actor))


def _lead(found: list[Check]) -> str:
    troubled = [check for check in found if check.state != "ok"]
    if not troubled:
        said = escape(_("Everything is at work"))
    else:
        tone = _TONES[health.worst(found)]
        said = _("{n} of {all} checks need you", n=f'<b class="{tone}">{len(troubled)}</b>', all=len(found))
    sub = _("Looked at just now; the server, its database and everything that works by itself")
    return f'<p class="d-lead">{said}</p><p class="d-sub">{escape(sub)}</p>'


def _table(found: list[Check]) -> str:
    rows = [
        (
            badges.light(_LIGHTS[check.state], _(f"health_state.{check.state}")),
            f"<b>{escape(_(f'health.{check.name}'))}</b>",
            escape(check.words),
            f"→ {escape(check.todo)}" if check.todo else "",
        )
        for check in found
    ]
    return tables.html_table((_("State"), _("Check"), _("How it is"), _("What to do")), rows)
