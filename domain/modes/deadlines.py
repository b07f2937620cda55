"""Which deadlines run in a state and when they end (domain.md (a), "Deadlines in mode_lifecycle.csv")."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.modes.facts import Member, StepFacts
from domain.modes.log import Gap, StepState
from domain.modes.table import LifecycleTable, Transition
from domain.vocabulary import ClockKind, DayUnit
from domain.workdays import Pause

IN_GROUP = {"co_reviewing", "escalated", "joint_meeting"}
SUPPLEMENTING = {"accepted_with_gap", "awaiting_supplement", "issued_with_gap"}
GRACE = {"overdue_gap", "overdue_issued"}


class DeadlineKind(StrEnum):
    """What a deadline is of; who set it decides how dark its light may get (scheduling.md §5)."""

    LIMIT = "limit"
    SUPPLEMENT = "supplement"
    GRACE = "grace"
    FULFILMENT = "fulfilment"
    CHECK = "check"
    RECTIFICATION = "rectification"


@dataclass(frozen=True)
class Deadline:
    kind: DeadlineKind
    due_on: date
    granted: int | None = None
    key: str = ""


def limit_due(state: StepState, facts: StepFacts) -> date | None:
    """Acceptance + the item's limit, pauses out, extension in; None before acceptance or without one."""
    if state.accepted_on is None or facts.limit is None:
        return None
    return _with_extension(state, facts, state.accepted_on, facts.limit, facts.day_unit)


def _with_extension(
    state: StepState, facts: StepFacts, start: date, limit: int, unit: DayUnit
) -> date | None:
    pauses, extra = state.closed_pauses, state.extended_days
    if unit is DayUnit.WORKDAY:
        return facts.calendar.add_workdays(start, limit + extra, pauses)
    end = facts.calendar.due_on(start, limit, unit, pauses)
    return facts.calendar.add_workdays(end, extra, pauses) if end and extra else end


def formal_due(state: StepState, facts: StepFacts) -> date | None:
    """The end of the running formal or task clock in any mode, as anchor step_due means it."""
    if state.accepted_on is None:
        return None
    if state.mode == "simulated":
        days = facts.number("simulated.conversion_days", 3)
        return _with_extension(state, facts, state.accepted_on, days, DayUnit.WORKDAY)
    if state.mode == "commitment":
        return facts.calendar.add_workdays(state.accepted_on, 1)
    return limit_due(state, facts)


def review_due(state: StepState, facts: StepFacts) -> date | None:
    """End of a simulated review: the promised days of the pre-service clock, corrections and pauses out."""
    if state.review_from is None or facts.limit is None:
        return None
    return facts.calendar.due_on(state.review_from, facts.limit, facts.day_unit, review_stops(state))


def review_stops(state: StepState) -> tuple[Pause, ...]:
    """Closed pauses and corrections: neither uses up a simulated review."""
    return tuple(stop for stop in (*state.closed_pauses, *state.corrections) if stop.to_on)


def gap_due(gap: Gap, facts: StepFacts) -> date:
    return _workdays(facts, gap.from_on, gap.days + gap.extra_days)


def next_gap(state: StepState, facts: StepFacts) -> Deadline | None:
    """The deferred material that is owed first."""
    owed = [(gap_due(gap, facts), gap) for gap in state.missing]
    if not owed:
        return None
    due, gap = min(owed, key=lambda pair: pair[0])
    return Deadline(DeadlineKind.SUPPLEMENT, due, gap.days + gap.extra_days, gap.material)


def grace_due(state: StepState, facts: StepFacts) -> date | None:
    if state.state not in GRACE or state.entered_on is None:
        return None
    return _workdays(facts, state.entered_on, facts.number("tolerance.grace_days", 3))


def fulfilment_due(state: StepState, facts: StepFacts) -> date | None:
    """The term written in the letter, else commitment.fulfil_days, from the day of the decision."""
    if state.decided_on is None:
        return None
    return _workdays(facts, state.decided_on, fulfilment_days(state, facts))


def fulfilment_days(state: StepState, facts: StepFacts) -> int:
    return state.fulfil_days or facts.number("commitment.fulfil_days", 30)


def check_due(state: StepState, facts: StepFacts) -> date | None:
    """check_days after the fulfilment, or after its term; after a rectification, from that day."""
    start = state.check_from or state.fulfilled_on or fulfilment_due(state, facts)
    return _workdays(facts, start, facts.number("commitment.check_days", 20)) if start else None


def rectification_due(state: StepState, facts: StepFacts) -> date | None:
    if state.state != "rectifying" or state.entered_on is None:
        return None
    return _workdays(facts, state.entered_on, facts.number("commitment.rectify_days", 15))


