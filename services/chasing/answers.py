"""The last answers of departments, as long as nothing happened on the matter since."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.access import Actor
from models import Account, DepartmentAnswer, Step, StepEvent
from services.chasing.views import AnswerView
from services.database import reading
from services.queries import one_readable

_CHUNK = 500


def latest(session: Session, subjects: Collection[str]) -> dict[str, tuple[int, AnswerView]]:
    """(id, answer) by subject (`step:12`); an answer older than the last act on its step is over."""
    found: dict[str, tuple[int, AnswerView]] = {}
    wanted = sorted(subjects)
    for start in range(0, len(wanted), _CHUNK):
        for row in session.exec(_query(wanted[start : start + _CHUNK])):
            answer, name, acted_at = row
            is_over = acted_at is not None and acted_at > answer.answered_at
            found[answer.subject] = (answer.id, _view(answer, name or ""))
            if is_over:
                del found[answer.subject]
    return found


def _query(subjects: list[str]) -> Any:
    """The newest answer of each subject with who gave it and the last act entered on its step."""
    newest = (
        select(func.max(DepartmentAnswer.id))
        .where(DepartmentAnswer.subject.in_(subjects))  # type: ignore[attr-defined]
        .group_by(DepartmentAnswer.subject)
    )
    acted = (
        select(func.max(StepEvent.recorded_at))
        .where(StepEvent.step_id == DepartmentAnswer.step_id)
        .scalar_subquery()
    )
    return (
        select(DepartmentAnswer, Account.display_name, acted)
        .outerjoin(Account, Account.id == DepartmentAnswer.answered_by)  # type: ignore[arg-type]
        .where(DepartmentAnswer.id.in_(newest))  # type: ignore[union-attr]
    )


def _view(row: DepartmentAnswer, by: str) -> AnswerView:
    return AnswerView(
        kind=row.kind,
        given_on=row.given_on,
        document_no=row.document_no or "",
        reason=row.reason or "",
        by=by,
        answered_at=row.answered_at,
        is_applied=row.is_applied,
    )


def of_step(*, step_id: int, actor: Actor) -> AnswerView | None:
    """What the department last said about a step that the actor may see; None where nothing counts."""
    subject = f"step:{step_id}"
    with reading(actor) as session:
        one_readable(session, actor, Step, step_id)
        kept = latest(session, [subject]).get(subject)
        return kept[1] if kept else None
