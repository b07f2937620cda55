"""Whether an act may be entered: whose it is, its date, its prerequisites, its guard."""

from datetime import date

from domain.errors import BadInput, RuleBroken
from domain.modes.credit import of_credit
from domain.modes.facts import StepFacts
from domain.modes.guards import Case, Refusal, pausing_parties, refusal
from domain.modes.log import StepEvent, StepState
from domain.modes.replay import transition_of
from domain.modes.table import COMMON, NOT_STARTED, LifecycleTable, Transition
from domain.vocabulary import DepartmentKind, Mode, Party

REASONED = {"withdraw", "pause", "extend", "not_needed"}
MEMBER_EVENTS = {"dept_opinion"}


def allowed_parties(
    table: LifecycleTable, row: Transition, state: StepState, facts: StepFacts, member: str | None = None
) -> tuple[Party, ...]:
    """`acted_by` of the row, narrowed where it names several and the guard says which."""
    if row.event == "pause":
        return pausing_parties(table, state, facts, member)
    if row.event == "not_needed" and not facts.is_optional:
        return (Party.COORDINATOR,)
    if row.event in ("begin_task", "finish_task") and facts.department_kind is DepartmentKind.ENTERPRISE:
        return (Party.ENTERPRISE,)
    if row.mode == COMMON and Party.LEAD_DEPARTMENT in row.acted_by and row.event != "resume":
        lead = state.mode == Mode.PARALLEL
        return (Party.LEAD_DEPARTMENT,) if lead else (Party.DEPARTMENT,)
    return row.acted_by


def blocked(case: Case) -> Refusal | None:
    """Why nobody can enter this event now, whatever they typed; None if it can be entered."""
    starts = case.row.mode != COMMON and case.row.state == NOT_STARTED
    if starts and case.facts.open_prerequisites:
        return Refusal("guard.prerequisites_open", {"items": case.facts.open_prerequisites})
    return of_credit(case) or refusal(case)


def check(
    table: LifecycleTable, state: StepState, facts: StepFacts, event: StepEvent, today: date
) -> Transition:
    """The transition of an act that may be entered.

    Raises RuleBroken (not possible here, wrong party, a guard's code) or BadInput (dates, fields).
    """
    row = transition_of(table, state, event)
    if row.is_system:
        raise RuleBroken("steps.only_system", event=event.name, mode=row.mode)
    if event.acted_by not in allowed_parties(table, row, state, facts, event.member):
        raise RuleBroken("steps.wrong_party", party=event.acted_by, event=event.name, mode=row.mode)
    _check_member(state, facts, event)
    _check_date(state, facts, event, today)
    if event.name in REASONED and not event.reason:
        raise BadInput("guard.reason_missing")
    refused = blocked(Case(table, state, facts, row, today, event))
    if refused:
        raise RuleBroken(refused.code, **refused.params)
    return row


def _check_member(state: StepState, facts: StepFacts, event: StepEvent) -> None:
    if event.name in MEMBER_EVENTS and not event.member:
        raise BadInput("steps.member_missing")
    if not event.member or state.mode != Mode.PARALLEL:
        return
    member = state.member(event.member)
    if member is None or event.member not in {known.code for known in facts.members}:
        raise BadInput("steps.not_a_member", item=event.member)
    if event.name == "dept_opinion" and member.opinion_on:
        raise RuleBroken("steps.opinion_given", item=event.member)
    if event.name == "dept_opinion" and member.is_paused:
        raise RuleBroken("steps.member_paused", item=event.member)
    if event.name == "pause" and (member.is_paused or member.opinion_on):
        raise RuleBroken("steps.member_not_running", item=event.member)


def _check_date(state: StepState, facts: StepFacts, event: StepEvent, today: date) -> None:
    if event.happened_on > today:
        raise BadInput("steps.date_in_future", today=today)
    earliest = floor(state, event)
    if earliest and event.happened_on < earliest:
        raise BadInput("steps.date_too_early", earliest=earliest)
    days = facts.number("record.objection_days", 2)
    late = facts.calendar.workdays_between(event.happened_on, today)
    if late > days and not event.reason:
        raise BadInput("steps.backdating_needs_reason", days=days)


def floor(state: StepState, event: StepEvent) -> date | None:
    """The earliest day an act may carry: the last change of state; a member's act follows its own clock."""
    if event.member and (member := state.member(event.member)):
        ends = [pause.to_on or pause.from_on for pause in member.pauses]
        return max([day for day in (state.accepted_on, *ends) if day], default=None)
    return state.changed_on