def opinion_expires(state: StepState, facts: StepFacts) -> date | None:
    """End of validity of a simulated opinion: as issued, else simulated.validity_days calendar days."""
    if state.opinion_on is None:
        return None
    days = facts.number("simulated.validity_days", 180)
    return state.valid_until or date.fromordinal(state.opinion_on.toordinal() + days)


def member_due(state: StepState, facts: StepFacts, member: Member) -> date | None:
    """A member's own limit from the joint acceptance; its own pauses stop only it."""
    if state.accepted_on is None or member.limit is None:
        return None
    stops = member_stops(state, member.code)
    end = facts.calendar.due_on(state.accepted_on, member.limit, member.unit, stops)
    extra = state.extended_days
    return facts.calendar.add_workdays(end, extra) if end and extra else end


def member_stops(state: StepState, code: str) -> tuple[Pause, ...]:
    """Closed pauses of the group and of the member itself."""
    kept = state.member(code)
    own = (pause for pause in (kept.pauses if kept else ()) if pause.to_on)
    return (*state.closed_pauses, *own)


def group_due(state: StepState, facts: StepFacts) -> date | None:
    """Max of the members + 1, not the sum."""
    dues = [due for member in facts.members if (due := member_due(state, facts, member))]
    return _workdays(facts, max(dues), 1) if dues else None


def current(table: LifecycleTable, state: StepState, facts: StepFacts) -> tuple[Deadline, ...]:
    """The deadlines that the light of a step looks at, the nearest first; none before acceptance."""
    name = (state.previous or state.state) if state.is_paused else state.state
    found = [*_promised(name, state, facts), *_limits(table, name, state, facts)]
    return tuple(sorted(found, key=lambda deadline: deadline.due_on))


def _promised(name: str, state: StepState, facts: StepFacts) -> list[Deadline]:
    found: list[Deadline] = []
    gap = next_gap(state, facts) if name in SUPPLEMENTING else None
    if gap:
        found.append(gap)
    dated = {
        DeadlineKind.GRACE: grace_due(state, facts),
        DeadlineKind.RECTIFICATION: rectification_due(state, facts),
    }
    if name == "decided_pending_check":
        is_open = state.fulfilled_on is None and state.check_from is None
        kind = DeadlineKind.FULFILMENT if is_open else DeadlineKind.CHECK
        dated[kind] = fulfilment_due(state, facts) if is_open else check_due(state, facts)
    return found + [Deadline(kind, due) for kind, due in dated.items() if due]


def _limits(table: LifecycleTable, name: str, state: StepState, facts: StepFacts) -> list[Deadline]:
    due = _limit_of(table, name, state, facts)
    return [Deadline(DeadlineKind.LIMIT, due, facts.limit)] if due else []


def _limit_of(table: LifecycleTable, name: str, state: StepState, facts: StepFacts) -> date | None:
    if name in IN_GROUP:
        return _share_of_group(state, facts)
    if (state.mode, name) == ("simulated", "reviewing"):
        return review_due(state, facts)
    if name in ("reviewing", "working", "accepted_with_gap", "reviewing_full", "formal_review", "signed"):
        return formal_due(state, facts)
    if table.state(state.mode, name).clock is ClockKind.INTAKE or name in GRACE | {"rectifying"}:
        return None
    row = next((row for row in table.leaving(state.mode, name) if _sets_limit(row)), None)
    return row_due(row, state, facts) if row and state.entered_on else None


def _sets_limit(row: Transition) -> bool:
    return row.mode != "common" and not row.is_system and row.deadline_source == "fixed"


def _share_of_group(state: StepState, facts: StepFacts) -> date | None:
    own = next((member for member in facts.members if member.code == facts.code), None)
    kept = state.member(facts.code)
    if own and not (kept and kept.opinion_on):
        return member_due(state, facts, own)
    return group_due(state, facts)


def row_due(row: Transition, state: StepState, facts: StepFacts) -> date | None:
    """The deadline of one transition with source `fixed` or `config`, from entering its state."""
    days = row.deadline_days
    if row.deadline_source == "config":
        days = facts.number(row.config_key, row.config_default)
    if days is None or state.entered_on is None:
        return None
    if row.deadline_unit == "calendar":
        return date.fromordinal(state.entered_on.toordinal() + days)
    return _workdays(facts, state.entered_on, days)


def _workdays(facts: StepFacts, start: date, days: int) -> date:
    due = facts.calendar.add_workdays(start, days)
    assert due is not None  # only an open pause could hide it, and none is passed
    return due
