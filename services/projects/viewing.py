"""One project as its page shows it."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, select

from domain.access import Actor, Permission, can, require
from domain.personal_data import masked_mail, masked_phone
from domain.vocabulary import Party, Role, StateKind
from domain.workdays import WorkCalendar
from models import Account, Enterprise, Project, RoadmapTemplate, Step
from services import agency, calendar, catalogue, clock
from services.catalogue import ItemView
from services.database import reading
from services.lifecycle_words import item_names, light_reason, state_word
from services.projects.views import CurrentStepView, PersonView, ProjectView
from services.projects.working import may_work
from services.queries import one_readable
from services.words import named, translate

_DEPARTMENTS = (Party.DEPARTMENT, Party.LEAD_DEPARTMENT)
_STILL = (StateKind.OPEN, StateKind.ENDED, StateKind.DROPPED)


def project_view(*, project_id: int, actor: Actor) -> ProjectView:
    """The project with its enterprise, its people and where it stands. Raises Forbidden, NotFound."""
    require(actor, Permission.SEE_PROJECTS)
    today = clock.today()
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        enterprise = session.get_one(Enterprise, project.enterprise_id)
        template = session.get_one(RoadmapTemplate, project.template_code)
        days, items = calendar.current(session), catalogue.items(session)
        verified = project.last_verified_on
        return ProjectView(
            **{name: getattr(project, name) for name in _SAME},
            **{name: getattr(project, name) or "" for name in _TEXTS},
            **_contact(enterprise, works_on=_works_on(actor, project)),
            **_people(session, project, today),
            id=project.id or 0,
            light_reason=_reason(items, project, actor.lang),
            template_name=named(template, actor.lang),
            verified_workdays_ago=days.workdays_between(verified, today) if verified else None,
            is_verified_today=verified == today,
            current=_current(session, project, items, days, actor.lang, today),
            is_backfilled=project.backfilled_at is not None,
            may_edit=can(actor, Permission.EDIT_PROJECT) and may_work(session, actor, project, today),
            may_assign=can(actor, Permission.ASSIGN),
            today=today,
        )


def _works_on(actor: Actor, project: Project) -> bool:
    """Those who call the enterprise: its two agents and the coordinators."""
    mine = actor.account_id in (project.primary_agent_id, project.backup_agent_id)
    return actor.is_system or actor.role is Role.COORDINATOR or (actor.role is Role.AGENT and mine)


def _contact(enterprise: Enterprise, *, works_on: bool) -> dict[str, object]:
    phone, email = enterprise.phone or "", enterprise.email or ""
    return {
        "enterprise_id": enterprise.id or 0,
        "enterprise": enterprise.name,
        "uscc": enterprise.uscc,
        "contact": enterprise.contact or "",
        "phone": phone if works_on else masked_phone(phone),
        "email": email if works_on else masked_mail(email),
        "is_contact_masked": not works_on,
    }


def _people(session: Session, project: Project, today: date) -> dict[str, PersonView | None]:
    acting = agency.acting_of(session, [project], today).get(project.id or 0)
    ids = {
        "primary": project.primary_agent_id,
        "backup": project.backup_agent_id,
        "acting": acting,
        "coordinator": project.coordinator_id,
        "leader": project.leader_id,
    }
    people = _persons(session, [account_id for account_id in ids.values() if account_id])
    return {role: people.get(account_id or 0) for role, account_id in ids.items()}


def _persons(session: Session, ids: Iterable[int]) -> dict[int, PersonView]:
    columns = (Account.id, Account.display_name, Account.phone, Account.post)
    found = session.exec(select(*columns).where(Account.id.in_(list(ids))))  # type: ignore
    return {row[0] or 0: PersonView(row[0] or 0, row[1], row[2] or "", row[3] or "") for row in found}


def _reason(items: Mapping[str, ItemView], project: Project, lang: str) -> str:
    names = item_names(items, lang)
    return light_reason(project.light_reason, project.light_params, lang=lang, names=names)


def _current(
    session: Session,
    project: Project,
    items: Mapping[str, ItemView],
    days: WorkCalendar,
    lang: str,
    today: date,
) -> CurrentStepView | None:
    step = session.get(Step, project.current_step_id) if project.current_step_id else None
    if step is None:
        return None
    departments = catalogue.departments(session)
    department = departments[step.department_code]
    holding = (
        departments.get(step.lead_department_code or "") if step.holder == Party.LEAD_DEPARTMENT else None
    )
    is_theirs = step.holder in _DEPARTMENTS
    counts = step.due_on is not None and step.state_kind not in _STILL
    return CurrentStepView(
        **{name: getattr(step, name) for name in _STEP_SAME},
        id=step.id or 0,
        code=step.item_code,
        name=named(items[step.item_code], lang),
        state_word=state_word(step.mode, step.state, lang=lang),
        department=named(department, lang),
        holder_word=named(holding or department, lang)
        if is_theirs
        else translate(f"party.{step.holder}", lang=lang),
        left_workdays=days.workdays_between(step.paused_on or today, step.due_on) if counts else None,  # type: ignore
    )


_SAME = [
    *("version", "name", "code", "status", "stage", "light", "template_code", "investment_wan"),
    *("annual_investment_wan", "land_mu", "signed_on", "entered_on", "closed_on", "planned_start"),
    *(
        "planned_production",
        "target_kind",
        "target_on",
        "forecast_finish_on",
        "baseline_finish_on",
        "last_verified_on",
    ),
    *("last_follow_up_on", "steps_done", "steps_needed", "open_problems", "overdue_problems"),
]
_TEXTS = ["status_reason", "park", "site", "build_type", "industry_code", "industry_name", "next_plan"]
_STEP_SAME = ["stage", "mode", "state", "light", "holder", "due_on", "plan_finish_on"]
