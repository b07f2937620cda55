"""What the filters of the pool and the intake form offer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from domain.identifiers import normalised_name
from domain.vocabulary import Role
from models import Account, ApprovalItem, Enterprise, Project, RoadmapTemplate, TemplateStep
from services.database import reading
from services.projects.identity import credit_code
from services.queries import visible
from services.templates.questions import asked_of, undecided
from services.words import named

MOST_PEOPLE = 300
_MOST_PARKS, _MOST_LIKELY = 60, 5


@dataclass(frozen=True)
class PoolChoices:
    """Names by code or id. People are empty for those who see only own projects, and where a district has
    more than `MOST_PEOPLE`: the search finds them by name."""

    templates: dict[str, str]
    parks: tuple[str, ...]
    agents: dict[int, str] = field(default_factory=dict)
    coordinators: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PeopleChoices:
    """Whom a new project may name, by account id."""

    agents: dict[int, str]
    coordinators: dict[int, str]
    leaders: dict[int, str]


@dataclass(frozen=True)
class PackageChoice:
    """A package with its questionnaire, question by code, and the optional items that no question decides."""

    code: str
    name: str
    steps: int
    questions: dict[str, str]
    optional: dict[str, str]


@dataclass(frozen=True)
class LikelyDuplicate:
    """A project in the pool that may be the one being entered."""

    name: str
    code: str | None
    enterprise: str
    status: str
    agent: str
    is_same_enterprise: bool


def pool_choices(*, actor: Actor) -> PoolChoices:
    """Packages, parks in use and, for those who see the whole district, people."""
    require(actor, Permission.SEE_PROJECTS)
    with reading(actor) as session:
        templates = session.exec(_PACKAGES)
        parks = session.exec(
            select(Project.park)
            .where(visible(actor, Project), Project.park != None)  # noqa: E711 (SQL)
            .distinct()
            .order_by(Project.park)
            .limit(_MOST_PARKS)
        )
        sees_all = actor.role in (Role.COORDINATOR, Role.LEADER)
        return PoolChoices(
            templates={row.code: named(row, actor.lang) for row in templates},
            parks=tuple(park for park in parks if park),
            agents=_people(session, Role.AGENT) if sees_all else {},
            coordinators=_people(session, Role.COORDINATOR) if sees_all else {},
        )


def people_choices(*, actor: Actor) -> PeopleChoices:
    """Active agents, coordinators and leaders by name, for the intake form."""
    require(actor, Permission.INTAKE)
    with reading(actor) as session:
        return PeopleChoices(
            _people(session, Role.AGENT), _people(session, Role.COORDINATOR), _people(session, Role.LEADER)
        )


def _people(session: Session, role: Role) -> dict[int, str]:
    found = session.exec(_PEOPLE, params={"role": role}).all()
    return {} if len(found) > MOST_PEOPLE else {account_id or 0: name for account_id, name in found}


_PACKAGES: Any = select(  # type: ignore[call-overload]
    *(RoadmapTemplate.code, RoadmapTemplate.name_zh, RoadmapTemplate.name_en)
).order_by(RoadmapTemplate.seq)
_PEOPLE: Any = (
    select(Account.id, Account.display_name)
    .where(Account.role == bindparam("role"), Account.is_active)
    .order_by(Account.pinyin, Account.id)  # type: ignore[arg-type]
    .limit(MOST_PEOPLE + 1)
)


def package_choices(*, actor: Actor) -> tuple[PackageChoice, ...]:
    """The packages in use, in their order, each with what is asked about its optional items."""
    require(actor, Permission.INTAKE)
    with reading(actor) as session:
        query = select(RoadmapTemplate).where(RoadmapTemplate.is_active).order_by(RoadmapTemplate.seq)  # type: ignore[arg-type]
        items = {row.code: named(row, actor.lang) for row in session.exec(select(ApprovalItem))}
        steps = session.exec(select(TemplateStep).order_by(TemplateStep.seq)).all()  # type: ignore[arg-type]
        return tuple(
            _package(row, [step for step in steps if step.template_code == row.code], items, actor.lang)
            for row in session.exec(query)
        )


def _package(
    row: RoadmapTemplate, steps: Sequence[TemplateStep], items: dict[str, str], lang: str
) -> PackageChoice:
    optional = [step.item_code for step in steps if step.optional]
    return PackageChoice(
        code=row.code,
        name=named(row, lang),
        steps=len(steps) - len(optional),
        questions={one.code: one.text(lang) for one in asked_of(optional)},
        optional={code: items[code] for code in undecided(optional)},
    )


def likely_duplicates(
    *, project_name: str, enterprise_name: str, uscc: str, actor: Actor
) -> tuple[LikelyDuplicate, ...]:
    """Projects of this enterprise, and of this name elsewhere. `uscc` counts only once it is valid.

    For all who take projects in, also where they may not open the other project: names, never contacts.
    """
    require(actor, Permission.INTAKE)
    name, enterprise = normalised_name(project_name), normalised_name(enterprise_name)
    code = _code_or_none(uscc)
    same_enterprise = (Enterprise.name_normalised == enterprise) & (Enterprise.name_normalised != "")
    if code:
        same_enterprise = same_enterprise | (Enterprise.uscc == code)
    same_name = (Project.name_normalised == name) & (Project.name_normalised != "")
    with reading(actor) as session:
        found = session.exec(
            select(  # type: ignore[call-overload]
                Project.name,
                Project.code,
                Enterprise.name,
                Project.status,
                Account.display_name,
                same_enterprise,
            )
            .join(Enterprise, Enterprise.id == Project.enterprise_id)
            .outerjoin(Account, Account.id == Project.primary_agent_id)
            .where(same_enterprise | same_name)
            .order_by(Project.id.desc())  # type: ignore[union-attr]
            .limit(_MOST_LIKELY)
        )
        return tuple(_likely(*row) for row in found)


def _likely(
    name: str, code: str | None, enterprise: str, status: str, agent: str | None, is_same: bool
) -> LikelyDuplicate:
    return LikelyDuplicate(name, code, enterprise, status, agent or "", bool(is_same))


def _code_or_none(uscc: str) -> str | None:
    try:
        return credit_code(uscc)
    except BadInput:
        return None
