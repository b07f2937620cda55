"""Events nobody enters: they fire when a deadline has passed or, without one, once their guard holds."""

from datetime import date

from domain.modes.facts import StepFacts
from domain.modes.guards import Case, fresh_voids, late_members, refusal, system_due
from domain.modes.log import StepEvent, StepState
from domain.modes.replay import apply
from domain.modes.table import LifecycleTable
from domain.vocabulary import Party

DATED_BY_DEADLINE = {"lapse", "validity_expired", "supplement_overdue", "dept_late"}


def next_system_event(
    table: LifecycleTable, state: StepState, facts: StepFacts, today: date
) -> StepEvent | None:
    """The system event that is due now; of several the one that happened first."""
    due = []
    for row in table.leaving(state.mode, state.state):
        if row.is_system:
            case = Case(table, state, facts, row, today)
            if refusal(case) is None:
                due.append(_event(case))
    return min(due, key=lambda event: event.happened_on) if due else None


def system_events(
    table: LifecycleTable, state: StepState, facts: StepFacts, today: date
) -> tuple[tuple[StepEvent, ...], StepState]:
    """All system events that are due, one after the other, and the state after them."""
    fired: list[StepEvent] = []
    while event := next_system_event(table, state, facts, today):
        state = apply(table, state, event)
        fired.append(event)
    return tuple(fired), state


def overtaken(events: list[StepEvent], act: StepEvent) -> list[StepEvent]:
    """Trailing deadline events that an act, entered late but dated before or on them, makes untrue."""
    found: list[StepEvent] = []
    for event in reversed([event for event in events if not event.is_corrected]):
        if event.name not in DATED_BY_DEADLINE or event.happened_on < act.happened_on:
            break
        found.append(event)
    return found


def _event(case: Case) -> StepEvent:
    return StepEvent(
        name=case.row.event,
        happened_on=_day(case),
        acted_by=Party.SYSTEM,
        mode=case.state.mode,
        payload=_payload(case),
    )


def _day(case: Case) -> date:
    """A deadline event carries its deadline; the others the day on which their guard came true."""
    name, state, facts = case.row.event, case.state, case.facts
    if name in DATED_BY_DEADLINE:
        found = system_due(case) or case.today
    elif name == "prereq_arrived":
        found = max((need.decided_on for need in facts.requirements if need.decided_on), default=case.today)
    elif name == "all_received":
        found = max((m.opinion_on for m in state.members if m.opinion_on), default=case.today)
    else:
        found = max((day for _, day in fresh_voids(state, facts)), default=case.today)
    return max(found, state.changed_on or found)


def _payload(case: Case) -> dict[str, object]:
    if case.row.event == "dept_late":
        return {"members": [code for code, due in late_members(case.state, case.facts) if due < case.today]}
    if case.row.event == "upstream_expired":
        return {"voids": [[code, day.isoformat()] for code, day in fresh_voids(case.state, case.facts)]}
    return {}
