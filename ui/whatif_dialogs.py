"""What adopting a scenario moves, shown first; then a reason, and it is the plan."""

from datetime import date
from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Mode
from services.roadmaps import whatif
from services.roadmaps.impact import Impact, StepMove
from services.roadmaps.whatif import ScenarioRow, WhatIfView
from ui import feedback, tables
from ui.fragments import dialog
from ui.i18n import _, day, word


def open_adopt(view: WhatIfView, row: ScenarioRow, actor: Actor) -> None:
    """Preview, reason, adopt."""
    dialog(_("Adopt: {name}", name=row.name), width="large")(_adopt)(view, row, actor)


def _adopt(view: WhatIfView, row: ScenarioRow, actor: Actor) -> None:
    with feedback.run() as looked:
        impact = whatif.preview_adoption(project_id=view.project_id, modes=row.modes, actor=actor)
    if not looked.ok:
        return
    _summary(view, impact)
    with st.form("whatif.adopt", border=False):
        reason = st.text_area(
            _("whatif.reason"), max_chars=2000, height=70, placeholder=_("Agreed with whom, on what")
        )
        sent = st.form_submit_button(_("Adopt as the plan"), type="primary", icon=":material/check:")
    _steps(view, impact)
    if sent:
        with feedback.run(_("Adopted: the plan now works in these modes."), rerun=True):
            whatif.adopt(
                project_id=view.project_id,
                scenario=row.code,
                modes=row.modes,
                version=view.version,
                reason=reason,
                actor=actor,
            )


def _summary(view: WhatIfView, impact: Impact) -> None:
    n = impact.finish_workdays
    moved = _("whatif.finish_same") if not n else _("whatif.earlier" if n < 0 else "whatif.later", n=abs(n))
    before, after = _day(view, impact.finish_before), _day(view, impact.finish_after)
    lead = _("Finish {before} → {after}, {moved}.", before=before, after=after, moved=moved)
    counts = {"steps": len(impact.steps), "duties": len(impact.duties), "reminders": len(impact.reminders)}
    st.html(f'<p class="d-lead">{escape(lead)}</p><p>{escape(_("whatif.counts", **counts))}</p>')
    if impact.late:
        names = _("list.separator").join(step.name for step in impact.late)
        st.warning(_("Later than their baseline by this: {steps}", steps=names), icon=":material/warning:")


def _steps(view: WhatIfView, impact: Impact) -> None:
    heads = [_("Step"), _("whatif.mode"), _("whatif.accept"), _("whatif.finish")]
    rows = [
        [
            escape(step.name),
            escape(_modes(step)),
            escape(_moved(view, step.accept_before, step.accept_after)),
            escape(_moved(view, step.finish_before, step.finish_after)),
        ]
        for step in impact.steps
    ]
    st.html(tables.html_table(heads, rows))


def _modes(step: StepMove) -> str:
    words = [word(Mode(mode)) for mode in (step.mode_before, step.mode_after) if mode]
    return " → ".join(dict.fromkeys(words))


def _moved(view: WhatIfView, before: date | None, after: date | None) -> str:
    if before == after:
        return _day(view, after)
    return f"{_day(view, before)} → {_day(view, after)}"


def _day(view: WhatIfView, value: date | None) -> str:
    return day(value, today=view.today, weekday=False)
