"""The finished milestones of a project with what the enterprise said about them."""

from typing import Any

from sqlmodel import select

from domain.access import Actor, Permission, can, require
from domain.vocabulary import StateKind
from models import ApprovalItem, Project, Step, Survey
from services.database import reading
from services.queries import one_readable
from services.surveys.views import SurveysView, SurveyView
from services.words import named

_KEPT = (
    *("version", "sent_on", "level", "rated_on", "comment", "document_no", "file_id"),
    *("contacted_on", "contact_note", "fixed_on", "fix_note"),
)


def list_surveys(*, project_id: int, actor: Actor) -> SurveysView:
    """Internal, like visits: liaisons do not see them. Raises Forbidden, NotFound."""
    require(actor, Permission.RAISE_PROBLEM)
    query: Any = (
        select(Step, ApprovalItem, Survey)
        .join(ApprovalItem, ApprovalItem.code == Step.item_code)  # type: ignore[arg-type]
        .outerjoin(Survey, Survey.step_id == Step.id)  # type: ignore[arg-type]
        .where(Step.project_id == project_id, ApprovalItem.milestone)
        .where((Step.state_kind == StateKind.DECIDED) | Survey.id.is_not(None))  # type: ignore[union-attr]
        .order_by(Step.decided_on.desc().nulls_last(), Step.seq.desc())  # type: ignore[union-attr, attr-defined]
    )
    with reading(actor) as session:
        one_readable(session, actor, Project, project_id)
        rows = tuple(_view(step, item, row, actor.lang) for step, item, row in session.exec(query))
    return SurveysView(
        rows=rows,
        may_record=can(actor, Permission.EDIT_PROJECT),
        may_follow=can(actor, Permission.ASSIGN),
    )


def _view(step: Step, item: ApprovalItem, row: Survey | None, lang: str) -> SurveyView:
    kept = {name: getattr(row, name) for name in _KEPT} if row else {}
    return SurveyView(
        step_id=step.id or 0,
        code=step.item_code,
        milestone=named(item, lang),
        decided_on=step.decided_on,
        rated_by=(row.rated_by or "") if row else "",
        **kept,
    )
