"""The dated duties of a step: anchors.csv read as data, one due date function per anchor."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.modes import deadlines
from domain.modes.facts import StepFacts
from domain.modes.log import Mark, StepState
from domain.modes.table import LifecycleTable
from domain.vocabulary import ClockKind, DayUnit, Mode, Party, StateKind
from domain.workdays import Pause


@dataclass(frozen=True)
class Anchor:
    """A row of anchors.csv: which entries create it, which discharge it."""

    name: str
    created_by: tuple[str, ...]
    discharged_by: tuple[str, ...]


@dataclass(frozen=True)
class Obligation:
    """`key` tells several of one anchor apart: a material, a member, a requirement."""

    anchor: str
    due_on: date
    party: str
    key: str = ""
    started_on: date | None = None
    granted_workdays: int | None = None
    is_paused: bool = False


@dataclass(frozen=True)
class _Dated:
    due_on: date
    key: str = ""
    granted: int | None = None
    started: date | None = None


@dataclass(frozen=True)
class _Look:
    table: LifecycleTable
    state: StepState
    facts: StepFacts
    since: date


def load_anchors(rows: Iterable[Mapping[str, str]]) -> dict[str, Anchor]:
    """Anchors by name."""
    return {
        row["anchor"]: Anchor(
            row["anchor"], tuple(row["created_by"].split(";")), tuple(row["discharged_by"].split(";"))
        )
        for row in rows
    }


def _matches(trigger: str, mark: Mark) -> bool:
    kind, _, name = trigger.partition(":")
    if kind != "event":
        return False
    mode, _, event = name.partition(".")
    if mode == "*":
        entered = mark.kind_after if mark.kind_after is not mark.kind_before else None
        return entered == {"decided": StateKind.DECIDED, "ended": StateKind.ENDED}.get(event)
    return (mark.mode, mark.event) == (mode, event)


def open_since(anchor: Anchor, state: StepState) -> date | None:
    """The day the anchor was last created and not discharged since, by the log of the running attempt."""
    since: date | None = None
    for mark in state.marks:
        if any(_matches(trigger, mark) for trigger in anchor.created_by):
            since = mark.happened_on
        elif any(_matches(trigger, mark) for trigger in anchor.discharged_by):
            since = None
    return since


def _on(day: date | None, *, granted: int | None = None, key: str = "") -> list[_Dated]:
    return [_Dated(day, key, granted)] if day else []


def _step_due(look: _Look) -> list[_Dated]:
    state, facts = look.state, look.facts
    due = deadlines.formal_due(state, facts)
    if state.mode == Mode.SIMULATED:
        granted: int | None = facts.number("simulated.conversion_days", 3) + state.extended_days
    elif state.mode == Mode.COMMITMENT:
        granted = 1
    else:
        term = _Term(facts.limit, facts.day_unit, state.accepted_on, due, state.closed_pauses)
        granted = _granted(facts, term, state.extended_days)
    return _on(due, granted=granted)


@dataclass(frozen=True)
class _Term:
    limit: int | None
    unit: DayUnit
    start: date | None
    due: date | None
    stops: tuple[Pause, ...]


def _granted(facts: StepFacts, term: _Term, extra: int = 0) -> int | None:
    """The working days of a term: its half is counted in them, whatever the unit of the limit."""
    if term.limit is None:
        return None
    if term.unit is DayUnit.WORKDAY or term.start is None or term.due is None:
        return term.limit + extra
    return len(facts.calendar.counted(term.start, term.due, term.stops))


def _since(look: _Look) -> list[_Dated]:
    return _on(look.since)


def _since_of_lead(look: _Look) -> list[_Dated]:
    """A matter of the whole group is owed once, not by every member's step."""
    return _on(look.since) if look.facts.is_group_lead else []


def _paused(look: _Look) -> list[_Dated]:
    state, found = look.state, []
    if state.is_paused and look.facts.is_group_lead:
        found += _on(state.pauses[-1].from_on)
    own = state.member(look.facts.code)
    if own and own.is_paused:
        found += _on(own.pauses[-1].from_on, key=own.code)
    return found


def _pause_unsigned(look: _Look) -> list[_Dated]:
    waiting = look.state.unsigned_pauses(look.facts.code)
    return [dated for dated in _paused(look) if (dated.key or None) in waiting]


def _review_due(look: _Look) -> list[_Dated]:
    state, facts = look.state, look.facts
    due = deadlines.review_due(state, facts)
    term = _Term(facts.limit, facts.day_unit, state.review_from, due, deadlines.review_stops(state))
    return _on(due, granted=_granted(facts, term))


def _validity_end(look: _Look) -> list[_Dated]:
    return _on(deadlines.opinion_expires(look.state, look.facts))


def _supplements(look: _Look) -> list[_Dated]:
    return [
        _Dated(deadlines.gap_due(gap, look.facts), gap.material, gap.days + gap.extra_days, gap.from_on)
        for gap in look.state.missing
    ]


def _commit_due(look: _Look) -> list[_Dated]:
    days = deadlines.fulfilment_days(look.state, look.facts)
    return _on(deadlines.fulfilment_due(look.state, look.facts), granted=days)


