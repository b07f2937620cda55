"""Who may enter whose act (domain.md (a), "Who acts, who records"), and the row it becomes."""

from datetime import date
from typing import Any

from sqlmodel import Session

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, RuleBroken
from domain.modes.log import StepEvent
from domain.modes.permitted import PermittedEvent
from domain.vocabulary import Mode, Party, ProjectStatus, Role
from models import Project, Step
from models import StepEvent as EventRow
from services import agency
from services.database import UnitOfWork
from services.steps.drafts import EventDraft

DEPARTMENTS = {Party.DEPARTMENT, Party.LEAD_DEPARTMENT}
CLOSED = {ProjectStatus.DONE, ProjectStatus.WITHDRAWN}


def require_recorder(session: Session, actor: Actor, project: Project, today: date) -> None:
    """Raises Forbidden unless the actor may record acts on this project today; RuleBroken once it is closed.

    Of two agents the acting one records: A, or B while A is absent.
    """
    require(actor, Permission.RECORD_EVENT)
    if project.status in CLOSED:
        raise RuleBroken("steps.project_closed")
    if actor.role is not Role.AGENT or project.primary_agent_id == actor.account_id:
        return
    if agency.acting_of(session, [project], today)[project.id or 0] != actor.account_id:
        raise Forbidden("steps.backup_not_acting")


def party_for(draft: EventDraft, allowed: tuple[Party, ...], actor: Actor) -> Party:
    """Whose act it is: as entered, else the one the table allows that fits the actor best."""
    if draft.acted_by is not None:
        return draft.acted_by
    own = {
        Role.AGENT: (Party.AGENT,),
        Role.COORDINATOR: (Party.COORDINATOR, Party.AGENT),
        Role.LIAISON: (Party.DEPARTMENT, Party.LEAD_DEPARTMENT),
    }.get(actor.role or Role.AUDITOR, ())
    return next((party for party in own if party in allowed), allowed[0])


def is_on_behalf(party: Party, step: Step, member: Step | None, actor: Actor) -> bool:
    """代录: somebody else's act. Raises Forbidden where the actor may not enter this party's acts at all."""
    if actor.role is Role.LIAISON:
        mine = {
            Party.DEPARTMENT: (member or step).department_code,
            Party.LEAD_DEPARTMENT: step.lead_department_code or step.department_code,
        }.get(party)
        if mine is None or mine != actor.department_code:
            raise Forbidden("steps.not_your_department")
        return False
    if party is Party.COORDINATOR and actor.role is Role.AGENT:
        raise Forbidden("steps.coordinator_only")
    return party in DEPARTMENTS or party is Party.ENTERPRISE


def require_proof(draft: EventDraft, on_behalf: bool) -> None:
    """An act recorded for somebody else needs its document number or a photo."""
    if on_behalf and not (draft.document_no or draft.file_id):
        raise BadInput("steps.proof_missing")


def department_of(party: Party, step: Step, member: Step | None) -> str | None:
    """The department whose act it is, for its liaison to confirm; None for an enterprise or an agent."""
    if party is Party.DEPARTMENT:
        return (member or step).department_code
    return (step.lead_department_code or step.department_code) if party is Party.LEAD_DEPARTMENT else None


def new_row(
    work: UnitOfWork, *, step: Step, event: StepEvent, attempt: int, state_after: str, **extra: Any
) -> EventRow:
    """Append one act to the log."""
    payload = dict(event.payload)
    if event.recorder_name:
        payload["recorder_name"] = event.recorder_name
    row = EventRow(
        project_id=step.project_id,
        step_id=step.id,
        attempt=attempt,
        mode=event.mode or Mode.STANDARD,
        event=event.name,
        state_after=state_after,
        happened_on=event.happened_on,
        recorded_at=work.now,
        recorded_by=work.actor.account_id,
        acted_by=event.acted_by.value,
        acted_by_name=event.acted_by_name,
        member_code=event.member,
        document_no=event.document_no,
        reason=event.reason,
        payload=payload,
        **extra,
    )
    work.session.add(row)
    work.session.flush()
    return row


def choice_of(choices: tuple[PermittedEvent, ...], event: str, member: str | None) -> PermittedEvent | None:
    """The permitted entry an act is about; of a group's two pauses the one for a member if one is named."""
    same = [choice for choice in choices if choice.event == event]
    fitting = [choice for choice in same if bool(choice.members) == bool(member)]
    return next(iter(fitting or same), None)
