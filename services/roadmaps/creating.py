"""A project's roadmap made from a package: steps with their limits as of now, materials, first plan."""

from collections.abc import Collection
from datetime import date

from domain.errors import NotFound, RuleBroken
from domain.network import MaterialSpec
from domain.vocabulary import MaterialState
from models import Project, RoadmapTemplate, Step, StepMaterial
from services import audit, catalogue
from services.catalogue import ItemView, MaterialView, TemplateStepView
from services.database import UnitOfWork
from services.roadmaps.planning import recalculate, steps_of


def create(
    work: UnitOfWork,
    *,
    project: Project,
    template_code: str,
    include: Collection[str] | None = None,
    today: date,
) -> list[Step]:
    """Make every step of a package. Optional items named in `include` are needed from the start; the other
    optional ones wait, outside plan and counts, until somebody begins or drops them.

    Raises NotFound("roadmap.unknown_template"), RuleBroken("roadmap.exists").
    """
    session = work.session
    template = catalogue.templates(session).get(template_code)
    if template is None:
        raise NotFound("roadmap.unknown_template", template=template_code)
    if steps_of(session, project):
        raise RuleBroken("roadmap.exists")
    items = catalogue.items(session)
    leads = {group.parallel_group: group.lead_department_code for group in template.groups}
    chosen = set(include or ())
    project.template_version = session.get_one(RoadmapTemplate, template_code).version
    steps = [
        _step(project, row, items[row.item_code], leads.get(row.parallel_group or ""), chosen)
        for row in template.steps
    ]
    session.add_all(steps)
    session.flush()
    add_materials(work, project, steps, {step.item_code for step in steps})
    project.template_code = template_code
    audit.record(
        work,
        action="roadmap.create",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        after={"template_code": template_code, "steps": len(steps), "chosen": sorted(chosen)},
    )
    recalculate(work, project=project, today=today)
    return steps


def add_item(
    work: UnitOfWork, *, project: Project, row: TemplateStepView, group_lead: str | None, codes: set[str]
) -> Step:
    """One further item on a roadmap that exists, with its limits as of now and its materials.

    `codes`: what else is on the roadmap, for materials that another item produces.
    """
    item = catalogue.items(work.session)[row.item_code]
    step = _step(project, row, item, group_lead, set())
    work.session.add(step)
    work.session.flush()
    wanted = catalogue.materials(work.session).get(row.item_code, ())
    work.session.add_all([_material(project, step, one, codes | {row.item_code}) for one in wanted])
    work.session.flush()
    return step


def _step(
    project: Project, row: TemplateStepView, item: ItemView, group_lead: str | None, chosen: set[str]
) -> Step:
    return Step(
        project_id=project.id or 0,
        item_code=item.code,
        seq=row.seq,
        stage=item.stage,
        department_code=item.department_code,
        lead_department_code=group_lead or item.lead_department_code,
        mode=row.mode,
        parallel_group=row.parallel_group,
        optional=row.optional and item.code not in chosen,
        conversion_requires=list(row.conversion_requires),
        links=[dict(link) for link in row.links],
        prerequisites=list(item.prerequisites),
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        day_unit=item.day_unit,
        limits_status=item.limits_status,
        holder="agent",
    )


def add_materials(work: UnitOfWork, project: Project, steps: list[Step], codes: set[str]) -> None:
    """The checklist of each step; what the shared archive has is never asked of the enterprise.

    `codes`: every item on the roadmap, for who produces what.
    """
    wanted = catalogue.materials(work.session)
    work.session.add_all(
        [
            _material(project, step, material, codes)
            for step in steps
            for material in wanted.get(step.item_code, ())
        ]
    )
    work.session.flush()


def _material(project: Project, step: Step, material: MaterialView, codes: set[str]) -> StepMaterial:
    producer = MaterialSpec(material.name_zh, material.source).producer(codes)
    is_shared = producer is None and "archive" in material.source.split("|")
    return StepMaterial(
        project_id=project.id or 0,
        step_id=step.id or 0,
        name_zh=material.name_zh,
        name_en=material.name_en,
        requirement=material.requirement,
        defer_workdays=material.defer_workdays,
        source=material.source,
        state=(MaterialState.ARCHIVED if is_shared else MaterialState.OWED).value,
        produced_by=producer,
    )
