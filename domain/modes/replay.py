"""The interpreter: one event applied to a state, a whole log replayed. Structure only; checks.py judges."""

from collections.abc import Iterable
from dataclasses import replace

from domain.modes import effects
from domain.modes.log import EndedAttempt, Mark, Segment, StepEvent, StepState
from domain.modes.placing import chain_of, placed_as_done
from domain.modes.table import NOT_STARTED, PAUSED, PREVIOUS, SAME, LifecycleTable, StateRow, Transition
from domain.vocabulary import ClockKind, StateKind

PLACE, SIGN_OFF = "place", "sign_off_pause"
"""Entries beside the table: where a backfilled step stands, and the coordinator's word on a long pause."""
_STAYS_FOR_MEMBER = {"pause", "resume"}
_STAYS_WHILE_MISSING = {"supplement", "grace_supplement"}


def replay(table: LifecycleTable, events: Iterable[StepEvent], mode: str) -> StepState:
    """The state of a step whose log is `events` and whose mode, as long as it is not started, is `mode`.

    Corrected entries are skipped. Raises RuleBroken("steps.not_possible_here") for an entry that no longer
    fits, which happens only while a correction is being tried.
    """
    state = StepState(mode=mode)
    for event in events:
        if not event.is_corrected:
            state = apply(table, state, event)
    untouched = table.state(state.mode, state.state).kind in (StateKind.OPEN, StateKind.DROPPED)
    return state.changed(mode=mode) if untouched and state.attempt == 1 else state


def apply(table: LifecycleTable, state: StepState, event: StepEvent) -> StepState:
    """The state after one more event. Raises RuleBroken if the table has no such transition."""
    if event.name == PLACE:
        return _place(table, state, event)
    if event.name == SIGN_OFF:
        return state.changed(**effects.sign_off(state, event))
    if state.state == NOT_STARTED and event.mode:
        state = state.changed(mode=event.mode)
    row = transition_of(table, state, event)
    if event.name == "take_over_standard":
        return _new_attempt(state, event)
    changed = state.changed(**effects.changes(row.mode, state, event))
    return _marked(
        table, _entered(table, changed, _target(row, state, changed, event), event), state, event, row
    )


def transition_of(table: LifecycleTable, state: StepState, event: StepEvent) -> Transition:
    """The row of an event; a member's resumption is possible although its group is not paused."""
    member = state.member(event.member)
    if event.name == "resume" and member and member.is_paused:
        return table.find(state.mode, PAUSED, event.name)
    return table.find(state.mode, state.state, event.name)


def _target(row: Transition, before: StepState, after: StepState, event: StepEvent) -> str:
    stays = (event.name in _STAYS_FOR_MEMBER and event.member) or (
        event.name in _STAYS_WHILE_MISSING and after.missing
    )
    if stays or row.next_state == SAME:
        return before.state
    return (before.previous or before.state) if row.next_state == PREVIOUS else row.next_state


def _entered(table: LifecycleTable, state: StepState, target: str, event: StepEvent) -> StepState:
    if target == state.state:
        return state
    day, row = event.happened_on, table.state(state.mode, target)
    was = table.state(state.mode, state.state)
    dates: effects.Changes = {"state": target, "entered_on": day, "changed_on": day}
    dates["segments"] = _segments(state, row, event)
    if target == PAUSED:
        dates["previous_entered_on"] = state.entered_on
    if state.is_paused and row.kind is StateKind.RUNNING:
        dates["entered_on"] = state.previous_entered_on  # its deadlines go on from where they began
    if row.kind is StateKind.DECIDED and was.kind is not StateKind.DECIDED:
        dates["decided_on"] = day
    if target == "done":
        dates["done_on"] = day
    if row.kind is StateKind.ENDED:
        dates["ended_on"] = day
    return state.changed(**dates)


def _segments(state: StepState, entered: StateRow, event: StepEvent) -> tuple[Segment, ...]:
    segments, day = state.segments, event.happened_on
    if segments and segments[-1].to_on is None:
        if segments[-1].clock is entered.clock:
            return segments
        segments = (*segments[:-1], replace(segments[-1], to_on=day))
    if entered.clock is not ClockKind.NONE:
        segments = (*segments, Segment(entered.clock, day))
    return segments


def _marked(
    table: LifecycleTable, state: StepState, before: StepState, event: StepEvent, row: Transition
) -> StepState:
    mark = Mark(
        mode=row.mode,
        event=event.name,
        happened_on=event.happened_on,
        kind_before=table.state(before.mode, before.state).kind,
        kind_after=table.state(state.mode, state.state).kind,
    )
    return state.changed(marks=(*state.marks, mark))


def _new_attempt(state: StepState, event: StepEvent) -> StepState:
    ended = EndedAttempt(
        number=state.attempt,
        mode=state.mode,
        state=state.state,
        accepted_on=state.started_on,
        ended_on=state.ended_on,
        segments=state.segments,
    )
    return StepState(
        mode="standard",
        attempt=state.attempt + 1,
        entered_on=event.happened_on,
        changed_on=event.happened_on,
        attempts=(*state.attempts, ended),
    )


def _place(table: LifecycleTable, state: StepState, event: StepEvent) -> StepState:
    if event.payload.get("how") == "done":
        return placed_as_done(state, event)
    state = state.changed(mode=event.mode or state.mode)
    for virtual in chain_of(event):
        state = apply(table, state, virtual)
    return state.changed(is_placed=True)
