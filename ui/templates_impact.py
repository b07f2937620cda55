"""What a decision on a package moves: the finish, then step by step."""

from datetime import date
from html import escape

import streamlit as st

from services.roadmaps.impact import Impact, StepMove
from ui import tables
from ui.i18n import _, day


def show(found: Impact, *, today: date) -> None:
    """In the words of the what-if dialog; what would be missed by it stands out."""
    st.html(f'<p class="l-effect">{escape(_lead(found, today))}</p>')
    for text in _missed(found, today):
        st.warning(text, icon=":material/warning:")
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


def _missed(found: Impact, today: date) -> list[str]:
    """The baseline of steps, the project's target, the opening of the season."""
    said = []
    if found.late:
        names = _("list.separator").join(step.name for step in found.late)
        said.append(_("Later than their baseline by this: {steps}", steps=names))
    if found.target_on:
        target, ready = (
            day(one, today=today, weekday=False) for one in (found.target_on, found.target_ready_on)
        )
        said.append(_("The target {target} is missed: ready on {ready} only.", target=target, ready=ready))
    if found.thaw_on:
        on = day(found.thaw_on, today=today, weekday=False)
        said.append(_("The opening of the season on {day} is not made any more.", day=on))
    return said


def _cells(step: StepMove, today: date) -> tuple[str, str]:
    before, after = (day(one, today=today, weekday=False) for one in (step.finish_before, step.finish_after))
    said = before if before == after else f"{before} → {after}"
    return escape(step.name), escape(said)
