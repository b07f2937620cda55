"""What a decision on a package moves: the finish, then step by step."""

from datetime import date
from html import escape

import streamlit as st

from services.roadmaps.impact import Impact, StepMove
from ui import tables
from ui.i18n import _, day


def show(found: Impact, *, today: date) -> None:
    st.html(f'<p class="l-effect">{escape(_lead(found, today))}</p>')
    if found.steps:
        heads = (_("Step"), _("Finish"))
        st.html(tables.html_table(heads, [_cells(step, today) for step in found.steps]))


def _lead(found: Impact, today: date) -> str:
    n = found.finish_workdays
    moved = _("whatif.finish_same") if not n else _("whatif.earlier" if n < 0 else "whatif.later", n=abs(n))
    before, after = (
        day(one, today=today, weekday=False) for one in (found.finish_before, found.finish_after)
    )
    lead = _("Finish {before} → {after}, {moved}.", before=before, after=after, moved=moved)
    counts = {"steps": len(found.steps), "duties": len(found.duties), "reminders": len(found.reminders)}
    return f"{lead} {_('whatif.counts', **counts)}"


def _cells(step: StepMove, today: date) -> tuple[str, str]:
    before, after = (day(one, today=today, weekday=False) for one in (step.finish_before, step.finish_after))
    said = before if before == after else f"{before} → {after}"
    return escape(step.name), escape(said)
