"""The form of one project on the backfill screen: one compact row a step, by stage, pre-ticked."""

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from domain.vocabulary import STAGES, Stage
from services.backfill import BackfillRow, BackfillView
from ui import backfill_state as state
from ui import badges
from ui.i18n import _, day, word


def show(view: BackfillView) -> str | None:
    """Draw the form; returns `save` or `skip` when one of its buttons was pressed."""
    state.fill_in(view)
    st.html(_head(view))
    pressed = None
    with st.form(f"backfill.form.{view.project_id}", border=False, enter_to_submit=False):
        with st.container(horizontal=True, key="backfill_bar", vertical_alignment="center"):
            if st.form_submit_button(_("Save and next"), type="primary", shortcut="Ctrl+S"):
                pressed = "save"
            if st.form_submit_button(_("Skip"), shortcut="Alt+N"):
                pressed = "skip"
            st.html(f'<span class="d-soft">{escape(_("An empty day means: date unknown"))}</span>')
        with st.container(gap=None, key="backfill_steps"):
            for stage in STAGES:
                _stage(view, stage)
    return pressed


def _stage(view: BackfillView, stage: Stage) -> None:
    rows = [row for row in view.rows if row.stage == stage]
    if rows:
        st.html(f'<div class="d-backfill-stage">{escape(word(stage))}</div>')
    for row in rows:
        _row(view, row)


def _head(view: BackfillView) -> str:
    facts = [view.enterprise, view.package, view.agent or _("no agent yet")]
    if view.signed_on:
        facts.append(_("signed {day}", day=day(view.signed_on, today=view.today, weekday=False)))
    said = _ledger(view)
    ledger = f'<br><span class="d-soft">{escape(_("The ledger says:"))}</span> {said}' if said else ""
    return (
        f"<div><b>{escape(view.name)}</b><br><span class='d-soft'>{badges.dots(facts)}</span>{ledger}</div>"
    )


def _ledger(view: BackfillView) -> str:
    said, days = view.ledger, []
    for label, value in (
        ("accepted {day}", said.accepted_on),
        ("due {day}", said.due_on),
        ("paused since {day}", said.paused_on),
        ("done {day}", said.done_on),
    ):
        if value:
            days.append(_(label, day=day(value, today=view.today, weekday=False)))
    return badges.dots([said.stage, said.item, said.mode, *days])


def _row(view: BackfillView, row: BackfillRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"backfill_row_{row.step_id}"):
        st.html(_name(row), width=240)
        if row.is_recorded:
            st.html(f'<span class="d-soft">{escape(_("recorded already"))} · {escape(row.state_word)}</span>')
            return
        st.segmented_control(
            _("Where “{step}” stands", step=row.short_name),
            state.HOWS,
            format_func=lambda code: _(f"backfill_how.{code}"),
            key=state.how_key(view, row.step_id),
            label_visibility="collapsed",
            required=True,
        )
        with st.container(key=f"backfill_day_{row.step_id}", width=152):
            st.date_input(
                _("Day of “{step}”: done, or accepted if running", step=row.short_name),
                value=None,
                min_value=date(2000, 1, 1),
                max_value=view.today,
                format="YYYY/MM/DD",
                key=state.day_key(view, row.step_id),
                label_visibility="collapsed",
            )
        if row.before:
            st.form_submit_button(
                _("before: done"),
                key=f"backfill.before.{row.step_id}",
                type="tertiary",
                on_click=partial(state.all_before_done, view, row),
            )


def _name(row: BackfillRow) -> str:
    needs = _("needs {steps}", steps=_("list.separator").join(row.needs)) if row.needs else ""
    mark = f' <small class="d-soft">· {escape(_("optional"))}</small>' if row.is_optional else ""
    return (
        f'<div title="{escape(row.name)}{escape(" · " + needs if needs else "")}">'
        f"{escape(row.short_name)} {badges.mode(row.mode)} "
        f'<small class="d-soft">{escape(row.department)}</small>{mark}</div>'
    )
