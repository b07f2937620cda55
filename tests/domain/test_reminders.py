"""The decision which reminders are due: every row of reminder_rules.csv, gaps, pauses, recipients."""

import csv
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.recipients import Parties, recipients
from domain.reminders import (
    PAUSE_ANCHORS,
    Mute,
    Recipient,
    Reminder,
    Rule,
    Subject,
    act_by,
    due_reminders,
    horizon,
)
from domain.workdays import WorkCalendar

CALENDAR = WorkCalendar(
    {date(2026, 10, day): False for day in range(1, 8)}
    | {date(2026, 9, 20): True, date(2026, 9, 25): False, date(2026, 10, 10): True},
    frozenset({2026}),
)
FILE = Path(__file__).parents[2] / "reference" / "reminder_rules.csv"
ANCHOR = date(2026, 9, 16)  # a Wednesday
GRANTED = 5
ROLES = ("agent", "backup", "coordinator", "liaison", "lead_department", "leader", "problem_owner", "admin")
EVERYONE = {role: (Recipient.account(role, number),) for number, role in enumerate(ROLES, 1)} | {
    "enterprise": (Recipient.enterprise(1),)
}


def read_rules() -> list[Rule]:
    with FILE.open(encoding="utf-8-sig", newline="") as stream:
        return [
            Rule.parse(
                code=row["rule"],
                anchor=row["anchor"],
                offset=row["offset"],
                unit=row["unit"],
                repeat=row["repeat"],
                recipients=row["recipients"].split(";"),
                level=row["level"],
            )
            for row in csv.DictReader(stream)
        ]


RULES = read_rules()
BY_CODE = {rule.code: rule for rule in RULES}
# counted by hand from the paper calendar of 2026 with its notice: 20 September worked, 25 September off
FIRST_DAYS = {
    ("-50%", "workday"): date(2026, 9, 11),
    ("-3", "workday"): date(2026, 9, 11),
    ("-2", "workday"): date(2026, 9, 14),
    ("-1", "workday"): date(2026, 9, 15),
    ("-5", "workday"): date(2026, 9, 9),
    ("-10", "workday"): date(2026, 9, 2),
    ("-20", "workday"): date(2026, 8, 19),
    ("-30", "workday"): date(2026, 8, 5),
    ("-60", "calendar"): date(2026, 7, 18),
    ("-30", "calendar"): date(2026, 8, 17),
    ("0", "calendar"): ANCHOR,
    ("0", "workday"): ANCHOR,
    ("+1", "workday"): date(2026, 9, 17),
    ("+2", "workday"): date(2026, 9, 18),
    ("+3", "workday"): date(2026, 9, 20),
    ("+5", "workday"): date(2026, 9, 22),
    ("+10", "workday"): date(2026, 9, 30),
    ("+15", "workday"): date(2026, 10, 13),
    ("+30", "workday"): date(2026, 11, 3),
    ("+32", "workday"): date(2026, 11, 5),
}


def offsets() -> list[tuple[str, tuple[str, str]]]:
    with FILE.open(encoding="utf-8-sig", newline="") as stream:
        return [(row["rule"], (row["offset"], row["unit"])) for row in csv.DictReader(stream)]


def subject(anchor: str, **values: object) -> Subject:
    plain = Subject("step:1", anchor, ANCHOR, EVERYONE, granted=GRANTED)
    return replace(plain, **values)


def due(today: date, *subjects: Subject, sent: frozenset[str] = frozenset(), **more: Collection[Any]):
    return due_reminders(subjects, rules=RULES, sent=sent, today=today, calendar=CALENDAR, **more)


@pytest.mark.parametrize(("code", "offset"), offsets())
def test_every_rule_first_speaks_on_its_day_to_its_recipients(code: str, offset: tuple[str, str]) -> None:
    rule, day = BY_CODE[code], FIRST_DAYS[offset]
    one = subject(rule.anchor)
    assert code not in {r.rule for r in due(day - timedelta(days=1), one)}
    found = [r for r in due(day, one) if r.rule == code]
    assert [r.recipient.role for r in found] == list(rule.recipients)
    assert {(r.due_on, r.repetition, r.level) for r in found} == {(day, 0, rule.level)}


def test_all_sixty_three_rules_are_read() -> None:
    assert len(BY_CODE) == 63


@pytest.mark.parametrize("rule", [r for r in RULES if r.every], ids=lambda r: r.code)
def test_a_repeating_rule_speaks_again_after_its_interval(rule: Rule) -> None:
    one = subject(rule.anchor)
    first = rule.fires_on(ANCHOR, GRANTED, CALENDAR)
    second = CALENDAR.add_workdays(first, rule.every)
    assert {r.repetition for r in due(second - timedelta(days=1), one) if r.rule == rule.code} == {0}
    assert {(r.repetition, r.due_on) for r in due(second, one) if r.rule == rule.code} == {(1, second)}


