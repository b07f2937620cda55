"""Tab 提速推演: scenarios side by side, the fastest permitted explained, adopted or tried by hand."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Actor
from services.projects import ProjectView
from services.roadmaps import whatif
from services.roadmaps.whatif import FASTEST, PLANNED, ScenarioRow, SwitchRow, WhatIfView
from ui import feedback, paper, whatif_html
from ui.filters import Bound
from ui.i18n import _, day
from ui.whatif_dialogs import open_adopt
from ui.whatif_try import open_try


def show(view: ProjectView, bound: Bound, actor: Actor) -> bool:
    """Lead, rows, switches and buttons; True if a dialog has opened. A scenario stands in the url."""
    found = whatif.scenarios(project_id=view.id, actor=actor)
    row = found.row(str(bound.value("scenario") or "")) or found.row(FASTEST)
    assert row is not None  # the fastest is always among the rows
    bound.set("scenario", row.code)
    st.html(f'<p class="d-lead">{escape(_lead(found))}</p>')
    codes = {one.code for one in found.rows}

    def opened(code: str) -> None:
        bound.set("scenario" if code in codes else "step", code)

    paper.show(whatif_html.rows(found, found.rows, row.code), key="whatif.rows", on_open=opened)
    changes = _switches(found, row, actor)
    if changes:
        title = _("What {name} changes: {n} steps", name=row.name, n=len(changes))
        st.html(f'<h4 class="w-title">{escape(title)}</h4>')
        paper.show(whatif_html.switches(changes), key="whatif.switches", on_open=opened)
    is_busy = _buttons(found, row, actor, may_change=found.may_change and not view.is_closed)
    _explain(found, row)
    return is_busy


def _lead(view: WhatIfView) -> str:
    best, now = view.row(FASTEST), view.row(PLANNED)
    assert best and now  # both are always computed
    days = now.workdays - best.workdays
    finish = day(best.finish_on, today=view.today, weekday=False)
    if not best.changed:
        return _("The present plan is the fastest that is permitted: finish {day}.", day=finish)
    if days <= 0:
        return _("No permitted choice is earlier than the present finish, {day}.", day=finish)
    licence = ""
    if best.licence_on and view.is_licence:
        on = day(best.licence_on, today=view.today, weekday=False)
        licence = _("Licence on {day}. ", day=on)
    said = _("whatif.lead", n=len(best.changed), days=days, day=finish)
    return f"{said}{licence}".strip()


def _switches(view: WhatIfView, row: ScenarioRow, actor: Actor) -> tuple[SwitchRow, ...]:
    """Of the fastest they are known; of another scenario computed when it is chosen."""
    if row.code == FASTEST or not row.changed:
        return view.switches if row.code == FASTEST else ()
    return whatif.try_out(project_id=view.project_id, modes=row.modes, actor=actor).switches


def _buttons(view: WhatIfView, row: ScenarioRow, actor: Actor, *, may_change: bool) -> bool:
    opened: list[Callable[[], None]] = []
    with st.container(horizontal=True, key="whatif_buttons"):
        if may_change and row.changed:
            label = _("See the impact: {n} steps get other dates", n=row.moved)
            is_refused = bool(row.refusal)
            if st.button(
                label, type="primary", icon=":material/preview:", key="whatif.adopt_open", disabled=is_refused
            ):
                opened.append(lambda: open_adopt(view, row, actor))
        if view.choices and st.button(
            _("Change modes yourself"), icon=":material/tune:", key="whatif.try_open"
        ):
            name = row.name if row.own_id else ""
            opened.append(lambda: open_try(view, row.modes, actor, name=name))
        if may_change and row.own_id:
            _own(view, row, actor)
        url = f"/whatif/{view.project_id}.xlsx"
        st.link_button(_("Export the comparison"), url, icon=":material/download:")
    if row.refusal:
        st.warning(row.refusal, icon=":material/block:")
    for open_dialog in opened[:1]:
        open_dialog()
    return bool(opened)


def _own(view: WhatIfView, row: ScenarioRow, actor: Actor) -> None:
    """Rename or delete a scenario of one's own."""
    assert row.own_id is not None
    with st.popover(_("Rename or delete"), icon=":material/edit:"):
        name = st.text_input(
            _("Name of the scenario"), value=row.name, max_chars=40, key=f"whatif.name.{row.own_id}"
        )
        if st.button(_("Rename"), key="whatif.rename"):
            with feedback.run(_("Renamed."), rerun=True):
                whatif.rename(project_id=view.project_id, own_id=row.own_id, name=name, actor=actor)
        if st.button(_("Delete the scenario"), key="whatif.delete"):
            with feedback.run(_("Deleted."), rerun=True):
                whatif.delete(project_id=view.project_id, own_id=row.own_id, actor=actor)


def _explain(view: WhatIfView, row: ScenarioRow) -> None:
    """Definitions on screen: what is compared with what, and which promises stand open."""
    if not view.is_proven:
        st.caption(_("The search stopped early: a still faster choice cannot be ruled out."))
    if view.kept:
        st.caption(
            _("{n} steps have begun or are finished: they keep mode and dates everywhere.", n=view.kept)
        )
    if row.risks:
        with st.expander(_("{name}: {n} open promises", name=row.name, n=len(row.risks))):
            st.html("".join(f"<p><b>{escape(r.step)}</b> {escape(r.text)}</p>" for r in row.risks))
    with st.expander(_("How this is counted")):
        saving = row.saving
        critical = " → ".join(row.critical_names)
        st.markdown(_("whatif.definitions", b1=saving.b1, b2=saving.b2, n=saving.n))
        st.markdown(
            _(
                "whatif.of_row",
                name=row.name,
                a=saving.a_days,
                elapsed=row.workdays,
                pre=saving.pre_service_days,
            )
        )
        if critical:
            st.markdown(_("Critical path: {steps}", steps=critical))
