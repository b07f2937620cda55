"""Answers of a department: done, expected, in difficulty; kept with who and when, applied where possible."""

from datetime import date

from domain.access import Actor
from domain.errors import Conflict, NotFound, RuleBroken
from domain.vocabulary import Role
from models import DepartmentAnswer
from services import audit, clock
from services.chasing import building, scoping, surroundings
from services.chasing.deciding import record_done
from services.chasing.drafts import AnswerDraft, checked
from services.chasing.views import AnswerKind, Outcome, PendingRow
from services.database import UnitOfWork, unit_of_work

PAGE, SHEET = "page", "sheet"


def answer(*, department_code: str, draft: AnswerDraft, actor: Actor) -> Outcome:
    """Keep what the department says about one of its pending matters.

    A step done by a liaison is the department's own act, by a coordinator one recorded for it (代录); where
    the lifecycle has no single deciding act the answer waits for the agent. Raises Forbidden, NotFound
    chase.unknown_department and chase.not_pending, Conflict chase.changed_since (other `stamp`), BadInput of
    `drafts.checked`, and what entering the act raises.
    """
    scoping.require_answering(actor)
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        row = row_of(pending(work, department_code), draft.subject)
        return keep(work, department_code, row, draft, today=today, via=PAGE)


def pending(work: UnitOfWork, department_code: str) -> list[PendingRow]:
    """The rows of a department as they stand in this transaction."""
    scoping.department(work.session, department_code, work.actor)
    here = surroundings.read(work.session, work.actor)
    return building.pending(work.session, here, department_code)


def row_of(rows: list[PendingRow], subject: str) -> PendingRow:
    """Raises NotFound chase.not_pending."""
    found = next((row for row in rows if row.subject == subject), None)
    if found is None:
        raise NotFound("chase.not_pending")
    return found


def judged(row: PendingRow, draft: AnswerDraft, *, today: date) -> AnswerDraft:
    """The draft if it can be kept. Raises as `answer`, without looking at the lifecycle."""
    if row.waits_for:
        raise RuleBroken("chase.not_your_move", text=row.waits_for)
    if draft.stamp and draft.stamp != row.stamp:
        raise Conflict("chase.changed_since")
    return checked(draft, today=today, accepted_on=row.accepted_on)


def keep(
    work: UnitOfWork, department_code: str, row: PendingRow, draft: AnswerDraft, *, today: date, via: str
) -> Outcome:
    """One answer inside an open transaction. Raises as `answer`."""
    said = judged(row, draft, today=today)
    is_applied = False
    if said.kind is AnswerKind.DONE and row.step_id is not None:
        assert said.given_on is not None  # checked
        number = said.document_no
        is_applied = record_done(work, row, on=said.given_on, document_no=number, today=today)
    work.session.add(
        DepartmentAnswer(
            subject=row.subject,
            department_code=department_code,
            project_id=row.project_id,
            step_id=row.step_id,
            problem_id=row.problem_id,
            kind=said.kind.value,
            given_on=said.given_on,
            document_no=said.document_no or None,
            reason=said.reason or None,
            via=via,
            answered_by=work.actor.account_id,
            answered_at=work.now,
            is_applied=is_applied,
        )
    )
    work.session.flush()
    _audit(work, department_code, row, said, is_applied)
    return Outcome(is_applied)


def _audit(
    work: UnitOfWork, department_code: str, row: PendingRow, said: AnswerDraft, is_applied: bool
) -> None:
    kind, _, number = row.subject.partition(":")
    audit.record(
        work,
        action=f"chase.{said.kind}",
        subject_type=kind,
        subject_id=number,
        project_id=row.project_id,
        after={
            "department": department_code,
            "day": said.given_on,
            "document_no": said.document_no,
            "is_applied": is_applied,
            "on_behalf": work.actor.role is not Role.LIAISON,
        },
        reason=said.reason or None,
    )
