"""Handover: one place of a project goes to another agent, never without a note."""

from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.assignment import Pair, handed_over
from domain.errors import BadInput
from domain.vocabulary import AssignmentRole
from models import Account, Handover, Project
from services import audit, clock
from services.agency.drafts import HandoverDraft
from services.agency.holding import held
from services.agency.note import handover_note
from services.agency.placing import agent_account, place_agents
from services.agency.views import HandoverView
from services.database import UnitOfWork, reading, unit_of_work
from services.queries import one_readable, visible


def draft_handover(*, project_id: int, role: AssignmentRole, to_agent_id: int, actor: Actor) -> str:
    """A note to start from, in the taker's language: what runs, whose move, what is owed, open and promised.

    Raises Forbidden, NotFound, RuleBroken agency.primary_missing/already_in_place/same_person, BadInput
    agency.not_an_agent.
    """
    require(actor, Permission.EDIT_PROJECT)
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        handed_over(_pair(project), role, to_agent_id)
        to = agent_account(session, to_agent_id, lock=False)
        return handover_note(
            session, project, role=role, to=to.display_name, lang=to.lang, today=clock.today()
        )


def _pair(project: Project) -> Pair:
    return Pair(project.primary_agent_id, project.backup_agent_id, project.coordinator_id)


def hand_over(*, draft: HandoverDraft, actor: Actor) -> int:
    """Give A's or B's place to another agent; returns the id of the handover. Its duties stay as they are:
    whom they remind is looked up each day.

    Raises Forbidden, NotFound, Conflict access.stale; BadInput agency.note_missing, agency.not_an_agent;
    RuleBroken agency.already_in_place/same_person/primary_missing/too_many_enterprises/project_closed.
    """
    require(actor, Permission.ASSIGN)
    if not draft.note:
        raise BadInput("agency.note_missing")
    versions = {} if draft.version is None else {draft.project_id: draft.version}
    with unit_of_work(actor) as work:
        project = held(work, [draft.project_id], versions)[0]
        before = _pair(project)
        after = handed_over(before, draft.role, draft.to_agent_id)
        place_agents(
            work,
            project=project,
            primary_id=after.primary or 0,
            backup_id=after.backup,
            override_reason=draft.override_reason,
            today=clock.today(),
        )
        project.version += 1
        return _keep(work, draft, before.holder(draft.role))


def _keep(work: UnitOfWork, draft: HandoverDraft, from_agent_id: int | None) -> int:
    row = Handover(
        project_id=draft.project_id,
        from_agent_id=from_agent_id,
        to_agent_id=draft.to_agent_id,
        role=draft.role.value,
        note=draft.note,
        handed_at=work.now,
        handed_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="project.hand_over",
        subject_type="project",
        subject_id=draft.project_id,
        project_id=draft.project_id,
        before={"agent": from_agent_id},
        after={"role": draft.role, "agent": draft.to_agent_id, "handover": row.id},
    )
    return row.id or 0


def handovers(*, project_id: int, actor: Actor) -> tuple[HandoverView, ...]:
    """The handovers of a project with their notes, the newest first: for its agents, coordinators, leaders.

    Raises Forbidden, NotFound.
    """
    require(actor, Permission.RAISE_PROBLEM)
    giver, taker = aliased(Account), aliased(Account)
    with reading(actor) as session:
        one_readable(session, actor, Project, project_id)
        query = (
            select(Handover.id, Handover.role, giver.display_name, taker.display_name)
            .add_columns(Handover.handed_at, Handover.note)
            .outerjoin(giver, giver.id == Handover.from_agent_id)
            .join(taker, taker.id == Handover.to_agent_id)
            .where(Handover.project_id == project_id, visible(actor, Handover))
            .order_by(Handover.id.desc())
        )
        return tuple(_view(*row) for row in session.exec(query))


def _view(
    row_id: int, role: str, giver: str | None, taker: str, at: datetime | None, note: str
) -> HandoverView:
    return HandoverView(id=row_id, role=role, from_name=giver or "", to_name=taker, at=at, note=note)