def test_a_rule_that_is_said_once_stays_silent_after_that() -> None:
    one = subject("step_due")
    first = due(date(2026, 9, 17), one)
    later = due(date(2026, 9, 17), one, sent=frozenset(r.dedupe_key for r in first))
    assert first
    assert later == []


@pytest.mark.parametrize("anchor", sorted({rule.anchor for rule in RULES}))
def test_only_the_pause_rules_speak_while_the_clock_is_paused(anchor: str) -> None:
    late = date(2026, 12, 31)
    assert bool(due(late, subject(anchor, is_paused=True))) is (anchor in PAUSE_ANCHORS)


def test_nothing_is_said_after_discharge() -> None:
    assert due(date(2026, 12, 31), *(subject(rule.anchor, is_open=False) for rule in RULES)) == []


def test_a_moved_anchor_counts_as_new() -> None:
    before = due(date(2026, 9, 17), subject("step_due"))
    moved = subject("step_due", anchor_on=ANCHOR + timedelta(days=1))
    after = due(date(2026, 9, 30), moved, sent=frozenset(r.dedupe_key for r in before))
    assert {r.rule for r in after} >= {r.rule for r in before}


def test_a_warning_before_the_duty_began_is_not_given() -> None:
    started = subject("step_due", started_on=date(2026, 9, 15))
    assert {r.rule for r in due(date(2026, 9, 15), started)} == set()
    assert {r.rule for r in due(ANCHOR, started)} == {"due_today"}


def test_a_duty_learnt_of_too_late_gets_no_warning_but_is_said_to_be_overdue() -> None:
    known = subject("step_due", known_on=date(2026, 9, 18))
    assert {r.rule for r in due(date(2026, 9, 18), known)} == {"due_today", "overdue_1"}


def test_a_warning_that_repeats_goes_on_though_its_day_was_over_when_it_became_known() -> None:
    """A district that begins in January without the notice of its year is asked for it."""
    rule = BY_CODE["holiday_gap"]
    late = subject(rule.anchor, started_on=date(2026, 9, 10), known_on=date(2026, 9, 18))
    asked = [r for r in due(date(2026, 9, 18), late) if r.rule == rule.code]
    assert [r.recipient.role for r in asked] == ["admin"] and asked[0].repetition > 0
    assert [r for r in due(date(2026, 9, 9), late) if r.rule == rule.code] == []


def test_half_of_an_unknown_term_says_nothing() -> None:
    assert "tol_half" not in {r.rule for r in due(date(2026, 9, 30), subject("supplement_due", granted=None))}


def test_missed_repetitions_collapse_to_the_latest() -> None:
    found = [r for r in due(date(2026, 10, 19), subject("step_due")) if r.rule == "overdue_5"]
    assert [(r.repetition, r.due_on) for r in found] == [(2, date(2026, 10, 13))]


def test_acknowledging_stops_the_repetition_but_not_the_ladder() -> None:
    one = subject("step_due")
    first = [r for r in due(date(2026, 9, 22), one) if r.rule == "overdue_5"]
    acknowledged = frozenset(r.series for r in first)
    later = due(date(2026, 10, 20), one, acknowledged=acknowledged)
    assert {r.rule for r in later} == {"due_soon", "due_today", "overdue_1", "overdue_3"}


def test_a_person_in_two_roles_is_told_once() -> None:
    same = {"agent": (Recipient.account("agent", 7),), "coordinator": (Recipient.account("coordinator", 7),)}
    found = [r for r in due(date(2026, 9, 17), subject("step_due", recipients=same)) if r.rule == "overdue_1"]
    assert [r.recipient.account_id for r in found] == [7]


def test_the_enterprise_is_not_told_twice_by_a_new_agent() -> None:
    def told(agent: int) -> set[str]:
        people = {"agent": (Recipient.account("agent", agent),), "enterprise": (Recipient.enterprise(agent),)}
        one = subject("supplement_due", recipients=people)
        return {r.dedupe_key for r in due(ANCHOR, one) if r.recipient.role == "enterprise"}

    assert told(1) == told(2) != set()


@pytest.mark.parametrize("bad", [("soon", "once"), ("-3", "daily"), ("-40%", "once"), ("+1", "every x")])
def test_an_unreadable_rule_is_refused_by_name(bad: tuple[str, str]) -> None:
    with pytest.raises(BadInput) as refusal:
        Rule.parse(
            code="odd",
            anchor="ready",
            offset=bad[0],
            unit="workday",
            repeat=bad[1],
            recipients=[],
            level="high",
        )
    assert refusal.value.params == {"rule": "odd"}


