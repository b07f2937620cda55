"""Changing packages: publish a draft as the next version, copy, retire. Nothing unsound is ever stored."""

from sqlmodel import col, func, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Conflict, RuleBroken
from domain.template_offers import differences
from models import RoadmapTemplate
from services import audit
from services.database import UnitOfWork, unit_of_work
from services.templates.bodies import (
    current_body,
    json_of,
    replace_rows,
    store_version,
    template_row,
    write_down_missing,
)
from services.templates.checking import Shelf, faults
from services.templates.drafts import CopyDraft, PackageDraft
from services.templates.keeping import forget


def publish(*, draft: PackageDraft, actor: Actor) -> int:
    """Make a draft the package's next version, for new projects at once; returns the version.

    Running roadmaps keep theirs until somebody takes the difference over (`offers`).
    Raises Forbidden, NotFound roadmap.unknown_template, Conflict access.stale, BadInput
    templates.note_missing, RuleBroken templates.unchanged, templates.…, roadmap.… for an unsound draft.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    if not draft.note:
        raise BadInput("templates.note_missing")
    with unit_of_work(actor) as work:
        template = _held(work, draft.template_code)
        if template.version != draft.version:
            raise Conflict("access.stale")
        before, body = current_body(work.session, template.code), draft.body
        if body == before:
            raise RuleBroken("templates.unchanged")
        for fault in faults(Shelf(work.session), body, actor.lang):
            raise fault
        write_down_missing(work, [template])
        template.version += 1
        replace_rows(work, template.code, body)
        store_version(work, template, body, draft.note)
        forget(work, template.code)
        work.session.add(template)
        audit.record(
            work,
            action="template.publish",
            subject_type="template",
            subject_id=template.code,
            before={"version": draft.version},
            after={"version": template.version, "changed": [one.key for one in differences(before, body)]},
            reason=draft.note,
        )
        return template.version


def copy(*, draft: CopyDraft, actor: Actor) -> str:
    """A new package with the items of another, at once offered at intake; returns its code.

    Raises Forbidden, NotFound roadmap.unknown_template, BadInput templates.name_missing,
    RuleBroken templates.name_taken.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    if not draft.name_zh:
        raise BadInput("templates.name_missing")
    with unit_of_work(actor) as work:
        source = _held(work, draft.source)
        _refuse_taken(work, draft.name_zh)
        body = current_body(work.session, source.code)
        last = work.session.exec(select(func.max(RoadmapTemplate.seq))).one() or 0
        template = RoadmapTemplate(
            code=_free_code(work, source.code),
            seq=last + 1,
            name_zh=draft.name_zh,
            name_en=draft.name_en or draft.name_zh,
        )
        work.session.add(template)
        work.session.flush()
        replace_rows(work, template.code, body)
        store_version(work, template, body, None)
        audit.record(
            work,
            action="template.copy",
            subject_type="template",
            subject_id=template.code,
            after={"name_zh": template.name_zh, "source": source.code, **json_of(body)},
        )
        return template.code


def set_active(*, code: str, is_active: bool, actor: Actor) -> None:
    """Retire a package (no new project is made from it; running ones go on), or bring it back.

    Raises Forbidden, NotFound roadmap.unknown_template, RuleBroken templates.last_package.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    with unit_of_work(actor) as work:
        template = _held(work, code)
        if template.is_active == is_active:
            return
        others = select(RoadmapTemplate.code).where(RoadmapTemplate.is_active, RoadmapTemplate.code != code)
        if not is_active and work.session.exec(others).first() is None:
            raise RuleBroken("templates.last_package")
        template.is_active = is_active
        work.session.add(template)
        audit.record(
            work,
            action="template.bring_back" if is_active else "template.retire",
            subject_type="template",
            subject_id=code,
            before={"is_active": not is_active},
            after={"is_active": is_active},
        )


def _held(work: UnitOfWork, code: str) -> RoadmapTemplate:
    """The package, locked until the transaction ends."""
    template_row(work.session, code)
    query = select(RoadmapTemplate).where(RoadmapTemplate.code == code).with_for_update()
    return work.session.exec(query.execution_options(populate_existing=True)).one()


def _refuse_taken(work: UnitOfWork, name: str) -> None:
    taken = select(RoadmapTemplate.code).where(col(RoadmapTemplate.name_zh) == name)
    if work.session.exec(taken).first() is not None:
        raise RuleBroken("templates.name_taken", name=name)


def _free_code(work: UnitOfWork, source: str) -> str:
    """`service_commerce_2`, or the next number that is free."""
    codes = set(work.session.exec(select(RoadmapTemplate.code)))
    return next(code for n in range(2, len(codes) + 3) if (code := f"{source[:52]}_{n}") not in codes)
