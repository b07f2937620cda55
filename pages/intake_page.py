"""Page: intake (新项目入库). One form; what is typed stays until the project is in the pool."""

from typing import TypeGuard

import streamlit as st

from domain.access import Actor, Permission, can, require
from domain.errors import DomainError
from domain.vocabulary import Role
from services import projects
from services.projects import IntakeDraft
from ui import feedback, links, pool_form
from ui.i18n import _


def render(actor: Actor) -> None:
    """The form of a new project; afterwards the project's page opens."""
    require(actor, Permission.INTAKE)
    st.html(
        f'<p class="d-lead">{_("Take a project into the pool")}</p>'
        f'<p class="d-sub">{_("Its roadmap is planned at once; what is not known yet can follow.")}</p>'
    )
    draft = pool_form.fields(actor)
    if st.button(_("Take it into the pool"), type="primary", icon=":material/check:", key="intake_save"):
        _save(draft, actor)


def _save(draft: IntakeDraft, actor: Actor) -> None:
    if missing := _missing(draft):
        st.error(_("Please enter first: {fields}. What you typed is kept.", fields=missing))
        return
    with feedback.run(_("{project} is in the pool.", project=draft.project_name)) as outcome:
        project_id = projects.intake(draft=draft, actor=actor)
    if outcome.ok:
        pool_form.LOAD_REFUSED.put(None)
        _open(project_id, draft, actor)
    elif _may_be_overridden(outcome.error) and can(actor, Permission.ASSIGN):
        pool_form.LOAD_REFUSED.put(feedback.words_of(outcome.error))
        st.rerun()


def _may_be_overridden(error: DomainError | None) -> TypeGuard[DomainError]:
    return error is not None and error.code == "agency.too_many_enterprises"


def _open(project_id: int, draft: IntakeDraft, actor: Actor) -> None:
    """The project's own page; an agent who left A open does not see it, so the pool is shown instead."""
    is_own = actor.account_id in (draft.primary_agent_id, draft.backup_agent_id)
    if is_own or actor.role is not Role.AGENT:
        links.open_page("project", id=project_id)
    links.open_page("pool")


def _missing(draft: IntakeDraft) -> str:
    needed = {
        _("Enterprise's name"): draft.enterprise_name,
        _("Project's name"): draft.project_name,
        _("Package"): draft.template_code,
    }
    return _("list.separator").join(label for label, value in needed.items() if not value)
