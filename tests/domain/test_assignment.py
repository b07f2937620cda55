"""Who acts, who may take one more enterprise, who takes over, when somebody is away (domain.md (f))."""

from datetime import date

import pytest

from domain.assignment import (
    Away,
    Candidate,
    Pair,
    acting,
    handed_over,
    require_absence,
    require_free,
    require_load,
    require_pair,
    suggested,
)
from domain.errors import DomainError
from domain.vocabulary import AssignmentRole

A, B, C, OTHER = 1, 2, 3, 4
TODAY = date(2026, 9, 1)
PRIMARY, BACKUP = AssignmentRole.PRIMARY, AssignmentRole.BACKUP


def code(refused: pytest.ExceptionInfo[DomainError]) -> str:
    return refused.value.code


@pytest.mark.parametrize(
    ("pair", "absent", "expected"),
    [
        (Pair(A, B, C), (), A),
        (Pair(A, B, C), (B,), A),
        (Pair(A, B, C), (A,), B),
        (Pair(A, B, C), (A, B), C),
        (Pair(A, None, C), (A,), C),
        (Pair(A, B), (A, B), None),
        (Pair(None, None, C), (), C),
    ],
)
def test_who_acts(pair: Pair, absent: tuple[int, ...], expected: int | None) -> None:
    assert acting(pair, absent) == expected


def test_a_is_never_empty_and_never_b() -> None:
    require_pair(A, None)
    require_pair(A, B)
    with pytest.raises(DomainError) as refused:
        require_pair(A, A)
    assert code(refused) == "agency.same_person"
    with pytest.raises(DomainError) as refused:
        require_pair(None, B)
    assert code(refused) == "agency.primary_missing"


def test_a_third_enterprise_needs_an_override() -> None:
    given = {"name": "李明", "limit": 2, "may_override": False}
    assert not require_load({10}, 11, **given)
    assert not require_load({10, 11}, 11, **given)
    with pytest.raises(DomainError) as refused:
        require_load({10, 11}, 12, **given)
    assert code(refused) == "agency.too_many_enterprises"
    assert refused.value.params == {"name": "李明", "limit": 2}
    assert require_load({10, 11}, 12, **{**given, "may_override": True})


def test_naming_fills_empty_places_and_replacing_is_a_handover() -> None:
    require_free(Pair(None), A, B)
    require_free(Pair(A), A, B)
    require_free(Pair(A, B), A, None)
    for primary, backup in ((OTHER, B), (B, A), (A, OTHER)):
        with pytest.raises(DomainError) as refused:
            require_free(Pair(A, B), primary, backup)
        assert code(refused) == "agency.needs_handover"


def test_who_takes_over() -> None:
    assert handed_over(Pair(A, B, C), PRIMARY, OTHER) == Pair(OTHER, B, C)
    assert handed_over(Pair(A, B, C), PRIMARY, B) == Pair(B, None, C)
    assert handed_over(Pair(A, B, C), BACKUP, OTHER) == Pair(A, OTHER, C)
    assert handed_over(Pair(A, None, C), BACKUP, OTHER) == Pair(A, OTHER, C)


@pytest.mark.parametrize(
    ("pair", "role", "to", "expected"),
    [
        (Pair(A, B), PRIMARY, A, "agency.already_in_place"),
        (Pair(A, B), BACKUP, B, "agency.already_in_place"),
        (Pair(A, B), BACKUP, A, "agency.same_person"),
        (Pair(None), PRIMARY, A, "agency.primary_missing"),
    ],
)
def test_a_handover_that_changes_nothing_right_is_refused(
    pair: Pair, role: AssignmentRole, to: int, expected: str
) -> None:
    with pytest.raises(DomainError) as refused:
        handed_over(pair, role, to)
    assert code(refused) == expected


def away(first: int, last: int) -> Away:
    return Away(date(2026, 9, first), date(2026, 9, last))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (away(9, 8), "agency.absence_inverted"),
        (Away(date(2026, 8, 20), date(2026, 8, 31)), "agency.absence_over"),
        (away(5, 7), "agency.absence_overlaps"),
        (away(10, 12), "agency.absence_overlaps"),
        (away(1, 30), "agency.absence_overlaps"),
    ],
)
def test_absences_run_forward_and_never_meet(wanted: Away, expected: str) -> None:
    with pytest.raises(DomainError) as refused:
        require_absence(wanted, [away(7, 10)], TODAY)
    assert code(refused) == expected


def test_absences_may_follow_each_other_and_last_one_day() -> None:
    require_absence(away(11, 11), [away(7, 10)], TODAY)
    require_absence(away(1, 6), [away(7, 10)], TODAY)
    require_absence(Away(date(2026, 8, 28), TODAY), [], TODAY)


def test_suggestions_know_the_enterprise_then_room_then_load() -> None:
    known = Candidate(1, frozenset({10, 11}))
    idle = Candidate(2, frozenset())
    busy_backup = Candidate(3, frozenset(), as_backup=2)
    one = Candidate(4, frozenset({20}))
    full = Candidate(5, frozenset({20, 21}))
    away_now = Candidate(6, frozenset(), is_away=True)
    found = suggested([away_now, full, one, busy_backup, idle, known], 10, 2)
    assert [candidate.id for candidate in found] == [1, 2, 3, 4, 5, 6]