@pytest.mark.parametrize(
    ("anchor", "day"),
    [
        ("step_due", ANCHOR),
        ("ready", date(2026, 9, 18)),
        ("decided", date(2026, 9, 22)),
        ("land_result", ANCHOR),
        ("last_follow_up", date(2026, 9, 22)),
    ],
)
def test_a_duty_is_to_be_done_by_its_deadline_or_by_its_first_rule(anchor: str, day: date) -> None:
    assert act_by(ANCHOR, [r for r in RULES if r.anchor == anchor], calendar=CALENDAR) == day


PEOPLE = Parties(
    primary=1, backup=2, acting=1, coordinator=3, coordinators=(3, 4), leader=5, leaders=(5, 6), admins=(9,)
)


@pytest.mark.parametrize(
    ("role", "changes", "told"),
    [
        ("agent", {}, [1]),
        ("agent", {"acting": 2}, [2, 1]),
        ("agent", {"acting": None}, [3, 1]),
        ("backup", {}, [2]),
        ("backup", {"acting": 2}, [1]),
        ("coordinator", {}, [3]),
        ("coordinator", {"coordinator": None}, [3, 4]),
        ("liaison", {}, [3]),
        ("liaison", {"liaisons": (7, 8)}, [7, 8]),
        ("lead_department", {}, [3]),
        ("lead_department", {"lead_liaisons": (8,)}, [8]),
        ("leader", {}, [5]),
        ("leader", {"leader": None}, [5, 6]),
        ("enterprise", {}, [1]),
        ("problem_owner", {"owner": 10, "owner_liaisons": (7,)}, [10]),
        ("problem_owner", {"owner_liaisons": (7,)}, [7]),
        ("problem_owner", {}, [3]),
        ("admin", {}, [9]),
        ("of_no_known_role", {}, [3]),
    ],
)
def test_recipients_and_their_fallbacks(role: str, changes: dict, told: list[int]) -> None:
    assert [r.account_id for r in recipients(role, replace(PEOPLE, **changes))] == told


days = st.dates(date(2026, 7, 1), date(2026, 10, 31))
subjects = st.builds(
    Subject,
    subject=st.sampled_from(["step:1", "step:2", "project:1"]),
    anchor=st.sampled_from(sorted({rule.anchor for rule in RULES})),
    anchor_on=days,
    recipients=st.just(EVERYONE),
    started_on=st.none() | days,
    known_on=st.none() | days,
    granted=st.none() | st.integers(1, 40),
    is_paused=st.booleans(),
)


@given(st.lists(subjects, max_size=4, unique_by=lambda s: (s.subject, s.anchor)), days, st.integers(1, 40))
def test_a_sweep_after_a_gap_knows_what_daily_sweeps_would_know(
    found: list[Subject], start: date, gap: int
) -> None:
    end = start + timedelta(days=gap)
    daily: dict[str, Reminder] = {}
    for number in range(gap + 1):
        for reminder in due(start + timedelta(days=number), *found, sent=frozenset(daily)):
            assert reminder.dedupe_key not in daily
            daily[reminder.dedupe_key] = reminder
    once = due(end, *found)
    assert len({r.dedupe_key for r in once}) == len(once)
    last: dict[str, int] = {}
    for reminder in daily.values():
        last[reminder.series] = max(reminder.repetition, last.get(reminder.series, 0))
    assert {r.series: r.repetition for r in once} == last


@given(subjects, days)
def test_the_horizon_of_the_query_loses_no_reminder(one: Subject, today: date) -> None:
    for reminder in due(today, one):
        rule = BY_CODE[reminder.rule]
        assert one.anchor_on <= horizon(
            rule, today=today, calendar=CALENDAR, longest_granted=one.granted or 0
        )


@pytest.mark.parametrize(
    ("mute", "told"),
    [
        (Mute(1, "overdue_1"), ["coordinator"]),
        (Mute(1, "overdue_1", project_id=7), ["coordinator"]),
        (Mute(1, "overdue_1", project_id=8), ["agent", "coordinator"]),
        (Mute(1, "due_today"), ["agent", "coordinator"]),
        (Mute(3, "overdue_1"), ["agent"]),
    ],
)
def test_who_muted_a_rule_is_not_told_by_it(mute: Mute, told: list[str]) -> None:
    found = due(date(2026, 9, 17), subject("step_due", project_id=7), mutes=[mute])
    assert [r.recipient.role for r in found if r.rule == "overdue_1"] == told


def test_what_is_urgent_and_what_the_enterprise_hears_cannot_be_muted() -> None:
    everything = [Mute(person, rule.code) for person in range(1, 9) for rule in RULES]
    found = due(ANCHOR, subject("supplement_due"), mutes=everything)
    assert {(r.rule, r.recipient.role) for r in found} == {
        *((rule, "enterprise") for rule in ("tol_half", "tol_5", "tol_2")),
        *(("tol_0", role) for role in ("agent", "enterprise", "coordinator")),
    }
