"""Asking an enterprise for its rating, and recording its answer for it: name, day and proof, as 代录."""

from datetime import date

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from services import clock, files
from services.database import unit_of_work
from services.surveys import keeping
from services.surveys.drafts import RatingDraft


def mark_sent(*, step_id: int, version: int, on: date | None = None, actor: Actor) -> None:
    """The enterprise was asked to rate a finished milestone; ends the duty to ask.

    Raises Forbidden, NotFound, Conflict access.stale, RuleBroken surveys.no_milestone, surveys.not_finished,
    BadInput surveys.future_day, surveys.too_early.
    """
    require(actor, Permission.EDIT_PROJECT)
    today = clock.today()
    with unit_of_work(actor) as work:
        step = keeping.finished_milestone(work, step_id)
        row = keeping.of_step(work, step, version)
        day = keeping.checked_day(on or today, first=step.decided_on, today=today)
        keeping.change(work, step, row, "send", sent_on=day)
        keeping.follow_up(work, step, day)


def rate(*, draft: RatingDraft, actor: Actor) -> None:
    """Record what the enterprise said. Nobody rates for it: who said it, and a proof, are asked for.

    A rating of 2 or 1 opens the duties to contact the enterprise and to mend; a corrected one that is better
    ends them. Raises as `mark_sent`, BadInput surveys.rater_missing, surveys.proof_missing, files.*.
    """
    require(actor, Permission.EDIT_PROJECT)
    if not draft.rated_by:
        raise BadInput("surveys.rater_missing")
    today = clock.today()
    with unit_of_work(actor) as work:
        step = keeping.finished_milestone(work, draft.step_id)
        row = keeping.of_step(work, step, draft.version)
        if not (draft.document_no or draft.file_data or row.file_id):
            raise BadInput("surveys.proof_missing")
        day = keeping.checked_day(draft.rated_on or today, first=row.sent_on or step.decided_on, today=today)
        file_id = row.file_id
        if draft.file_data:
            file_id = files.store(
                work,
                name=draft.file_name,
                data=draft.file_data,
                purpose="survey",
                project_id=step.project_id,
            )
        keeping.change(
            work,
            step,
            row,
            "rate",
            sent_on=row.sent_on or day,
            level=draft.level,
            rated_on=day,
            rated_by=draft.rated_by,
            comment=draft.comment,
            document_no=draft.document_no,
            file_id=file_id,
        )
        keeping.follow_up(work, step, day)