def _check_due(look: _Look) -> list[_Dated]:
    days = look.facts.number("commitment.check_days", 20)
    return _on(deadlines.check_due(look.state, look.facts), granted=days)


def _rectify_due(look: _Look) -> list[_Dated]:
    days = look.facts.number("commitment.rectify_days", 15)
    return _on(deadlines.rectification_due(look.state, look.facts), granted=days)


def _dept_due(look: _Look) -> list[_Dated]:
    state, facts = look.state, look.facts
    own = next((member for member in facts.members if member.code == facts.code), None)
    kept = state.member(facts.code)
    if own is None or kept is None or kept.opinion_on:
        return []
    due = deadlines.member_due(state, facts, own)
    term = _Term(own.limit, own.unit, state.accepted_on, due, deadlines.member_stops(state, own.code))
    return _on(due, key=own.code, granted=_granted(facts, term, state.extended_days))


def _milestone(look: _Look) -> list[_Dated]:
    """The enterprise is to be asked for its rating, once."""
    facts = look.facts
    return _on(look.since) if facts.is_milestone and not facts.is_surveyed else []


A, D, E, L = Party.AGENT, Party.DEPARTMENT, Party.ENTERPRISE, Party.LEAD_DEPARTMENT
DATES: dict[str, tuple[Party, Callable[[_Look], list[_Dated]]]] = {
    "step_due": (D, _step_due),
    "decided": (A, _since),
    "paused": (D, _paused),
    "pause_unsigned": (Party.COORDINATOR, _pause_unsigned),
    "sim_applied": (D, _since),
    "review_due": (D, _review_due),
    "conversion_ready": (A, _since),
    "validity_end": (A, _validity_end),
    "content_changed": (A, _since),
    "supplement_due": (E, _supplements),
    "commit_due": (E, _commit_due),
    "check_due": (D, _check_due),
    "rectify_due": (E, _rectify_due),
    "joint_opened": (L, _since_of_lead),
    "dept_due": (D, _dept_due),
    "all_received": (L, _since_of_lead),
    "milestone_done": (A, _milestone),
}

BY_PARTS = {"paused", "pause_unsigned", "supplement_due"}
"""Owed for each member or material by itself: the state says what is left, one entry discharges one part."""


def obligations(
    table: LifecycleTable, anchors: Mapping[str, Anchor], state: StepState, facts: StepFacts
) -> tuple[Obligation, ...]:
    """Every open duty of a step. One that is no longer returned is discharged or withdrawn."""
    kind = table.state(state.mode, state.state).kind
    if kind in (StateKind.ENDED, StateKind.DROPPED):
        return ()
    found = [*_not_started(kind, facts), *_land_results(state, facts)]
    if not (state.marks or state.pauses or state.gaps or state.members):
        return tuple(found)  # nothing was entered that could have created another
    for name, (party, dates) in DATES.items():
        since = open_since(anchors[name], state)
        if since is None and name not in BY_PARTS:
            continue
        look = _Look(table, state, facts, since or state.changed_on or date.min)
        found += [_obligation(name, party, dated, look) for dated in dates(look)]
    return tuple(found)


def _paused_beside(state: StepState, facts: StepFacts) -> bool:
    """A member's own pause, which the resumption of another member does not end."""
    own = state.member(facts.code)
    return bool(own and own.is_paused)


def _obligation(name: str, party: Party, dated: _Dated, look: _Look) -> Obligation:
    return Obligation(
        anchor=name,
        due_on=dated.due_on,
        party=_doer(name, party, look),
        key=dated.key,
        started_on=dated.started or look.since,
        granted_workdays=dated.granted,
        is_paused=_stands_still(name, look),
    )


def _doer(name: str, party: Party, look: _Look) -> str:
    running = look.table.state(look.state.mode, look.state.previous or look.state.state)
    return Party.ENTERPRISE if name == "step_due" and running.clock is ClockKind.TASK else party


def _stands_still(name: str, look: _Look) -> bool:
    """Nobody is chased while the clock stands: paused, or formal time waiting for the enterprise."""
    state = look.state
    if name == "step_due":
        clock = look.table.state(state.mode, state.state).clock
        return clock not in (ClockKind.FORMAL, ClockKind.TASK)
    if name == "dept_due":
        return state.is_paused or _paused_beside(state, look.facts)
    return name == "review_due" and state.is_paused


def _not_started(kind: StateKind, facts: StepFacts) -> list[Obligation]:
    if kind is not StateKind.OPEN or facts.ready_on is None:
        return []
    return [Obligation("ready", facts.ready_on, A, started_on=facts.ready_on)]


def _land_results(state: StepState, facts: StepFacts) -> list[Obligation]:
    """A land result is awaited by every simulated step that needs it to convert."""
    if state.mode != Mode.SIMULATED or state.service_accepted_on is None or state.accepted_on is not None:
        return []
    return [
        Obligation("land_result", need.decided_on, A, key=need.code, started_on=need.decided_on)
        for need in facts.requirements
        if need.is_land_result and need.decided_on
    ]
