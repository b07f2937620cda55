"""The actor's projects at a glance, and who is away."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.vocabulary import AssignmentRole, Light, ProjectStatus, Role, StateKind
from models import Absence, Account, ApprovalItem, Project, Step
from services import agency
from services.dashboard.attention import item_names
from services.desk.surroundings import Surroundings
from services.desk.views import AbsenceNote, ProjectCard
from services.lifecycle_words import light_reason
from services.words import named

RUNNING = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED)
_COLUMNS = (
    *(Project.id, Project.name, Project.status, Project.light, Project.light_reason),
    *(Project.light_params, Project.stage, Project.current_due_on, Project.last_verified_on),
    *(Project.entered_on, Project.primary_agent_id, Project.backup_agent_id, Project.coordinator_id),
    *(Step.state_kind, Step.paused_on),
    *(ApprovalItem.short_zh, ApprovalItem.short_en, ApprovalItem.name_zh, ApprovalItem.name_en),
)
_SHOWN = 40
_NOTES = 20


def own_projects(session: Session, here: Surroundings) -> list[Any]:
    """Columns of the projects the desk is about: an agent's as A or B, for a coordinator those without
    an agent present."""
    actor = here.actor
    if actor.role is Role.AGENT:
        mine = (Project.primary_agent_id == actor.account_id) | (Project.backup_agent_id == actor.account_id)
    else:
        mine = Project.primary_agent_id.in_(_away_now(here.today))
    query = (
        select(*_COLUMNS)
        .outerjoin(Step, Step.id == Project.current_step_id)
        .outerjoin(ApprovalItem, ApprovalItem.code == Step.item_code)
        .where(mine, Project.status.in_(RUNNING))
        .order_by(Project.name, Project.id)
    )
    return list(session.exec(query))


def _away_now(today: date) -> Any:
    return select(Absence.agent_id).where(*_covers(today))


def _covers(today: date) -> tuple[Any, ...]:
    is_kept = Absence.cancelled_at == None  # noqa: E711 (SQL)
    return Absence.from_on <= today, Absence.until_on >= today, is_kept


def acting(session: Session, here: Surroundings, projects: Sequence[Any]) -> Mapping[int, int | None]:
    """Who acts on each project today."""
    return agency.acting_of(session, projects, here.today)


def cards(
    session: Session, here: Surroundings, projects: Iterable[Any], by_project: Mapping[int, int | None]
) -> tuple[ProjectCard, ...]:
    """Cards, the own A roles first, the worst light on top; a project once, whatever roles one has on it."""
    projects = list(projects)[:_SHOWN]
    names = item_names(session, here.actor.lang) if projects else {}
    people = _names(session, set(by_project.values()))
    found = [_card(here, row, by_project.get(row.id), names, people) for row in projects]
    return tuple(sorted(found, key=_prominence))


def _prominence(card: ProjectCard) -> tuple[bool, bool, int]:
    return card.role != AssignmentRole.PRIMARY, not card.is_acting, list(Light).index(Light(card.light))


def _names(session: Session, ids: set[int | None]) -> dict[int, str]:
    wanted = sorted(one for one in ids if one)
    if not wanted:
        return {}
    found = session.exec(select(Account.id, Account.display_name).where(Account.id.in_(wanted)))
    return dict(found.all())


def _card(
    here: Surroundings, row: Any, acting_id: int | None, names: Mapping[str, str], people: Mapping[int, str]
) -> ProjectCard:
    me, since = here.actor.account_id, row.last_verified_on
    is_primary = row.primary_agent_id == me
    is_backup = row.backup_agent_id == me
    role = AssignmentRole.PRIMARY if is_primary else AssignmentRole.BACKUP if is_backup else Role.COORDINATOR
    age = here.days.workdays_between(since, here.today) if since else None
    return ProjectCard(
        id=row.id,
        name=row.name,
        light=row.light,
        light_reason=light_reason(row.light_reason, row.light_params, lang=here.actor.lang, names=names),
        stage=row.stage,
        current=named(row, here.actor.lang) or "",
        current_due_on=row.current_due_on,
        left_workdays=_left(here, row),
        is_paused=row.state_kind == StateKind.PAUSED,
        role=role.value,
        is_acting=acting_id == me and not is_primary,
        acting_name=people.get(acting_id or 0, "") if acting_id != row.primary_agent_id else "",
        last_verified_on=since,
        verified_days=(here.today - since).days if since else None,
        is_verified_today=since is not None and since >= here.today,
        is_stale=age is None or age > here.numbers["verify.cap_days"],
    )


def _left(here: Surroundings, row: Any) -> int | None:
    """Working days left of the present step; a stopped clock does not run on."""
    if row.current_due_on is None:
        return None
    is_paused = row.state_kind == StateKind.PAUSED and row.paused_on
    return here.days.workdays_between(row.paused_on if is_paused else here.today, row.current_due_on)


def absences(session: Session, here: Surroundings, projects: Iterable[Any]) -> tuple[AbsenceNote, ...]:
    """An agent's own absences to come and those of the people one stands in for, the next first; for a
    coordinator everybody who is away today."""
    me = here.actor.account_id
    covered = Counter(row.primary_agent_id for row in projects if row.primary_agent_id not in (None, me))
    is_agent = here.actor.role is Role.AGENT
    wanted = Absence.agent_id.in_([me, *covered]) if is_agent else Absence.from_on <= here.today
    query = (
        select(Absence.agent_id, Account.display_name, Absence.from_on, Absence.until_on)
        .join(Account, Account.id == Absence.agent_id)
        .where(wanted, Absence.until_on >= here.today)
        .where(Absence.cancelled_at == None)  # noqa: E711 (SQL)
        .order_by(Absence.from_on, Absence.id)
        .limit(_NOTES)
    )
    return tuple(
        AbsenceNote(
            name=name,
            from_on=from_on,
            until_on=until_on,
            is_self=agent == me,
            is_now=from_on <= here.today,
            projects=covered[agent],
        )
        for agent, name, from_on, until_on in session.exec(query)
    )


def away_count(session: Session, today: date) -> int:
    """How many agents are away today."""
    counted = select(func.count(Absence.agent_id.distinct())).where(*_covers(today))
    return session.exec(counted).one()
