"""What adopting a scenario moves, shown first; then a reason, and it is the plan."""

import streamlit as st

from domain.access import Actor
from services.roadmaps import whatif
from services.roadmaps.whatif import ScenarioRow, WhatIfView
from ui import feedback, impact
from ui.fragments import dialog
from ui.i18n import _


def open_adopt(view: WhatIfView, row: ScenarioRow, actor: Actor) -> None:
    """Preview, reason, adopt."""
    dialog(_("Adopt: {name}", name=row.name), width="large")(_adopt)(view, row, actor)


def _adopt(view: WhatIfView, row: ScenarioRow, actor: Actor) -> None:
    with feedback.run() as looked:
        found = whatif.preview_adoption(project_id=view.project_id, modes=row.modes, actor=actor)
    if not looked.ok:
        return
    impact.show(found, today=view.today, is_lead=True)
    with st.form("whatif.adopt", border=False):
        reason = st.text_area(
            _("whatif.reason"), max_chars=2000, height=70, placeholder=_("Agreed with whom, on what")
        )
        sent = st.form_submit_button(_("Adopt as the plan"), type="primary", icon=":material/check:")
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
