"""Editing one item of the catalogue and its materials; roadmaps begun before keep names of parties and modes.

What every plan reads from the catalogue itself (flavour, outdoor work, what an absent item hands on) counts
for open projects at once: they are planned anew in the same transaction.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Conflict, NotFound
from models import ApprovalItem, ItemMaterial, Project, RoadmapTemplate, Step, TemplateStep
from services import audit, catalogue, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.items.checking import check, check_material, refuse_cycles
from services.items.drafts import ItemDraft, MaterialDraft
from services.items.views import ItemDetail
from services.lifecycle_words import item_names
from services.steps.settling import settle_project
from services.steps.ticking import LIVE
from services.words import named

_READ_BY_PLANS = {"prerequisites", "tolerance_flavour", "outdoor"}


def item(*, code: str, actor: Actor) -> ItemDetail:
    """One item with all that may be edited. Raises Forbidden, NotFound limits.unknown_item."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with reading(actor) as session:
        row = _row(session, code)
        names = item_names(catalogue.items(session), actor.lang)
        materials = catalogue.materials(session).get(code, ())
        used = (
            select(RoadmapTemplate)
            .join(TemplateStep, col(TemplateStep.template_code) == RoadmapTemplate.code)
            .where(TemplateStep.item_code == code)
            .order_by(col(RoadmapTemplate.seq))
        )
        return ItemDetail(
            code=code,
            version=row.version,
            draft=draft_of(row),
            materials=tuple(
                MaterialDraft(
                    name_zh=one.name_zh,
                    name_en=one.name_en,
                    requirement=one.requirement,
                    defer_workdays=one.defer_workdays,
                    source=one.source,
                )
                for one in materials
            ),
            used_in=tuple(named(template, actor.lang) for template in session.exec(used)),
            names={other: name for other, name in names.items() if other != code},
            departments={
                key: named(view, actor.lang) for key, view in catalogue.departments(session).items()
            },
        )


def names_of_items(*, actor: Actor) -> dict[str, str]:
    """Code → short name of every item, for whoever is signed in: a catalogue's names are no secret."""
    with reading(actor) as session:
        return item_names(catalogue.items(session), actor.lang)


def save(*, code: str, draft: ItemDraft, version: int, actor: Actor) -> None:
    """Store an item's new state without its limits.

    Raises Forbidden, NotFound limits.unknown_item, Conflict limits.changed_meanwhile, BadInput and RuleBroken
    items.* as `checking` says.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    with unit_of_work(actor) as work:
        row = _locked(work, code, version)
        session = work.session
        check(code, draft, items=catalogue.items(session), departments=catalogue.departments(session))
        changed = write(work, row, draft)
        if changed & _READ_BY_PLANS:
            if "prerequisites" in changed:
                refuse_cycles(session, lang=actor.lang)
            replan(work, [code])


def save_materials(*, code: str, drafts: Sequence[MaterialDraft], version: int, actor: Actor) -> None:
    """Replace the list of materials that new roadmaps ask for; roadmaps begun before keep theirs.

    Raises as `save`, and BadInput items.material_* and items.material_twice (name).
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    with unit_of_work(actor) as work:
        row, session = _locked(work, code, version), work.session
        known = catalogue.items(session)
        seen: set[str] = set()
        for draft in drafts:
            check_material(draft, items=known)
            if draft.name_zh in seen:
                raise BadInput("items.material_twice", name=draft.name_zh)
            seen.add(draft.name_zh)
        old = session.exec(select(ItemMaterial).where(ItemMaterial.item_code == code)).all()
        before = [one.name_zh for one in old]
        evidence = {one.name_zh: one.evidence for one in old}
        for one in old:
            session.delete(one)
        session.flush()
        session.add_all(_material(code, draft, evidence) for draft in drafts)
        row.version += 1
        session.add(row)
        session.flush()
        refuse_cycles(session, lang=actor.lang)
        audit.record(
            work,
            action="item.materials",
            subject_type="item",
            subject_id=code,
            before={"materials": before},
            after={"materials": [draft.name_zh for draft in drafts]},
        )


def _material(code: str, draft: MaterialDraft, evidence: dict[str, str]) -> ItemMaterial:
    values = draft.model_dump() | {"name_en": draft.name_en or draft.name_zh}
    if draft.requirement != "deferrable":
        values["defer_workdays"] = None
    return ItemMaterial(item_code=code, evidence=evidence.get(draft.name_zh, ""), **values)


def write(work: UnitOfWork, row: ApprovalItem, draft: ItemDraft) -> set[str]:
    """Write what differs, count the version, audit it; the names of the changed columns."""
    before, after = audit.changes(row, columns(draft))
    if not after:
        return set()
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    work.session.add(row)
    work.session.flush()
    audit.record(
        work, action="item.change", subject_type="item", subject_id=row.code, before=before, after=after
    )
    return set(after)


def columns(draft: ItemDraft) -> dict[str, Any]:
    """A draft as the row's columns."""
    values = draft.model_dump()
    values["prerequisites"], values["modes_allowed"] = list(draft.prerequisites), list(draft.modes_allowed)
    values["name_en"] = draft.name_en or draft.name_zh
    for name in ("lead_department_code", "tolerance_flavour"):
        values[name] = values[name] or None
    return values


def draft_of(row: ApprovalItem) -> ItemDraft:
    known = {name: getattr(row, name) for name in ItemDraft.model_fields}
    for name in ("lead_department_code", "tolerance_flavour"):
        known[name] = known[name] or ""
    return ItemDraft(**known)


def replan(work: UnitOfWork, codes: Sequence[str]) -> None:
    """Open projects that have one of these items, settled anew."""
    today = clock.local(work.now).date()
    has = select(Step.project_id).where(col(Step.item_code).in_(codes))
    query = select(Project).where(col(Project.status).in_(LIVE), col(Project.id).in_(has))
    for project in work.session.exec(query.order_by(col(Project.id))).all():
        settle_project(work, project=project, today=today)


def _row(session: Session, code: str) -> ApprovalItem:
    row = session.get(ApprovalItem, code)
    if row is None:
        raise NotFound("limits.unknown_item", item=code)
    return row


def _locked(work: UnitOfWork, code: str, version: int) -> ApprovalItem:
    row = work.session.get(ApprovalItem, code, with_for_update=True)
    if row is None:
        raise NotFound("limits.unknown_item", item=code)
    if row.version != version:
        raise Conflict(
            "limits.changed_meanwhile", item=row.name_en if work.actor.lang == "en" else row.name_zh
        )
    return row
