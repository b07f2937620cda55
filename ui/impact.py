"""The one way a page says what a change moves: the finish first, then steps, lights, duties, reminders."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from domain.vocabulary import Light, Mode
from services.roadmaps.impact import DutyMove, Impact, LightMove, ReminderMove, StepMove
from ui import badges, tables
from ui.i18n import _, day, word


def show(found: Impact, *, today: date, is_lead: bool = False) -> None:
    """All of it; `is_lead`: the finish is the first line of its dialog."""
    lead(found, today=today, is_lead=is_lead)
    moves(found, today=today)


def lead(found: Impact, *, today: date, is_lead: bool = False) -> None:
    """The finish, and what the change breaks."""
    tone = "d-lead" if is_lead else "l-effect"
    st.html(f'<p class="{tone}">{escape(finish_text(found, today))}</p>')
    for text in warnings(found, today):
        st.warning(text, icon=":material/warning:")


def moves(found: Impact, *, today: date) -> None:
    """Counted, then step by step, the rest folded away."""
    if found.is_empty:
        return
    st.html(f'<p class="d-note">{escape(_counts(found))}</p>')
    if found.steps:
        st.html(steps_table(found.steps, today))
    if found.lights or found.duties or found.reminders:
        with st.expander(_("Lights, duties and reminders that change")):
            st.html(_others(found, today))


def finish_text(found: Impact, today: date) -> str:
    """Finish 5月6日 → 5月20日, 10 working days later."""
    n = found.finish_workdays
    moved = _("whatif.finish_same") if not n else _("whatif.earlier" if n < 0 else "whatif.later", n=abs(n))
    before, after = _day(found.finish_before, today), _day(found.finish_after, today)
    return _("Finish {before} → {after}, {moved}.", before=before, after=after, moved=moved)


def warnings(found: Impact, today: date) -> list[str]:
    """What the change breaks: baselines, the target, the thaw."""
    said = []
    if found.late:
        names = _("list.separator").join(step.name for step in found.late)
        said.append(_("Later than their baseline by this: {steps}", steps=names))
    if found.target_on:
        target, ready = _day(found.target_on, today), _day(found.target_ready_on, today)
        said.append(_("impact.target_missed", target=target, ready=ready))
    if found.thaw_on:
        said.append(_("impact.thaw_missed", thaw=_day(found.thaw_on, today)))
    return said


def _counts(found: Impact) -> str:
    return _(
        "whatif.counts", steps=len(found.steps), duties=len(found.duties), reminders=len(found.reminders)
    )


def steps_table(steps: Sequence[StepMove], today: date) -> str:
    """One row a step; its mode only where a mode changes."""
    has_modes = any(step.mode_before != step.mode_after for step in steps)
    heads = [_("Step"), _("whatif.mode"), _("whatif.accept"), _("whatif.finish"), _("impact.moved")]
    rows = [_cells(step, today) for step in steps]
    if not has_modes:
        heads.pop(1)
        rows = [row[:1] + row[2:] for row in rows]
    return tables.html_table(heads, rows)


def _cells(step: StepMove, today: date) -> list[str]:
    modes = dict.fromkeys(word(Mode(mode)) for mode in (step.mode_before, step.mode_after) if mode)
    texts = [
        " → ".join(modes),
        _moved(step.accept_before, step.accept_after, today),
        _moved(step.finish_before, step.finish_after, today),
        _how_far(step),
    ]
    return [f"<b>{escape(step.name)}</b>", *(escape(text) for text in texts)]


def _how_far(step: StepMove) -> str:
    if step.is_added or step.is_removed:
        return _("impact.added" if step.is_added else "impact.removed")
    n = step.finish_workdays
    return "" if not n else _("limit_text.workday", n=f"{n:+d}")


def _moved(before: date | None, after: date | None, today: date) -> str:
    if before == after or before is None or after is None:
        return _day(after or before, today)
    return f"{_day(before, today)} → {_day(after, today)}"


def _day(value: date | None, today: date) -> str:
    return day(value, today=today, weekday=False)


def _others(found: Impact, today: date) -> str:
    lines = [
        *(_light(move) for move in found.lights),
        *(_duty(move, today) for move in found.duties),
        *(_reminder(move, today) for move in found.reminders),
    ]
    said = "".join(f"<div><b>{what}</b><span>{html}</span></div>" for what, html in lines)
    return f'<div class="d-lines">{said}</div>'


def _light(move: LightMove) -> tuple[str, str]:
    before, after = (badges.light(one, word(Light(one))) for one in (move.before, move.after))
    return escape(move.name or _("The project's light")), f"{before} → {after}"


def _duty(move: DutyMove, today: date) -> tuple[str, str]:
    return badges.dots([move.step, move.word, move.key]), escape(_opened(move.before, move.after, today))


def _reminder(move: ReminderMove, today: date) -> tuple[str, str]:
    what = badges.dots([move.step, _("Reminder")])
    return what, escape(f"{move.sentence} {_opened(move.before, move.after, today)}")


def _opened(before: date | None, after: date | None, today: date) -> str:
    """A dated thing appears, goes, or gets another day."""
    if before is None:
        return _("impact.opens", day=_day(after, today))
    if after is None:
        return _("impact.goes", day=_day(before, today))
    return f"{_day(before, today)} → {_day(after, today)}"
