"""Mutes: for oneself alone, for a reason, never of what is urgent; taken back; seen by coordinators."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError, Forbidden, NotFound
from domain.vocabulary import Role
from models import AuditRow, ReminderMute
from services import clock, mutes, reminders
from services.database import reading
from services.mutes import LONGEST_DAYS, MuteDraft
from tests import factories_reports as rows
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

DUE = date(2026, 9, 4)
AUDITOR = Actor(account_id=99, name="审计", role=Role.AUDITOR)


@pytest.fixture
def home(sqlite_db: str) -> District:
    return made.district()


def draft(**values: object) -> MuteDraft:
    return MuteDraft(**{"rule": "due_soon", "reason": "每天自己看板"} | values)


def audits() -> list[tuple[str, str | None]]:
    with reading(SYSTEM) as session:
        query = select(AuditRow.action, AuditRow.reason).where(AuditRow.action.startswith("mute."))
        return [tuple(row) for row in session.exec(query.order_by(AuditRow.id))]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "  "}, "mutes.reason_missing"),
        ({"until": TODAY - timedelta(days=1)}, "mutes.until_passed"),
        ({"until": TODAY + timedelta(days=LONGEST_DAYS + 1)}, "mutes.until_too_late"),
        ({"rule": "nonsense"}, "rules.not_found"),
        ({"rule": "overdue_3"}, "mutes.urgent"),
        ({"rule": "silence_10"}, "mutes.not_for_you"),
        ({"project_id": 999}, "access.not_found"),
    ],
)
def test_refusals(home: District, values: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        mutes.mute(draft=draft(**values), actor=home.agent)
    assert refused.value.code == code
    assert not mutes.list_own(actor=home.agent) and not audits()


def test_who_is_never_reminded_mutes_nothing(home: District) -> None:
    for actor in (AUDITOR, SYSTEM):
        for act in (mutes.list_own, mutes.choices):
            with pytest.raises(Forbidden):
                act(actor=actor)
        with pytest.raises(Forbidden):
            mutes.mute(draft=draft(), actor=actor)


def test_a_muted_rule_is_silent_to_this_person_only(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    made.duty(home, "step_due", DUE, key="x")
    mutes.mute(draft=draft(), actor=home.agent)
    mutes.mute(draft=draft(rule="due_today"), actor=home.backup)
    reminders.sweep(actor=SYSTEM)
    assert made.told() == [("due_today", "李代办")]


def test_a_mute_of_one_project_leaves_the_others(home: District) -> None:
    other = rows.project(primary=home.agent, name="另一项目", last_verified_on=TODAY, last_follow_up_on=TODAY)
    step = rows.step(other, "land_use_planning_permit", "land_planning", "natural_resources")
    made.duty(home, "step_due", DUE)
    made.duty(home, "step_due", DUE, project_id=other, step_id=step, subject=f"step:{step}")
    mutes.mute(draft=draft(project_id=home.project_id), actor=home.agent)
    reminders.sweep(actor=SYSTEM)
    assert [row.project_id for row in made.reminders()] == [other]


def test_what_the_enterprise_is_told_is_nobodys_to_mute(home: District) -> None:
    made.duty(home, "supplement_due", date(2026, 9, 8), key="地勘报告", party="enterprise")
    mutes.mute(draft=draft(rule="tol_5"), actor=home.agent)
    reminders.sweep(actor=SYSTEM)
    assert [row.recipient_role for row in made.reminders()] == ["enterprise"]


def test_a_mute_closes_what_was_said_but_not_the_task_for_the_enterprise(home: District) -> None:
    made.duty(home, "supplement_due", date(2026, 9, 8), key="地勘报告", party="enterprise")
    reminders.sweep(actor=SYSTEM)
    mutes.mute(draft=draft(rule="tol_5"), actor=home.agent)
    found = {row.recipient_role: row.state for row in made.reminders()}
    assert found == {"agent": "withdrawn", "enterprise": "open"}


def test_taken_back_it_speaks_again(home: District) -> None:
    made.duty(home, "step_due", DUE)
    reminders.sweep(actor=SYSTEM)
    mute_id = mutes.mute(draft=draft(until=DUE), actor=home.agent)  # silent at once, not after a sweep
    assert [(row.state, row.close_cause) for row in made.reminders()] == [("withdrawn", "muted")]
    with pytest.raises(NotFound):
        mutes.take_back(mute_id=mute_id, actor=home.backup)
    for _ in range(2):  # a double click changes nothing more
        mutes.take_back(mute_id=mute_id, actor=home.agent)
    reminders.sweep(actor=SYSTEM)
    assert [row.state for row in made.reminders()] == ["open"]
    assert audits() == [("mute.add", "每天自己看板"), ("mute.take_back", "每天自己看板")]


def test_once_is_enough_and_all_covers_one(home: District) -> None:
    mutes.mute(draft=draft(project_id=home.project_id), actor=home.agent)
    mutes.mute(draft=draft(), actor=home.agent)
    for again in (draft(), draft(project_id=home.project_id)):
        with pytest.raises(DomainError, match="already_muted"):
            mutes.mute(draft=again, actor=home.agent)
    mutes.mute(draft=draft(), actor=home.backup)  # somebody else's is another one
    with reading(SYSTEM) as session:
        assert len(session.exec(select(ReminderMute)).all()) == 3


def test_a_mute_is_over_after_its_day(home: District) -> None:
    mutes.mute(draft=draft(until=TODAY), actor=home.agent)
    assert len(mutes.list_own(actor=home.agent)) == 1
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert not mutes.list_own(actor=home.agent)
        mutes.mute(draft=draft(), actor=home.agent)


def test_the_list_is_in_words_and_coordinators_see_the_agents(home: District) -> None:
    mutes.mute(draft=draft(project_id=home.project_id), actor=home.agent)
    mutes.mute(draft=draft(rule="limits_pending"), actor=home.coordinator)
    (mine,) = mutes.list_own(actor=home.agent)
    assert mine.words == "办理到期前3个工作日 → 代办员，一般" and mine.sentence and mine.project
    (seen,) = mutes.list_of_agents(actor=home.coordinator)
    assert (seen.person, seen.reason) == ("李代办", "每天自己看板")
    for actor in (home.agent, home.leader, home.admin, home.liaison):
        with pytest.raises(Forbidden):
            mutes.list_of_agents(actor=actor)


def test_choices_are_what_may_reach_and_is_not_urgent(home: District) -> None:
    found = mutes.choices(actor=home.agent)
    codes = {one.code for one in found.rules}
    assert {"due_soon", "due_today", "tol_5"} <= codes
    assert not codes & {"overdue_3", "silence_10", "survey_send", "holiday_gap"}
    assert found.projects == {home.project_id: found.projects[home.project_id]}
    assert found.latest == TODAY + timedelta(days=LONGEST_DAYS)
    assert {one.code for one in mutes.choices(actor=home.admin).rules} == {"limits_pending", "holiday_gap"}
    assert not mutes.choices(actor=home.admin).projects
