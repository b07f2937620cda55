"""Who may move a problem where, and the duties each state leaves open."""

from dataclasses import replace
from datetime import date

import pytest

from domain import problems
from domain.access import Actor
from domain.errors import BadInput, Forbidden, RuleBroken
from domain.problems import ProblemAct, ProblemFacts
from domain.vocabulary import ProblemState, Role

TODAY = date(2026, 9, 1)
A, S = ProblemAct, ProblemState
FRESH = ProblemFacts(S.RAISED, raised_on=date(2026, 8, 20))
WORKING = replace(FRESH, state=S.WORKING, is_assigned=True, owner_account_id=7, due_on=date(2026, 9, 10))
RESOLVED = replace(WORKING, state=S.RESOLVED, resolved_on=date(2026, 8, 28))
CLOSED = replace(RESOLVED, state=S.CLOSED, closed_on=date(2026, 8, 31))
SHELVED = replace(FRESH, state=S.SHELVED)


def actor(role: Role, account_id: int = 1) -> Actor:
    return Actor(account_id, "x", role)


PERMITTED = {
    (S.RAISED, Role.AGENT): {A.CLASSIFY},
    (S.RAISED, Role.COORDINATOR): {A.CLASSIFY, A.ASSIGN, A.SHELVE},
    (S.WORKING, Role.AGENT): {A.CLASSIFY, A.PROGRESS, A.RESOLVE},
    (S.WORKING, Role.COORDINATOR): {A.CLASSIFY, A.ASSIGN, A.PROGRESS, A.RESOLVE, A.SHELVE},
    (S.WORKING, Role.LIAISON): {A.PROGRESS, A.RESOLVE},
    (S.RESOLVED, Role.AGENT): {A.CLOSE, A.REOPEN},
    (S.RESOLVED, Role.COORDINATOR): {A.CLOSE, A.REOPEN},
    (S.CLOSED, Role.AGENT): {A.REOPEN},
    (S.CLOSED, Role.COORDINATOR): {A.REOPEN},
    (S.SHELVED, Role.AGENT): {A.REOPEN},
    (S.SHELVED, Role.COORDINATOR): {A.REOPEN},
}


@pytest.mark.parametrize("facts", [FRESH, WORKING, RESOLVED, CLOSED, SHELVED], ids=lambda f: f.state)
@pytest.mark.parametrize("role", list(Role))
def test_every_role_in_every_state(facts: ProblemFacts, role: Role) -> None:
    assert set(problems.permitted(facts, actor(role))) == PERMITTED.get((facts.state, role), set())


def test_the_owner_never_closes_even_as_coordinator() -> None:
    with pytest.raises(Forbidden) as refused:
        problems.require_permitted(A.CLOSE, RESOLVED, actor(Role.COORDINATOR, account_id=7))
    assert refused.value.code == "problems.owner_never_closes"
    problems.require_permitted(A.CLOSE, RESOLVED, actor(Role.COORDINATOR, account_id=8))


def test_a_problem_is_not_closed_before_it_is_reported_solved() -> None:
    with pytest.raises(RuleBroken) as refused:
        problems.require_permitted(A.CLOSE, WORKING, actor(Role.AGENT))
    assert refused.value.params == {"state": "problem_state.working"}


def test_where_each_act_leads() -> None:
    assert problems.state_after(A.ASSIGN, FRESH) is S.WORKING
    assert problems.state_after(A.PROGRESS, WORKING) is S.WORKING
    assert problems.state_after(A.RESOLVE, WORKING) is S.RESOLVED
    assert problems.state_after(A.CLOSE, RESOLVED) is S.CLOSED
    assert problems.state_after(A.REOPEN, CLOSED) is S.WORKING
    assert problems.state_after(A.REOPEN, SHELVED) is S.RAISED


@pytest.mark.parametrize(
    ("act", "facts", "on", "code"),
    [
        (A.RESOLVE, WORKING, date(2026, 9, 2), "problems.future_day"),
        (A.RESOLVE, WORKING, date(2026, 8, 19), "problems.too_early"),
        (A.CLOSE, RESOLVED, date(2026, 8, 27), "problems.too_early"),
        (A.REOPEN, CLOSED, date(2026, 8, 30), "problems.too_early"),
    ],
)
def test_days_in_the_wrong_order(act: ProblemAct, facts: ProblemFacts, on: date, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        problems.require_order(act, facts, on=on, today=TODAY)
    assert refused.value.code == code


def test_days_in_the_right_order() -> None:
    problems.require_order(A.RESOLVE, WORKING, on=date(2026, 8, 20), today=TODAY)
    problems.require_order(A.CLOSE, RESOLVED, on=date(2026, 8, 28), today=TODAY)
    problems.require_order(A.REOPEN, CLOSED, on=TODAY, today=TODAY)


@pytest.mark.parametrize("due_on", [date(2026, 8, 31), date(2029, 9, 1)])
def test_a_due_date_lies_ahead_and_within_reach(due_on: date) -> None:
    with pytest.raises(BadInput):
        problems.require_due(due_on, today=TODAY)
    problems.require_due(TODAY, today=TODAY)


def test_overdue_ends_with_the_report_of_a_solution() -> None:
    past = date(2026, 8, 31)
    assert problems.is_overdue(S.WORKING, past, TODAY)
    assert not problems.is_overdue(S.WORKING, TODAY, TODAY)
    assert not problems.is_overdue(S.RESOLVED, past, TODAY)
    assert not problems.is_overdue(S.SHELVED, past, TODAY)


def test_duties_of_each_state() -> None:
    def anchors(facts: ProblemFacts) -> list[tuple[str, date]]:
        return [(duty.anchor, duty.due_on) for duty in problems.duties(facts)]

    assert anchors(FRESH) == [("problem_raised", FRESH.raised_on)]
    assert anchors(WORKING) == [("problem_due", date(2026, 9, 10))]
    assert anchors(replace(WORKING, is_instruction=True)) == [("instruction_due", date(2026, 9, 10))]
    assert anchors(RESOLVED) == [("problem_resolved", date(2026, 8, 28))]
    assert anchors(CLOSED) == anchors(SHELVED) == []
