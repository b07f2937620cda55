"""A project enters the pool: from the intake form or a ledger."""

from datetime import date

from sqlmodel import Session

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, NotFound, RuleBroken
from domain.identifiers import normalised_name
from domain.months import planned_month
from domain.vocabulary import ProjectStatus, Role
from models import Account, Enterprise, Project, RoadmapTemplate
from services import agency, audit, clock, lights, project_duties, roadmaps
from services.database import UnitOfWork, unit_of_work
from services.projects.drafts import IntakeDraft
from services.projects.enterprises import enterprise_for
from services.projects.identity import (
    project_code,
    refresh_search_text,
    refuse_existing,
    same_project,
    wait_for_turn,
)
from services.templates.answering import answer_at_intake, needed_at_intake
from services.words import named


def intake(*, draft: IntakeDraft, actor: Actor) -> int:
    """Take a project into the pool with its roadmap and agents, verified today; returns its id.

    An agent takes in own projects (A) or leaves A open; coordinators name anybody.
    Raises as `add`, and Forbidden projects.agent_names_others, RuleBroken templates.retired.
    """
    require(actor, Permission.INTAKE)
    today = clock.today()
    if actor.role is Role.AGENT and draft.primary_agent_id not in (None, actor.account_id):
        raise Forbidden("projects.agent_names_others")
    with unit_of_work(actor) as work:
        template = work.session.get(RoadmapTemplate, draft.template_code)
        if template is not None and not template.is_active:
            raise RuleBroken("templates.retired", package=named(template, actor.lang))
        project = add(work, draft=draft.model_copy(update={"last_verified_on": today}), today=today)
        return project.id or 0


def add(work: UnitOfWork, *, draft: IntakeDraft, today: date) -> Project:
    """As `intake`, inside an open transaction; `last_verified_on` as the draft has it.

    Raises BadInput projects.name_missing/enterprise_missing/month_bad/signed_in_future/phone_bad/mail_bad,
    identifiers.…; RuleBroken projects.exists, projects.credit_code_of_another, projects.backup_alone and
    those of agency; NotFound roadmap.unknown_template; BadInput questions.exclude_each_other.
    """
    if not normalised_name(draft.project_name):
        raise BadInput("projects.name_missing")
    if draft.signed_on and draft.signed_on > today:
        raise BadInput("projects.signed_in_future", day=draft.signed_on)
    if draft.backup_agent_id and not draft.primary_agent_id:
        raise RuleBroken("projects.backup_alone")
    if work.session.get(RoadmapTemplate, draft.template_code) is None:
        raise NotFound("roadmap.unknown_template", template=draft.template_code)
    wait_for_turn(work)
    code = project_code(draft.project_code)
    enterprise = enterprise_for(work, name=draft.enterprise_name, uscc=draft.uscc, contact=draft)
    found = same_project(work.session, code=code, enterprise_id=enterprise.id, name=draft.project_name)
    refuse_existing(work.session, found)
    project = _row(work, draft, code, enterprise, today)
    _record(work, project, enterprise)
    needed = needed_at_intake(work, template_code=draft.template_code, answers=draft.answers)
    include = {*draft.include, *needed}
    roadmaps.create(work, project=project, template_code=draft.template_code, include=include, today=today)
    answer_at_intake(work, project=project, answers=draft.answers, today=today)
    if draft.primary_agent_id:
        agency.place_agents(
            work,
            project=project,
            primary_id=draft.primary_agent_id,
            backup_id=draft.backup_agent_id,
            override_reason=draft.override_reason or None,
            today=today,
        )
    project_duties.refresh(work, project)
    lights.refresh(work, project=project, today=today)
    return project


def _row(
    work: UnitOfWork, draft: IntakeDraft, code: str | None, enterprise: Enterprise, today: date
) -> Project:
    own = work.actor.account_id if work.actor.role is Role.COORDINATOR else None
    project = Project(
        **{name: getattr(draft, name) or None for name in _SAME},
        code=code,
        name=draft.project_name,
        name_normalised=normalised_name(draft.project_name),
        enterprise_id=enterprise.id or 0,
        template_code=draft.template_code,
        status=ProjectStatus.UNASSIGNED.value,
        coordinator_id=person_of(work.session, draft.coordinator_id or own, Role.COORDINATOR),
        leader_id=person_of(work.session, draft.leader_id, Role.LEADER),
        planned_start=planned_month(draft.planned_start),
        planned_production=planned_month(draft.planned_production),
        entered_on=today,
        last_follow_up_on=today,
        changed_at=work.now,
        import_hints=dict(draft.import_hints),
    )
    refresh_search_text(project, enterprise)
    work.session.add(project)
    work.session.flush()
    return project


def person_of(session: Session, account_id: int | None, role: Role) -> int | None:
    """The id if it is an active account of this role. Raises BadInput projects.not_a_coordinator/leader."""
    if account_id is None:
        return None
    account = session.get(Account, account_id)
    if account is None or account.role != role or not account.is_active:
        raise BadInput("projects.not_a_coordinator" if role is Role.COORDINATOR else "projects.not_a_leader")
    return account_id


def _record(work: UnitOfWork, project: Project, enterprise: Enterprise) -> None:
    audit.record(
        work,
        action="project.add",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        after={name: getattr(project, name) for name in (*_SAME, "name", "code", "template_code")}
        | {"enterprise": enterprise.name},
    )


_SAME = [
    *("industry_code", "industry_name", "investment_wan", "annual_investment_wan", "land_mu", "park", "site"),
    *("build_type", "signed_on", "next_plan", "last_verified_on"),
]
