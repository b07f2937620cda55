"""Page: health (系统状态). Is everything at work, and if not, what is to be done?"""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light
from services import health, outbox, sweep_runs
from services.health import Check
from services.outbox import DeadLetter
from services.sweep_runs import RunView
from ui import badges, feedback, tables
from ui.i18n import _, instant

_LIGHTS = {"ok": Light.GREEN, "warning": Light.YELLOW, "bad": Light.RED}
_TONES = {"ok": "", "warning": "yellow", "bad": "red"}
_RUNS = 12


def render(actor: Actor) -> None:
    """The checks with what to do, messages given up, the latest sweeps."""
    found = health.checks(actor=actor)
    with st.container(horizontal=True, vertical_alignment="center", key="health_head"):
        st.html(_lead(found), width="stretch")
        st.button(_("Check again"), icon=":material/refresh:")
    st.html(_table(found))
    if found[0].state == "bad":
        return
    _show_dead(outbox.list_dead(actor=actor), actor)
    _show_runs(sweep_runs.recent(limit=_RUNS, actor=actor))


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


def _show_dead(dead: tuple[DeadLetter, ...], actor: Actor) -> None:
    """Messages that will not be tried again by themselves, each with its reason."""
    if not dead:
        return
    st.subheader(_("Mail given up"))
    rows = [
        (
            escape(instant(letter.queued_at)),
            escape(letter.address),
            escape(str(letter.attempts)),
            escape(letter.reason),
        )
        for letter in dead
    ]
    headers = (_("Queued"), _("Address"), _("Attempts"), _("Reason"))
    st.html(tables.html_table(headers, rows, numbers=(2,)))
    if st.button(_("Send them again"), icon=":material/send:"):
        with feedback.run(_("Queued again."), rerun=True):
            outbox.retry_dead(actor=actor)


def _show_runs(runs: tuple[RunView, ...]) -> None:
    st.subheader(_("Latest sweeps"))
    if not runs:
        tables.empty(_("No sweep yet. Start the scheduler, or sweep by hand: python -m cli remind"))
        return
    headers = (_("Started"), _("Sweep"), _("Took"), _("Result"), _("Process"))
    rows = [
        (
            escape(instant(run.started_at)),
            escape(_(f"sweep.{run.sweep}")),
            escape(_took(run)),
            _result(run),
            f'<span class="d-soft">{escape(run.holder)}</span>',
        )
        for run in runs
    ]
    st.html(tables.html_table(headers, rows, numbers=(2,)))


def _took(run: RunView) -> str:
    if run.finished_at is None:
        return "—"
    seconds = (run.finished_at - run.started_at).total_seconds()
    return _("{n} s", n=f"{seconds:.1f}")


def _result(run: RunView) -> str:
    if run.error:
        return f'<span class="d-red">{escape(run.error)}</span>'
    if run.finished_at is None:
        return escape(_("at work, or its process ended"))
    names = [name for name in ("due", "queued", "projects", "fired") if name in run.counts]
    return escape(" · ".join(_(f"sweep_count.{name}", n=run.counts[name]) for name in names))
