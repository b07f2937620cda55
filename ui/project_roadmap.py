"""The roadmap as a table: statutory, promised, planned and actual side by side; a list on phones."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from domain.vocabulary import STAGES, DayUnit, LimitsStatus, Mode, Stage, StateKind
from services.roadmaps.views import RoadmapView, StepRow
from ui import badges, paper, tables
from ui.gantt_bars import STILL_GOING, light_of, words_of
from ui.i18n import _, day, word
from ui.project_next import holder_of
from ui.tables import Column


def show(roadmap: RoadmapView, *, selected: str, on_open: Callable[[str], None]) -> None:
    """Every step, also dropped ones and options; a click opens the step."""
    rows = sorted(roadmap.steps, key=lambda step: STAGES.index(Stage(step.stage)))
    with st.container(key="only_desk_roadmap"):
        tables.show(
            rows,
            columns=_columns(roadmap.today),
            key="project.roadmap",
            empty_text=_("No step of yours on this roadmap."),
            on_open=lambda step: on_open(step.code),
        )
    with st.container(key="only_phone_roadmap"):
        paper.show(_list(rows, roadmap.today), key="project.steps", selected=selected, on_open=on_open)


def _columns(today: date) -> tuple[Column, ...]:
    def said(value: date | None) -> str:
        return "" if value is None else day(value, today=today, weekday=False)

    def limit(step: StepRow, due_on: date | None, days: int | None) -> str:
        return said(due_on) if due_on else limit_text(step, days)

    return (
        Column(_("Light"), lambda step: step.light, "light", 68),
        Column(_("Step"), lambda step: step.short_name, "button", 132),
        Column(_("Stage"), lambda step: word(Stage(step.stage)), width=78),
        Column(_("Mode"), lambda step: mode_text(step.mode), width=48, help=_("How the step is handled")),
        Column(_("Handled by"), lambda step: step.department, width=84),
        Column(_("State"), _state, width=92),
        Column(_("Statutory"), lambda s: limit(s, s.statutory_due_on, s.statutory_days), width=96),
        Column(_("Promised"), lambda s: limit(s, s.due_on, s.promised_days), width=96),
        Column(_("Baseline"), lambda s: _span(said, s.baseline_accept_on, s.baseline_finish_on), width=132),
        Column(_("Actual"), lambda s: _span(said, s.accepted_on, s.decided_on), width=132),
        Column(_("Forecast"), lambda s: said(_forecast(s)), width=82, help=_("Finish if promises are kept")),
        Column(_("Time left"), words_of, width=96, tone=_tone),
        Column(_("Slack"), _slack, width=64, help=_("Working days it may slip before the finish moves")),
    )


def _span(said: Callable[[date | None], str], since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    if since == until:
        return said(since)
    return f"{said(since)} – {said(until)}"


def _forecast(step: StepRow) -> date | None:
    return None if step.state_kind == StateKind.DECIDED else step.plan_finish_on


def limit_text(step: StepRow, days: int | None) -> str:
    """A limit without a date yet: 7日; limits waiting for confirmation are said to be taken for now."""
    if days is None:
        return ""
    unit = _("{n} calendar days", n=days) if step.day_unit == DayUnit.CALENDAR else _("{n} days", n=days)
    return _("{days} for now", days=unit) if step.limits_status == LimitsStatus.PENDING else unit


def mode_text(mode: str) -> str:
    return "" if mode == Mode.STANDARD else _(f"mode_badge.{mode}")


def _state(step: StepRow) -> str:
    return _("optional") if step.is_waiting_option else step.state_word


def _slack(step: StepRow) -> str:
    if step.is_critical and step.state_kind != StateKind.DECIDED:
        return _("critical")
    return "" if step.slack_workdays is None else _("{n} days", n=step.slack_workdays)


def _tone(step: StepRow) -> str | None:
    return step.light if step.state_kind in STILL_GOING and step.light != "none" else None


def _list(rows: Sequence[StepRow], today: date) -> str:
    """For a phone: rows of at least 56 px, the finished ones of a stage folded away."""
    if not rows:
        return f'<p class="t-none">{escape(_("No step of yours on this roadmap."))}</p>'
    return "".join(
        _stage(stage, list(found), today)
        for stage, found in groupby(rows, key=lambda step: Stage(step.stage))
    )


def _stage(stage: Stage, rows: list[StepRow], today: date) -> str:
    over = (StateKind.DECIDED, StateKind.DROPPED)
    done = [step for step in rows if step.state_kind in over or step.is_waiting_option]
    rest = [step for step in rows if step not in done]
    decided = sum(step.state_kind == StateKind.DECIDED for step in rows)
    count = escape(_("{done} of {n} done", done=decided, n=len(rows)))
    head = f'<div class="s-stage">{escape(word(stage))}<span>{count}</span></div>'
    folded = "".join(_line(step, today) for step in done)
    label = escape(_("Show {n} finished or not needed", n=len(done)))
    more = f"<details><summary>{label}</summary>{folded}</details>" if done else ""
    return head + "".join(_line(step, today) for step in rest) + more


def _line(step: StepRow, today: date) -> str:
    light, critical = light_of(step), " crit" if step.is_critical else ""
    ends = step.decided_on or step.plan_finish_on
    said = words_of(step) or (day(ends, today=today, weekday=False) if ends else "")
    badge = mode_text(step.mode)
    mode = f' <span class="s-mode">{escape(badge)}</span>' if badge else ""
    facts = badges.dots([holder_of(step), _state(step), _("critical") if step.is_critical else None])
    return (
        f'<button type="button" class="s-one{critical}" data-open="{escape(step.code, quote=True)}">'
        f'<i class="t-{light}">{badges.SIGNS[light]}</i><b>{escape(step.short_name)}{mode}</b>'
        f'<em class="t-{light}">{escape(said)}</em><span>{facts}</span></button>'
    )
