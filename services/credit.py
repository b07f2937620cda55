"""Credit notes of an enterprise, read from the logs of its projects; a repair is recorded by hand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import and_, bindparam, or_
from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.credit import CreditNote, in_the_way
from domain.errors import BadInput, NotFound, RuleBroken
from domain.vocabulary import Mode
from models import CreditRepair, Project, StepEvent
from services import audit, catalogue, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.queries import one_readable

CLOSED_BY_CREDIT = (Mode.TOLERANCE, Mode.COMMITMENT)
_MAKES_A_NOTE = or_(
    and_(col(StepEvent.mode) == Mode.TOLERANCE, col(StepEvent.event).in_(("terminate", "revoke"))),
    and_(col(StepEvent.mode) == Mode.COMMITMENT, col(StepEvent.event) == "revoke"),
)


@dataclass(frozen=True)
class StandingNote:
    """A note that closes `mode` to the enterprise today, until `until` (None: until it is repaired)."""

    event_id: int
    mode: str
    project_name: str
    noted_on: date
    until: date | None


class RepairDraft(BaseModel):
    """信用修复: the day of the repair and the document that says so."""

    repaired_on: date
    document_no: str = Field(min_length=1, max_length=100)
    note: str = Field(default="", max_length=500)


def notes_of(session: Session, enterprise_id: int) -> tuple[CreditNote, ...]:
    """Every note of the enterprise, from all its projects; corrected entries leave none."""
    return tuple(note for _, note in _notes(session, enterprise_id))


def standing_notes(*, project_id: int, actor: Actor) -> tuple[StandingNote, ...]:
    """What closes a mode to the project's enterprise today. Raises Forbidden, NotFound."""
    require(actor, Permission.SEE_PROJECTS)
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        months, today = catalogue.number(session, "commitment.ban_months"), clock.today()
        return tuple(
            StandingNote(event_id, note.mode, note.project_name, note.noted_on, note.closed_until(months))
            for event_id, note in _notes(session, project.enterprise_id)
            if in_the_way([note], note.mode, today, ban_months=months)
        )


def repair(*, event_id: int, draft: RepairDraft, actor: Actor) -> None:
    """The coordinator records that the enterprise's credit was repaired: tolerance is open again.

    Raises Forbidden, NotFound("credit.note_unknown"), RuleBroken("credit.not_repairable",
    "credit.already_repaired"), BadInput("credit.repair_date").
    """
    require(actor, Permission.ASSIGN)
    with unit_of_work(actor) as work:
        event = work.session.exec(select(StepEvent).where(StepEvent.id == event_id, _MAKES_A_NOTE)).first()
        if event is None or event.corrected_by_event_id is not None or event.happened_on is None:
            raise NotFound("credit.note_unknown")
        if event.mode != Mode.TOLERANCE:
            raise RuleBroken("credit.not_repairable")
        _store(work, event, event.happened_on, draft)


def _store(work: UnitOfWork, event: StepEvent, noted_on: date, draft: RepairDraft) -> None:
    if work.session.exec(select(CreditRepair.id).where(CreditRepair.event_id == event.id)).first():
        raise RuleBroken("credit.already_repaired")
    today = clock.local(work.now).date()
    if not noted_on <= draft.repaired_on <= today:
        raise BadInput("credit.repair_date", noted_on=noted_on, today=today)
    work.session.add(
        CreditRepair(
            event_id=event.id or 0,
            repaired_on=draft.repaired_on,
            document_no=draft.document_no.strip(),
            note=draft.note.strip() or None,
            recorded_by=work.actor.account_id,
            recorded_at=work.now,
        )
    )
    audit.record(
        work,
        action="credit.repair",
        subject_type="step",
        subject_id=event.step_id,
        project_id=event.project_id,
        after={"repaired_on": draft.repaired_on, "document_no": draft.document_no.strip()},
    )


def _notes(session: Session, enterprise_id: int) -> list[tuple[int, CreditNote]]:
    found = session.exec(_NOTES, params={"enterprise_id": enterprise_id})
    return [
        (event_id, CreditNote(Mode(mode), noted_on, name, repaired_on))
        for event_id, mode, noted_on, name, repaired_on in found
        if noted_on is not None
    ]


_NOTES: Any = (
    select(StepEvent.id, StepEvent.mode, StepEvent.happened_on, Project.name, CreditRepair.repaired_on)
    .join(Project, col(Project.id) == StepEvent.project_id)
    .outerjoin(CreditRepair, col(CreditRepair.event_id) == StepEvent.id)
    .where(
        Project.enterprise_id == bindparam("enterprise_id"),
        col(StepEvent.corrected_by_event_id).is_(None),
        _MAKES_A_NOTE,
    )
    .order_by(col(StepEvent.id))
)
"""Built once: every look at the steps of a project asks it."""
