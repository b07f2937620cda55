"""The state machine of 问题清单: who may do what, when, and what each act leaves open.

The one rule that matters most: a problem is closed (销号) because the enterprise says so, with a name, a day
and a proof, and never by the person who had to solve it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.access import Actor
from domain.errors import BadInput, Forbidden, RuleBroken
from domain.modes.obligations import Obligation
from domain.vocabulary import ProblemState, Role


class ProblemAct(StrEnum):
    """What happens to a problem; kept in its history under these names."""

    RAISE = "raise"
    CLASSIFY = "classify"
    ASSIGN = "assign"
    PROGRESS = "progress"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    SHELVE = "shelve"


A, S = ProblemAct, ProblemState
OPEN_STATES = (S.RAISED, S.WORKING, S.RESOLVED)
UNSOLVED_STATES = (S.RAISED, S.WORKING)


@dataclass(frozen=True)
class Transition:
    """From which states by which roles, and the state afterwards (None: as before)."""

    sources: tuple[ProblemState, ...]
    target: ProblemState | None
    roles: frozenset[Role]


_WORKERS = frozenset({Role.AGENT, Role.COORDINATOR, Role.LIAISON})
_HOUSE = frozenset({Role.AGENT, Role.COORDINATOR})
_COORDINATOR = frozenset({Role.COORDINATOR})
TRANSITIONS: Mapping[ProblemAct, Transition] = {
    A.CLASSIFY: Transition(UNSOLVED_STATES, None, _HOUSE),
    A.ASSIGN: Transition(UNSOLVED_STATES, S.WORKING, _COORDINATOR),
    A.PROGRESS: Transition((S.WORKING,), None, _WORKERS),
    A.RESOLVE: Transition((S.WORKING,), S.RESOLVED, _WORKERS),
    A.CLOSE: Transition((S.RESOLVED,), S.CLOSED, _HOUSE),
    A.REOPEN: Transition((S.RESOLVED, S.CLOSED, S.SHELVED), S.WORKING, _HOUSE),
    A.SHELVE: Transition(UNSOLVED_STATES, S.SHELVED, _COORDINATOR),
}
RAISERS = frozenset({Role.AGENT, Role.COORDINATOR, Role.LEADER})


@dataclass(frozen=True)
class ProblemFacts:
    """What the rules ask of a problem. `is_assigned`: it has a department, an owner and a due date."""

    state: ProblemState
    raised_on: date
    resolved_on: date | None = None
    closed_on: date | None = None
    owner_account_id: int | None = None
    due_on: date | None = None
    is_assigned: bool = False
    is_instruction: bool = False


def permitted(facts: ProblemFacts, actor: Actor) -> tuple[ProblemAct, ...]:
    """The acts an actor may enter now, in the order of a problem's life. Scope is the caller's."""
    return tuple(act for act in TRANSITIONS if _refusal(act, facts, actor) is None)


def require_permitted(act: ProblemAct, facts: ProblemFacts, actor: Actor) -> None:
    """Raises Forbidden or RuleBroken when the act is not the actor's or not possible in this state."""
    refusal = _refusal(act, facts, actor)
    if refusal is not None:
        raise refusal


def _refusal(act: ProblemAct, facts: ProblemFacts, actor: Actor) -> Forbidden | RuleBroken | None:
    rule = TRANSITIONS[act]
    if not actor.is_system and actor.role not in rule.roles:
        return Forbidden("problems.not_your_act")
    if act is A.CLOSE and facts.owner_account_id is not None and facts.owner_account_id == actor.account_id:
        return Forbidden("problems.owner_never_closes")
    if facts.state not in rule.sources:
        return RuleBroken("problems.wrong_state", state=f"problem_state.{facts.state}")
    return None


def state_after(act: ProblemAct, facts: ProblemFacts) -> ProblemState:
    """A reopened problem that was never assigned waits for assignment again."""
    target = TRANSITIONS[act].target
    if act is A.REOPEN and not facts.is_assigned:
        return S.RAISED
    return target or facts.state


def require_order(act: ProblemAct, facts: ProblemFacts, *, on: date, today: date) -> None:
    """Nothing happens in the future, nor before what it follows from. Raises BadInput."""
    if on > today:
        raise BadInput("problems.future_day", day=on)
    last = {A.CLOSE: facts.resolved_on, A.REOPEN: facts.closed_on or facts.resolved_on}.get(act)
    earliest = max(facts.raised_on, last or facts.raised_on)
    if on < earliest:
        raise BadInput("problems.too_early", day=on, earliest=earliest)


def require_due(due_on: date, *, today: date) -> None:
    """A due date lies from today to three years ahead. Raises BadInput."""
    if not today <= due_on <= today + timedelta(days=3 * 365):
        raise BadInput("problems.due_out_of_range", day=due_on)


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Past its day and not even reported solved; the same test as the project's red light."""
    return state in UNSOLVED_STATES and due_on is not None and due_on < today


def duties(facts: ProblemFacts) -> tuple[Obligation, ...]:
    """The dated duties of anchors.csv; a leader's instruction has reminders of its own."""
    if facts.state is S.RAISED:
        waiting = Obligation(anchor="problem_raised", due_on=facts.raised_on, party="coordinator")
        return (waiting, *_due(facts))
    if facts.state is S.WORKING:
        return _due(facts)
    if facts.state is S.RESOLVED and facts.resolved_on:
        return (Obligation(anchor="problem_resolved", due_on=facts.resolved_on, party="enterprise"),)
    return ()


def _due(facts: ProblemFacts) -> tuple[Obligation, ...]:
    if facts.due_on is None:
        return ()
    anchor = "instruction_due" if facts.is_instruction else "problem_due"
    return (Obligation(anchor=anchor, due_on=facts.due_on, party="department", started_on=facts.raised_on),)
