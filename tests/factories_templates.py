"""Packages published anew and roadmaps that follow them or not."""

from dataclasses import replace

from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.templates import TemplateBody, TemplateGroup, TemplateRow, added, changed, moved, removed
from domain.vocabulary import Role
from models import Project, RoadmapChange
from services import templates
from services.database import reading
from services.templates import PackageDraft
from tests.factories_reports import account

PACKAGE = "existing_site_upgrade"
"""Small, with every mode but simulated, groups and six optional items."""


def administrator() -> Actor:
    return account("boss", "管理员", Role.ADMIN)


def coordinator() -> Actor:
    return account("coord01", "陈协调", Role.COORDINATOR)


def body(code: str = PACKAGE) -> TemplateBody:
    return templates.package_view(code=code, actor=SYSTEM).body


def publish(
    new: TemplateBody, code: str = PACKAGE, *, actor: Actor = SYSTEM, note: str = "按新规调整"
) -> int:
    draft = PackageDraft(
        template_code=code,
        version=templates.package_view(code=code, actor=SYSTEM).version,
        rows=new.rows,
        groups=new.groups,
        note=note,
    )
    return templates.publish(draft=draft, actor=actor)


def with_mode(one: TemplateBody, item: str, mode: str, **values: object) -> TemplateBody:
    return changed(one, replace(one.row(item), mode=mode, **values))


def revised(one: TemplateBody) -> TemplateBody:
    """Every kind of difference: an item more, one less, a mode, a group, an option, a place."""
    one = added(one, TemplateRow("soil_water_plan", 0, "tolerance"), after="energy_review")
    one = removed(one, "completion_survey")
    one = with_mode(one, "power_connection", "commitment")
    group = TemplateGroup("G9", "operation", "投产前核查并联", "Checks before production", "ecology")
    for item in ("planning_verification", "quality_archive_acceptance"):
        one = changed(one, replace(one.row(item), parallel_group="G9"), group)
    one = changed(one, replace(one.row("realty_registration"), optional=False))
    return moved(one, "env_self_acceptance", after="works_completed")


def stored(project_id: int) -> Project:
    with reading(SYSTEM) as session:
        row = session.get_one(Project, project_id)
        session.expunge_all()
        return row


def changes_of(project_id: int) -> list[RoadmapChange]:
    with reading(SYSTEM) as session:
        found = session.exec(select(RoadmapChange).where(RoadmapChange.project_id == project_id)).all()
        session.expunge_all()
        return list(found)
