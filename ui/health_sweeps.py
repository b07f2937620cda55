"""The latest sweeps on the health page; those that found nothing are one line that says how many looked."""

from html import escape

import streamlit as st

from services.health import Stretch
from services.sweep_runs import RunView
from ui import tables
from ui.i18n import _, instant, lang

_COUNTED = ("due", "queued", "letters", "projects", "fired")


def show(stretches: tuple[Stretch, ...]) -> None:
    st.subheader(_("Latest sweeps"))
    if not stretches:
        tables.empty(_("No sweep yet. Start the scheduler, or sweep by hand: python -m cli remind"))
        return
    headers = (_("Started"), _("Sweep"), _("Took"), _("Result"), _("Process"))
    rows = [
        (
            escape(_when(one)),
            escape(_(f"sweep.{one.last.sweep}")),
            escape(_took(one.last)),
            _result(one),
            f'<span class="d-soft">{escape(one.last.holder)}</span>',
        )
        for one in stretches
    ]
    st.html(tables.html_table(headers, rows, numbers=(2,)))


def _when(one: Stretch) -> str:
    if one.runs == 1:
        return instant(one.last.started_at)
    return _("{first} to {last}", first=instant(one.first.started_at), last=instant(one.last.started_at))


def _took(run: RunView) -> str:
    if run.finished_at is None:
        return "—"
    return _("{n} s", n=f"{(run.finished_at - run.started_at).total_seconds():.1f}")


def _result(one: Stretch) -> str:
    run = one.last
    if run.error:
        return f'<span class="d-red">{escape(run.reason(lang()))}</span>'
    if run.finished_at is None:
        return escape(_("at work, or its process ended"))
    if one.is_quiet and run.sweep == "reminders":
        said = _("nothing new was due")
        return escape(_("{this}; {n} sweeps looked", this=said, n=one.runs) if one.runs > 1 else said)
    told = [name for name in _COUNTED if run.counts.get(name) or name in ("due", "projects")]
    return escape(
        " · ".join(_(f"sweep_count.{name}", n=run.counts[name]) for name in told if name in run.counts)
    )
