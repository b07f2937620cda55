"""Changing a project's basics: every changed value is audited, lights and plan follow."""

from datetime import date
from typing import Any

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from domain.identifiers import normalised_name
from domain.months import planned_month
from domain.vocabulary import Role
from models import Enterprise, Project
from services import audit, clock, lights, project_duties, roadmaps
from services.database import UnitOfWork, unit_of_work
from services.projects.drafts import ChangeDraft, ContactDraft
from services.projects.entering import person_of
from services.projects.enterprises import change_contact
from services.projects.identity import (
    project_code,
    refresh_search_text,
    refuse_existing,
    same_project,
    wait_for_turn,
)
from services.projects.working import open_project

_ASSIGNED = {"coordinator_id", "leader_id"}
_OF_ENTERPRISE = {"contact", "phone", "email"}
_RENAMED = {"project_name": "name", "project_code": "code"}


def change_project(*, project_id: int, draft: ChangeDraft, version: int, actor: Actor) -> None:
    """Write the fields that the draft was given. The acting agent and coordinators; people only the latter.

    Raises Forbidden, NotFound, Conflict access.stale, BadInput and RuleBroken as `add`.
    """
    require(actor, Permission.EDIT_PROJECT)
    given = draft.model_fields_set
    if given & _ASSIGNED:
        require(actor, Permission.ASSIGN)
    today = clock.today()
    with unit_of_work(actor) as work:
        project = open_project(work, project_id, today, version)
        change(work, project=project, draft=draft, today=today)


def change(work: UnitOfWork, *, project: Project, draft: ChangeDraft, today: date) -> bool:
    """As `change_project`, inside an open transaction; True if anything of the project changed."""
    enterprise = work.session.get_one(Enterprise, project.enterprise_id)
    contact = {name: getattr(draft, name) or "" for name in _OF_ENTERPRISE & draft.model_fields_set}
    change_contact(work, enterprise, ContactDraft(**contact))
    values = _values(work, project, draft, today)
    before, after = audit.changes(project, values)
    if not after:
        return False
    for name, value in after.items():
        setattr(project, name, value)
    project.version += 1
    refresh_search_text(project, enterprise)
    project_duties.follow_up(work, project=project, on=today)
    audit.record(
        work,
        action="project.change",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=after,
    )
    if "signed_on" in after:
        roadmaps.recalculate(work, project=project, today=today)
    lights.refresh(work, project=project, today=today)
    return True


def _values(work: UnitOfWork, project: Project, draft: ChangeDraft, today: date) -> dict[str, Any]:
    given = draft.model_dump(exclude_unset=True, exclude=_OF_ENTERPRISE)
    values = {_RENAMED.get(name, name): value or None for name, value in given.items()}
    for month in ("planned_start", "planned_production"):
        if month in values:
            values[month] = planned_month(values[month])
    if values.get("signed_on") and values["signed_on"] > today:
        raise BadInput("projects.signed_in_future", day=values["signed_on"])
    for name, role in (("coordinator_id", Role.COORDINATOR), ("leader_id", Role.LEADER)):
        if name in values:
            values[name] = person_of(work.session, values[name], role)
    if "name" in values or "code" in values:
        values |= _identity(work, project, values)
    return values


def _identity(work: UnitOfWork, project: Project, values: dict[str, Any]) -> dict[str, Any]:
    """Name and code anew, refused when they are another project's."""
    name = values.get("name", project.name)
    if not normalised_name(name or ""):
        raise BadInput("projects.name_missing")
    code = project_code(values["code"]) if "code" in values else project.code
    wait_for_turn(work)
    other = same_project(work.session, code=code, enterprise_id=project.enterprise_id, name=name)
    refuse_existing(work.session, other if other and other.id != project.id else None)
    return {"name": name, "name_normalised": normalised_name(name), "code": code}
