"""Credit notes close a mode: tolerance until repaired, commitment for six months."""

from datetime import date

import pytest

from domain.credit import CreditNote, in_the_way
from domain.errors import RuleBroken
from domain.modes.checks import check
from domain.modes.log import StepState
from domain.months import months_later
from domain.vocabulary import Mode
from tests.lifecycles import TABLE, act, facts

NOTED = date(2026, 8, 31)
UNREPAIRED = CreditNote(Mode.TOLERANCE, NOTED, "A")
REPAIRED = CreditNote(Mode.TOLERANCE, NOTED, "A", repaired_on=date(2026, 9, 10))
REVOKED = CreditNote(Mode.COMMITMENT, NOTED, "B")


@pytest.mark.parametrize(
    ("notes", "mode", "day", "closed"),
    [
        ((UNREPAIRED,), "tolerance", date(2026, 8, 30), False),
        ((UNREPAIRED,), "tolerance", NOTED, True),
        ((UNREPAIRED,), "tolerance", date(2030, 1, 1), True),
        ((UNREPAIRED,), "commitment", date(2026, 9, 1), False),
        ((REPAIRED,), "tolerance", date(2026, 9, 9), True),
        ((REPAIRED,), "tolerance", date(2026, 9, 10), False),
        ((REPAIRED, UNREPAIRED), "tolerance", date(2026, 9, 10), True),
        ((REVOKED,), "commitment", date(2027, 2, 27), True),
        ((REVOKED,), "commitment", date(2027, 2, 28), False),
        ((REVOKED,), "tolerance", date(2026, 9, 1), False),
        ((), "tolerance", NOTED, False),
    ],
)
def test_a_note_closes_its_mode_for_its_time(notes, mode, day, closed):
    assert (in_the_way(notes, mode, day, ban_months=6) is not None) is closed


def test_of_several_notes_the_longest_is_named():
    later = CreditNote(Mode.COMMITMENT, date(2026, 10, 1), "C")
    assert in_the_way([REVOKED, later], "commitment", date(2026, 11, 1), ban_months=6) is later


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_later(day, months, later):
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("mode", "event", "by", "note"),
    [("tolerance", "apply", "agent", UNREPAIRED), ("commitment", "inform", "department", REVOKED)],
)
def test_nothing_is_begun_in_a_closed_mode(mode, event, by, note):
    known = facts(mode, credit=(note,))
    day = date(2026, 9, 1)
    with pytest.raises(RuleBroken, match=f"guard.credit_{mode}"):
        check(TABLE, StepState(mode=Mode(mode)), known, act(event, day, by), day)
    check(TABLE, StepState(mode=Mode(mode)), facts(mode), act(event, day, by), day)
