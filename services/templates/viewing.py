"""Reading packages: the list, one of them or a draft of it, two versions side by side, what may be added."""

from collections.abc import Mapping

from sqlmodel import Session, col, func, select

from domain.access import Actor
from domain.template_offers import Aspect, Difference, differences
from domain.templates import TemplateBody
from domain.vocabulary import ProjectStatus
from models import Account, Project, RoadmapTemplate, TemplateStep, TemplateVersion
from services.database import reading
from services.templates.access import may_edit, require_reader
from services.templates.bodies import body_at, current_body, template_row
from services.templates.checking import Finishes, Shelf, faults, finishes
from services.templates.views import DifferenceView, ItemChoice, PackageLine, PackageView, VersionLine
from services.templates.wording import Words
from services.words import named, of_error

RUNNING = (ProjectStatus.UNASSIGNED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)


def list_packages(*, actor: Actor) -> tuple[PackageLine, ...]:
    """Every package in its order, retired ones last. Raises Forbidden."""
    require_reader(actor)
    with reading(actor) as session:
        steps, optional = _step_counts(session)
        projects, behind = _project_counts(session)
        published = dict(
            session.exec(
                select(TemplateVersion.template_code, func.max(TemplateVersion.published_at)).group_by(
                    TemplateVersion.template_code
                )
            ).all()
        )
        rows = session.exec(
            select(RoadmapTemplate).order_by(col(RoadmapTemplate.is_active).desc(), col(RoadmapTemplate.seq))
        )
        return tuple(
            PackageLine(
                code=row.code,
                name=named(row, actor.lang),
                version=row.version,
                is_active=row.is_active,
                steps=steps.get(row.code, 0),
                optional=optional.get(row.code, 0),
                projects=projects.get(row.code, 0),
                behind=behind.get(row.code, 0),
                published_at=published.get(row.code),
            )
            for row in rows
        )


def _step_counts(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    steps: dict[str, int] = {}
    optional: dict[str, int] = {}
    query = select(TemplateStep.template_code, TemplateStep.optional, func.count()).group_by(
        col(TemplateStep.template_code), col(TemplateStep.optional)
    )
    for code, is_optional, count in session.exec(query):
        steps[code] = steps.get(code, 0) + count
        if is_optional:
            optional[code] = count
    return steps, optional


def _project_counts(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    """Running projects by package, and those whose roadmap is based on an earlier version."""
    of_package = Project.template_code == RoadmapTemplate.code
    is_behind = Project.template_version < RoadmapTemplate.version
    base = (
        select(Project.template_code, func.count())
        .join(RoadmapTemplate, of_package)  # type: ignore[arg-type]
        .where(col(Project.status).in_(RUNNING))
        .group_by(col(Project.template_code))
    )
    return dict(session.exec(base).all()), dict(session.exec(base.where(is_behind)).all())


def package_view(*, code: str, draft: TemplateBody | None = None, actor: Actor) -> PackageView:
    """A package as published, or as a draft would make it: faults, differences and the time it then takes.

    Raises Forbidden, NotFound roadmap.unknown_template.
    """
    require_reader(actor)
    with reading(actor) as session:
        template = template_row(session, code)
        shelf, published = Shelf(session), current_body(session, code)
        words, body = Words(shelf, actor.lang), draft or published
        found = faults(shelf, body, actor.lang)
        changes = differences(published, body)
        usable = [one for one in changes if one.item_code in shelf.items]
        return PackageView(
            code=code,
            name=named(template, actor.lang),
            version=template.version,
            is_active=template.is_active,
            body=body,
            published=published,
            rows=words.rows(body, _marks(changes)),
            versions=_versions(session, code),
            projects=_project_counts(session)[0].get(code, 0),
            faults=tuple(of_error(fault, lang=actor.lang) for fault in found),
            differences=tuple(words.difference(one, published, body) for one in usable),
            finishes={} if found else finishes(shelf, body),
            finishes_before=_finishes(shelf, published, actor.lang) if draft else {},
            may_edit=may_edit(actor),
        )


def _finishes(shelf: Shelf, body: TemplateBody, lang: str) -> Finishes:
    """Of a published package; none while a change of the catalogue makes it unsound."""
    return {} if faults(shelf, body, lang) else finishes(shelf, body)


def _marks(changes: tuple[Difference, ...]) -> Mapping[str, str]:
    return {one.item_code: "added" if one.aspect is Aspect.ADDED else "changed" for one in changes}


def _versions(session: Session, code: str) -> tuple[VersionLine, ...]:
    """Newest first; version 1 of a packaged one was published by nobody."""
    query = (
        select(TemplateVersion, Account.display_name)
        .outerjoin(Account, col(Account.id) == TemplateVersion.published_by)
        .where(TemplateVersion.template_code == code)
        .order_by(col(TemplateVersion.version).desc())
    )
    return tuple(
        VersionLine(row.version, row.note or "", name or "", row.published_at)
        for row, name in session.exec(query)
    )


def compare(*, code: str, older: int, newer: int, actor: Actor) -> tuple[DifferenceView, ...]:
    """What differs between two published versions, item by item.

    Raises Forbidden, NotFound roadmap.unknown_template, templates.no_such_version.
    """
    require_reader(actor)
    with reading(actor) as session:
        words = Words(Shelf(session), actor.lang)
        base, new = body_at(session, code, older), body_at(session, code, newer)
        return tuple(words.difference(one, base, new) for one in differences(base, new))


def item_choices(*, actor: Actor) -> dict[str, ItemChoice]:
    """Every item of the catalogue with the modes it permits. Raises Forbidden."""
    require_reader(actor)
    with reading(actor) as session:
        return {
            item.code: ItemChoice(
                item.code, named(item, actor.lang), item.stage, item.department_code, item.modes_allowed
            )
            for item in Shelf(session).items.values()
        }
