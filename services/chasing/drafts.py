"""What a department answers about one matter, checked before anything is stored."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.errors import BadInput
from services.chasing.views import AnswerKind

LONGEST_NUMBER, LONGEST_REASON = 100, 500
_LONG_AGO = timedelta(days=2 * 366)
_FAR_AHEAD = timedelta(days=366)


class AnswerDraft(BaseModel):
    """`given_on`: the day it was done, or by which it is expected. `stamp`: of the row that was looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str
    kind: AnswerKind
    given_on: date | None = None
    document_no: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    reason: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    stamp: str = ""


def checked(draft: AnswerDraft, *, today: date, accepted_on: date | None) -> AnswerDraft:
    """The draft with only what its kind needs.

    Raises BadInput chase.day_missing, .day_future, .day_too_old, .before_acceptance, .number_missing,
    .expected_past, .expected_far, .reason_missing, .too_long.
    """
    if len(draft.document_no) > LONGEST_NUMBER:
        raise BadInput("chase.too_long", limit=LONGEST_NUMBER)
    if len(draft.reason) > LONGEST_REASON:
        raise BadInput("chase.too_long", limit=LONGEST_REASON)
    if draft.kind is AnswerKind.DONE:
        _check_done(draft, today, accepted_on)
        return draft.model_copy(update={"reason": ""})
    if draft.kind is AnswerKind.EXPECTED:
        _check_expected(draft.given_on, today)
        return draft.model_copy(update={"document_no": ""})
    if not draft.reason:
        raise BadInput("chase.reason_missing")
    return draft.model_copy(update={"document_no": "", "given_on": None})


def _check_done(draft: AnswerDraft, today: date, accepted_on: date | None) -> None:
    day = draft.given_on
    if day is None:
        raise BadInput("chase.day_missing")
    if day > today:
        raise BadInput("chase.day_future", day=day)
    if day < today - _LONG_AGO:
        raise BadInput("chase.day_too_old", day=day)
    if accepted_on is not None and day < accepted_on:
        raise BadInput("chase.before_acceptance", day=day, accepted=accepted_on)
    if not draft.document_no:
        raise BadInput("chase.number_missing")


def _check_expected(day: date | None, today: date) -> None:
    if day is None:
        raise BadInput("chase.expected_missing")
    if day < today:
        raise BadInput("chase.expected_past", day=day)
    if day > today + _FAR_AHEAD:
        raise BadInput("chase.expected_far", day=day)
