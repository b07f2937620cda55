"""What a new version of a package offers to running roadmaps: listed, previewed, taken over item by item."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.template_offers import Offer, Own, offers
from domain.templates import TemplateBody, TemplateRow
from domain.vocabulary import Mode, StateKind
from models import Account, Project, RoadmapTemplate, Step, TemplateVersion
from services.database import reading
from services.queries import one_readable, visible
from services.templates.bodies import body_at, current_body, links_from
from services.templates.checking import Shelf
from services.templates.step_acts import has_begun
from services.templates.viewing import RUNNING
from services.templates.views import DifferenceView
from services.templates.wording import Words
from services.words import named

MOST = 200


@dataclass(frozen=True)
class OfferRow:
    """One difference as it concerns the project. `mine`: what the roadmap has; `kept_because`: code or ''."""

    difference: DifferenceView
    mine: str
    kept_because: str
    is_fixed: bool
    is_taken: bool

    @property
    def key(self) -> str:
        return self.difference.key


@dataclass(frozen=True)
class OfferView:
    """A new version beside one running roadmap; `notes` say what was published since its version."""

    project_id: int
    project_version: int
    package: str
    from_version: int
    to_version: int
    notes: tuple[str, ...]
    rows: tuple[OfferRow, ...]


@dataclass(frozen=True)
class OfferLine:
    """A running project with differences that nobody has decided on yet."""

    project_id: int
    project: str
    agent: str
    package: str
    template_code: str
    from_version: int
    to_version: int
    count: int


@dataclass(frozen=True)
class Found:
    """The offers of one project with the two versions that they lie between."""

    base: TemplateBody
    new: TemplateBody
    offers: tuple[Offer, ...]


def open_offer(*, project_id: int, actor: Actor) -> OfferView | None:
    """What the package's current version would change here; None if nothing waits to be decided.

    Raises Forbidden, NotFound.
    """
    require(actor, Permission.EDIT_PROJECT)
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        template = session.get_one(RoadmapTemplate, project.template_code)
        if not is_behind(project, template):
            return None
        found = found_offers(session, project, steps_of(session, [project_id])[project_id])
        if not found.offers:
            return None
        words = Words(Shelf(session), actor.lang)
        return OfferView(
            project_id=project_id,
            project_version=project.version,
            package=named(template, actor.lang),
            from_version=project.template_version,
            to_version=template.version,
            notes=_notes(session, project),
            rows=tuple(_row(words, found, offer) for offer in found.offers),
        )


def is_behind(project: Project, template: RoadmapTemplate) -> bool:
    return project.template_version < template.version and project.status in RUNNING


def found_offers(session: Session, project: Project, steps: Sequence[Step]) -> Found:
    """The three-way difference of one project."""
    base = body_at(session, project.template_code, project.template_version)
    new = current_body(session, project.template_code)
    return Found(base, new, offers(base, new, _own(steps)))


def _own(steps: Iterable[Step]) -> dict[str, Own]:
    return {step.item_code: _own_step(step) for step in steps}


def _own_step(step: Step) -> Own:
    is_joint = step.mode == Mode.PARALLEL
    return Own(
        row=row_of(step),
        lead=step.lead_department_code if is_joint and step.parallel_group else None,
        state_kind=StateKind(step.state_kind),
        has_begun=has_begun(step),
        edited=frozenset(step.local_edits),
    )


def row_of(step: Step) -> TemplateRow:
    """A step as a package would say it."""
    return TemplateRow(
        item_code=step.item_code,
        seq=step.seq,
        mode=step.mode,
        parallel_group=step.parallel_group,
        optional=step.optional,
        conversion_requires=tuple(step.conversion_requires),
        links=links_from(step.links),
    )


def steps_of(session: Session, project_ids: Collection[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {project_id: [] for project_id in project_ids}
    query = select(Step).where(col(Step.project_id).in_(project_ids)).order_by(col(Step.seq))
    for step in session.exec(query):
        found[step.project_id].append(step)
    return found


def _notes(session: Session, project: Project) -> tuple[str, ...]:
    query = select(TemplateVersion.note).where(
        TemplateVersion.template_code == project.template_code,
        TemplateVersion.version > project.template_version,
    )
    return tuple(note for note in session.exec(query.order_by(col(TemplateVersion.version))) if note)


def _row(words: Words, found: Found, offer: Offer) -> OfferRow:
    one = offer.difference
    return OfferRow(
        difference=words.difference(one, found.base, found.new),
        mine=_mine(words, found, offer),
        kept_because=offer.kept_because.value if offer.kept_because else "",
        is_fixed=offer.is_fixed,
        is_taken=offer.kept_because is None,
    )


def _mine(words: Words, found: Found, offer: Offer) -> str:
    """What the roadmap has now, said with the groups of the version it is based on, else of the new one."""
    if offer.mine is None:
        return ""
    groups = {group.parallel_group: group for group in (*found.new.groups, *found.base.groups)}
    rest = tuple(row for row in found.base.rows if row.item_code != offer.mine.item_code)
    rows = sorted((*rest, offer.mine), key=lambda row: (row.seq, row.item_code))
    return words.value(offer.difference.aspect, TemplateBody(tuple(rows), tuple(groups.values())), offer.mine)


def list_offers(*, actor: Actor, template_code: str | None = None) -> tuple[OfferLine, ...]:
    """Running projects that a newer version of their package would change, for coordinators; at most `MOST`.

    Raises Forbidden.
    """
    require(actor, Permission.ASSIGN)
    with reading(actor) as session:
        rows = _behind(session, actor, template_code)
        steps = steps_of(session, [project.id or 0 for project, *_ in rows])
        lines = (
            OfferLine(
                project_id=project.id or 0,
                project=project.name,
                agent=agent or "",
                package=named(template, actor.lang),
                template_code=template.code,
                from_version=project.template_version,
                to_version=template.version,
                count=len(found_offers(session, project, steps[project.id or 0]).offers),
            )
            for project, template, agent in rows
        )
        return tuple(line for line in lines if line.count)


def _behind(
    session: Session, actor: Actor, template_code: str | None
) -> Sequence[tuple[Project, RoadmapTemplate, str | None]]:
    query = (
        select(Project, RoadmapTemplate, Account.display_name)
        .join(RoadmapTemplate, col(RoadmapTemplate.code) == Project.template_code)
        .outerjoin(Account, col(Account.id) == Project.primary_agent_id)
        .where(visible(actor, Project), col(Project.status).in_(RUNNING))
        .where(Project.template_version < RoadmapTemplate.version)
        .order_by(col(Project.template_version), col(Project.id))
        .limit(MOST)
    )
    if template_code:
        query = query.where(Project.template_code == template_code)
    return session.exec(query).all()


def waiting(*, project_id: int, actor: Actor) -> int:
    """How many differences wait on a project; 0 is cheap, and what most projects have."""
    found = open_offer(project_id=project_id, actor=actor)
    return len(found.rows) if found else 0
