"""Rows of the event log as the interpreter reads them: corrections resolved, a group's rows gathered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.modes.log import StepEvent
from domain.vocabulary import Mode, Party
from models import Step
from models import StepEvent as EventRow

CORRECTION = "correct_entry"
OWN_ONLY = {"not_needed", "restore", "take_over_standard"}
"""Acts on one member of a group that leave the others as they are."""


def is_own(row: EventRow) -> bool:
    """True if the act concerns only the step it is written on, also in a group."""
    placed_done = row.event == "place" and row.payload.get("how") == "done"
    return row.mode != Mode.PARALLEL or row.event in OWN_ONLY or placed_done


def effective(rows: Iterable[EventRow]) -> list[tuple[EventRow, StepEvent]]:
    """The acts that count, in order: a corrected one is dropped or stands as its correction says."""
    known = list(rows)
    by_id = {row.id: row for row in known}
    found = []
    for row in known:
        if row.event == CORRECTION:
            continue
        if row.corrected_by_event_id is None:
            found.append((row, as_event(row)))
        elif (correction := by_id.get(row.corrected_by_event_id)) and correction.payload.get("replacement"):
            found.append((row, _replaced(row, correction.payload["replacement"])))
    return found


def as_event(row: EventRow) -> StepEvent:
    """One row for the interpreter. An act of unknown date carries the day it was recorded."""
    return StepEvent(
        name=row.event,
        happened_on=row.happened_on or _recorded_on(row),
        acted_by=Party(row.acted_by),
        mode=row.mode,
        acted_by_name=row.acted_by_name,
        recorder_name=row.payload.get("recorder_name"),
        member=row.member_code,
        reason=row.reason,
        document_no=row.document_no,
        has_file=row.file_id is not None,
        payload=row.payload,
        id=row.id,
    )


def _recorded_on(row: EventRow) -> date:
    from services import clock

    assert row.recorded_at is not None  # the column is not nullable
    return clock.local(row.recorded_at).date()


def _replaced(row: EventRow, words: dict[str, Any]) -> StepEvent:
    event = as_event(row)
    return StepEvent(
        name=event.name,
        happened_on=date.fromisoformat(words["happened_on"])
        if words.get("happened_on")
        else event.happened_on,
        acted_by=event.acted_by,
        mode=event.mode,
        acted_by_name=words.get("acted_by_name") or event.acted_by_name,
        recorder_name=event.recorder_name,
        member=event.member,
        reason=event.reason,
        document_no=words.get("document_no") or event.document_no,
        has_file=event.has_file,
        payload={**event.payload, **words.get("payload", {})},
        id=event.id,
    )


def joined(rows: Iterable[EventRow]) -> tuple[str, ...]:
    """The members a group began with; empty while it has not."""
    for row in rows:
        opened = row.event == "joint_open" or (row.event == "place" and not is_own(row))
        if opened and row.payload.get("members") and row.corrected_by_event_id is None:
            return tuple(row.payload["members"])
    return ()


def rows_of(step: Step, group: Iterable[Step], rows: Iterable[EventRow]) -> list[EventRow]:
    """The log of a step: its own rows and, if it joined its group, what concerns the whole group."""
    ids = {other.id for other in group} | {step.id}
    ours = [row for row in rows if row.step_id in ids]
    began_with = joined(ours)
    inside = step.item_code in began_with and not any(_left(row, step) for row in ours)
    return [row for row in ours if _belongs(row, step, inside, bool(began_with))]


def _left(row: EventRow, step: Step) -> bool:
    """The step was done before its group began: backfilled by itself."""
    return row.step_id == step.id and row.event == "place" and is_own(row) and not row.corrected_by_event_id


def _belongs(row: EventRow, step: Step, inside: bool, has_group: bool) -> bool:
    if row.event == CORRECTION or (inside and not is_own(row)):
        return True
    return row.step_id == step.id and (inside or is_own(row) or not has_group)
