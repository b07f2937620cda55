"""What a person enters for one act on a step."""

from typing import Any

from pydantic import BaseModel, Field

from domain.vocabulary import Party


class EventDraft(BaseModel):
    """`payload` by event: `missing` name to days (sign_promise), `materials` names (supplement), `days`
    (request_extension), `approved_by` (extend), `fulfil_days` (sign_commitment), `valid_until` and
    `conclusion` (issue_opinion), `received` names of materials that have arrived by now (any event)."""

    acted_by: Party | None = None
    acted_by_name: str | None = None
    document_no: str | None = None
    file_id: int | None = None
    reason: str | None = None
    note: str | None = None
    member_code: str | None = None
    payload: dict[str, Any] = Field(default_factory=dict)
