"""What can be entered next, by whom, with which inputs, and what a guard still refuses."""

from dataclasses import dataclass
from datetime import date

from domain.modes.checks import MEMBER_EVENTS, allowed_parties, blocked
from domain.modes.facts import StepFacts
from domain.modes.guards import Case, Refusal, is_task
from domain.modes.log import StepState
from domain.modes.table import NOT_STARTED, LifecycleTable, Transition
from domain.vocabulary import DepartmentKind, Mode, Party

NEEDS: dict[str, tuple[str, ...]] = {
    "sign_promise": ("signature", "missing"),
    "sign_commitment": ("signature", "fulfil_days"),
    "supplement": ("materials",),
    "grace_supplement": ("materials",),
    "request_extension": ("days", "document"),
    "check_pass": ("name",),
    "pause": ("reason", "document"),
    "extend": ("reason", "approved_by"),
    "issue_opinion": ("conclusion", "valid_until"),
    "withdraw": ("reason",),
    "not_needed": ("reason",),
    "deliver": ("document_no", "name"),
}
"""Inputs of a form per event: `missing` name to days, `materials` names that arrived, `name` who acted."""


NEVER = {"guard.only_flavour_a", "guard.only_flavour_b"}
"""Refusals that no waiting cures: the item goes the other way by law."""


@dataclass(frozen=True)
class PermittedEvent:
    event: str
    acted_by: tuple[Party, ...]
    next_state: str
    needs: tuple[str, ...] = ()
    blocked: Refusal | None = None
    members: tuple[str, ...] = ()


def permitted(
    table: LifecycleTable, state: StepState, facts: StepFacts, today: date
) -> tuple[PermittedEvent, ...]:
    """Every event of a person in this state, ordinary ones first; `blocked` says why one cannot be now."""
    rows = [
        row
        for row in table.leaving(state.mode, state.state)
        if not row.is_system and row.event != "correct_entry" and not _other_way(row, facts)
    ]
    found = [_one(table, row, state, facts, today) for row in rows]
    found = [one for one in found if one.blocked is None or one.blocked.code not in NEVER]
    return (*found, *_member_pauses(table, state, facts))


def _other_way(row: Transition, facts: StepFacts) -> bool:
    """A step is filed or begun: the enterprise's own work is never filed, a formal review never begun."""
    if row.state != NOT_STARTED:
        return False
    if row.event == "begin_task":
        return not is_task(facts)
    return row.event == "submit" and facts.department_kind is DepartmentKind.ENTERPRISE


def _one(
    table: LifecycleTable, row: Transition, state: StepState, facts: StepFacts, today: date
) -> PermittedEvent:
    waiting = _waiting_members(state, facts) if row.event in MEMBER_EVENTS else ()
    return PermittedEvent(
        event=row.event,
        acted_by=allowed_parties(table, row, state, facts),
        next_state=(state.previous or "") if row.event == "resume" else row.next_state,
        needs=(("member",) if waiting else ()) + NEEDS.get(row.event, ()),
        blocked=_refused(Case(table, state, facts, row, today)),
        members=waiting,
    )


def _refused(case: Case) -> Refusal | None:
    if case.row.event in MEMBER_EVENTS and not _waiting_members(case.state, case.facts):
        return Refusal("guard.nobody_waiting")
    return blocked(case)


def _waiting_members(state: StepState, facts: StepFacts) -> tuple[str, ...]:
    codes = {member.code for member in facts.members}
    return tuple(m.code for m in state.members if m.code in codes and not m.opinion_on and not m.is_paused)


def _member_pauses(table: LifecycleTable, state: StepState, facts: StepFacts) -> list[PermittedEvent]:
    """In a group a department stops or resumes its own limit; the group's state stays as it is."""
    if state.mode != Mode.PARALLEL or not table.state(state.mode, state.state).may_pause:
        return []
    paused = tuple(member.code for member in state.members if member.is_paused)
    chances = {"pause": _waiting_members(state, facts), "resume": paused}
    return [
        PermittedEvent(
            event=event,
            acted_by=(Party.DEPARTMENT,),
            next_state=state.state,
            needs=("member", *NEEDS.get(event, ())),
            members=members,
        )
        for event, members in chances.items()
        if members
    ]
