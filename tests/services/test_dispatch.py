"""Who is written to when: hours, days, weekends, downtime, roles; never twice, whatever happens meanwhile."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import func, select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, Forbidden
from domain.vocabulary import Role
from models import Absence, Account, AuditRow, Obligation, OutboxMessage, ReminderDelivery
from services import clock, database, inbox, reminders
from services.database import reading, unit_of_work
from services.reminders import dispatch, hours
from services.reminders.hours import HoursDraft
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District
from tests.mailbox import free_port, mail_settings

D = date.fromisoformat
AGENT, BACKUP = "agent0001@example.org", "agent0002@example.org"
COORDINATOR, LEADER = "coord0001@example.org", "leader0001@example.org"
FRIDAY, SATURDAY, MONDAY = D("2026-09-04"), D("2026-09-05"), D("2026-09-07")


@pytest.fixture(autouse=True)
def with_mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with mail_settings(monkeypatch, free_port()):
        yield


@pytest.fixture
def home(sqlite_db: str) -> District:
    return made.district()


def on(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), clock.ZONE)


def sweep(day: date, hour: str = "09:00") -> list[tuple[str, str]]:
    """(kind, address) of the letters this sweep queued, sorted."""
    before = {row.id for row in made.letters()}
    with clock.frozen(on(day, hour)):
        reminders.sweep(actor=SYSTEM)
    return sorted((row.kind, row.address) for row in made.letters() if row.id not in before)


def letter(kind: str, address: str) -> OutboxMessage:
    return [row for row in made.letters() if (row.kind, row.address) == (kind, address)][-1]


def choose(actor: Actor, morning_at: str = "08:30", wants_last_call: bool = True) -> None:
    version = hours.own_hours(actor=actor).version
    draft = HoursDraft(morning_at=morning_at, wants_last_call=wants_last_call, version=version)
    hours.change_hours(draft=draft, actor=actor)


def due(home: District, day: date, **values: object) -> int:
    return made.duty(home, "step_due", day, started_on=D("2026-08-03"), **values)


# — mornings —


def test_what_is_not_urgent_waits_for_the_morning_at_the_chosen_hour(home: District) -> None:
    choose(home.backup, "10:15")
    due(home, TODAY)
    assert sweep(TODAY, "00:05") == []
    assert inbox.unread_count(actor=home.agent) == 1  # in the inbox at once
    assert sweep(TODAY, "08:29") == []
    assert sweep(TODAY, "08:30") == [("morning", AGENT)]
    assert sweep(TODAY, "10:14") == []
    assert sweep(TODAY, "10:15") == [("morning", BACKUP)]
    assert sweep(TODAY, "10:20") == []


def test_what_arises_after_the_morning_waits_for_the_next_working_day(home: District) -> None:
    assert sweep(FRIDAY, "08:30") == []  # nothing to say, and the morning is over
    made.duty(home, "ready", D("2026-09-02"))
    for day, hour in ((FRIDAY, "10:00"), (SATURDAY, "08:30"), (MONDAY, "08:00")):
        assert sweep(day, hour) == []
    assert sweep(MONDAY, "08:30") == [("morning", AGENT)]


def test_a_digest_says_how_many_and_how_urgent_and_brings_the_dates_along(home: District) -> None:
    made.duty(home, "supplement_due", TODAY, key="地勘报告", started_on=TODAY)
    due(home, D("2026-09-04"))
    sweep(TODAY)
    found = letter("morning", AGENT)
    assert found.subject == "【代办通】9月1日提要：3件待办，2件紧急，2件今日到期"
    assert found.text.index("补齐：地勘报告") < found.text.index("盯紧到期")
    (file,) = found.attachments
    assert (file["name"], file["media_type"]) == ("daiban.ics", "text/calendar")
    assert "DTSTART;VALUE=DATE:20260904" in file["text"] and file["text"].count("BEGIN:VEVENT") == 2


def test_after_a_weekend_without_a_worker_one_digest_says_that_it_catches_up(home: District) -> None:
    made.duty(home, "ready", D("2026-08-27"))
    assert sweep(D("2026-09-03"), "08:30") == [("morning", AGENT)]
    due(home, FRIDAY)
    assert sweep(MONDAY, "07:00") == []
    assert ("morning", AGENT) in sweep(MONDAY, "10:40")
    assert "未能按时发出" in letter("morning", AGENT).text
    assert sweep(MONDAY, "10:45") == []
    made.duty(home, "decided", D("2026-09-01"))
    sweep(D("2026-09-08"), "08:30")
    assert "未能按时发出" not in letter("morning", AGENT).text


def test_a_leader_gets_one_digest_with_counts_and_no_single_message(home: District) -> None:
    due(home, D("2026-08-20"))  # overdue for eight working days: leader and coordinator, urgent
    assert sweep(SATURDAY - timedelta(7), "12:00") == [
        ("urgent", COORDINATOR),
        ("urgent", "liaison0001@example.org"),
    ]
    assert sweep(D("2026-08-31"), "08:30") == [
        ("leader", LEADER),
        ("morning", AGENT),
        ("morning", BACKUP),
    ]
    found = letter("leader", LEADER)
    assert found.subject == "【代办通】8月31日提要：1件提请关注，1件紧急"
    assert "涉及项目1个 · 紧急1件 · 已超期1件" in found.text and found.attachments == []
    made.duty(home, "commit_due", D("2026-08-20"))
    assert ("urgent", LEADER) not in sweep(D("2026-08-31"), "11:00")
    assert ("leader", LEADER) in sweep(TODAY, "08:30")


# — at once —


@pytest.mark.parametrize(("day", "hour"), [(SATURDAY, "03:00"), (MONDAY, "23:00"), (MONDAY, "07:00")])
def test_an_alarm_goes_at_once_at_any_hour_and_in_one_letter(home: District, day: date, hour: str) -> None:
    due(home, day - timedelta(6))
    due(home, day - timedelta(7), subject="step:77", step_id=None)
    sweep(D("2026-08-31"), "09:00")
    found = [one for one in sweep(day, hour) if one[1] == COORDINATOR]
    kind = "morning" if hour == "23:00" else "urgent"  # a digest that is due holds it
    assert found == [(kind, COORDINATOR)]
    assert "2件" in letter(kind, COORDINATOR).subject
    assert [one for one in sweep(day, "23:30") if one[1] == COORDINATOR] == []


def test_the_day_of_a_land_result_counts_at_once_though_the_rule_is_not_urgent(home: District) -> None:
    assert sweep(FRIDAY, "08:30") == []
    made.duty(home, "land_result", FRIDAY)
    assert sweep(FRIDAY, "15:20") == [("urgent", AGENT)]
    assert letter("urgent", AGENT).subject.startswith("【代办通】紧急：准备转正式")


def test_a_repeat_stays_inside_the_digest(home: District) -> None:
    made.duty(home, "check_due", D("2026-08-20"), party="department")
    sweep(D("2026-08-31"), "08:30")
    assert sweep(FRIDAY, "00:05") == []
    assert {row.level for row in made.reminders(repetition=2)} == {"urgent"}
    assert sweep(FRIDAY, "08:30") == [("leader", LEADER), ("morning", COORDINATOR)]


def test_what_was_put_off_comes_back_in_the_morning_even_if_urgent(home: District) -> None:
    due(home, D("2026-08-27"))
    sweep(TODAY, "09:00")
    (row,) = made.reminders(rule_code="overdue_3", recipient_role="coordinator")
    with clock.frozen(on(TODAY, "10:00")):
        inbox.snooze(reminder_id=row.id or 0, until=FRIDAY, reason="等会议", actor=home.coordinator)
    assert ("urgent", COORDINATOR) not in sweep(FRIDAY, "00:05")
    assert ("morning", COORDINATOR) in sweep(FRIDAY, "08:30")


def test_an_enterprise_is_written_to_at_once_and_its_agent_is_spared(home: District) -> None:
    made.enterprise_mail(home.project_id, "owner@example.org")
    made.duty(home, "rectify_due", D("2026-09-09"), party="enterprise", started_on=D("2026-08-03"))
    assert sweep(D("2026-09-06"), "03:00") == [("enterprise", "owner@example.org")]
    (row,) = made.reminders(recipient_role="enterprise")
    assert (row.state, row.close_cause) == ("discharged", "mailed")
    assert "SUMMARY:限期整改" in letter("enterprise", "owner@example.org").attachments[0]["text"]
    said = letter("enterprise", "owner@example.org")
    assert said.subject.startswith("【代办通】请贵公司办理：限期整改") and "请在期限前办理" in said.text
    sweep(MONDAY, "08:30")
    assert "告知企业" not in letter("morning", AGENT).text


def test_an_enterprise_is_told_of_no_term_where_none_runs(home: District) -> None:
    made.enterprise_mail(home.project_id, "owner@example.org")
    made.duty(home, "milestone_done", D("2026-08-31"), party="enterprise")
    sweep(TODAY, "09:00")
    said = letter("enterprise", "owner@example.org")
    assert "期限" not in said.text and "以下事项请贵公司办理" in said.text


# — the afternoon —


def test_the_last_call_tells_who_acts_what_is_due_today_and_not_done(home: District) -> None:
    duty_id = due(home, TODAY)
    due(home, D("2026-09-02"), subject="step:77", step_id=None)
    sweep(TODAY, "08:30")
    assert sweep(TODAY, "16:29") == []
    assert sweep(TODAY, "16:30") == [("last_call", AGENT)]
    found = letter("last_call", AGENT)
    assert found.subject == "【代办通】今日到期，1件尚未办结" and "盯紧到期" in found.text
    assert sweep(TODAY, "17:00") == []
    made.close(duty_id)
    due(home, FRIDAY)
    with unit_of_work(SYSTEM) as work:
        work.session.add(
            Absence(agent_id=home.agent.account_id, from_on=FRIDAY, until_on=FRIDAY, reason="外出")
        )
    assert ("last_call", BACKUP) in sweep(FRIDAY, "16:30")


@pytest.mark.parametrize("case", ["done", "unwanted", "weekend", "evening"])
def test_no_last_call_without_need(home: District, case: str) -> None:
    day = SATURDAY if case == "weekend" else FRIDAY
    duty_id = due(home, day)
    sweep(day, "09:00")
    if case == "done":
        made.close(duty_id)
    if case == "unwanted":
        choose(home.agent, wants_last_call=False)
    assert sweep(day, "18:00" if case == "evening" else "16:45") == []


# — what moved —


def test_a_day_that_moved_is_said_once_with_the_new_one(home: District) -> None:
    duty_id = due(home, TODAY)
    sweep(TODAY, "08:30")
    made.redate(duty_id, D("2026-09-30"))
    assert sweep(TODAY, "11:00") == []
    assert sweep(D("2026-09-02"), "08:30") == [("morning", AGENT), ("morning", BACKUP)]
    said = letter("morning", AGENT)
    assert said.subject == "【代办通】9月2日提要：1件期限已改"
    assert "原为9月1日(周二)，改至9月30日(周三)" in said.text
    assert sweep(D("2026-09-03"), "08:30") == []


def test_nobody_hears_that_something_moved_of_which_nobody_heard(home: District) -> None:
    duty_id = due(home, TODAY)
    sweep(TODAY, "00:05")
    made.redate(duty_id, D("2026-09-30"))
    assert sweep(TODAY, "08:30") == []


def test_what_comes_back_to_its_day_is_told_anew(home: District) -> None:
    duty_id = due(home, TODAY)
    sweep(TODAY, "08:30")
    made.redate(duty_id, D("2026-09-30"))
    sweep(TODAY, "11:00")
    made.redate(duty_id, TODAY)
    sweep(TODAY, "12:00")
    assert sweep(D("2026-09-02"), "08:30")[0] == ("morning", AGENT)
    assert "盯紧到期" in letter("morning", AGENT).text


@pytest.mark.parametrize("change", [{"is_paused": True}, {"is_open": False}])
def test_what_waits_for_the_morning_is_not_written_once_paused_or_done(
    home: District, change: dict[str, bool]
) -> None:
    duty_id = due(home, TODAY)
    sweep(TODAY, "00:05")
    made.change(Obligation, duty_id, **change)
    with clock.frozen(on(TODAY, "08:30")):  # before the next sweep has looked at the duty
        assert dispatch.queue_letters(actor=SYSTEM) == 0
    assert sweep(TODAY, "16:30") == []


def test_who_acts_is_written_to_and_the_absent_agent_gets_a_copy(home: District) -> None:
    with unit_of_work(SYSTEM) as work:
        absent = Absence(agent_id=home.agent.account_id, from_on=TODAY, until_on=FRIDAY, reason="外出")
        work.session.add(absent)
    made.duty(home, "ready", D("2026-08-28"))
    assert sweep(TODAY) == [("morning", AGENT), ("morning", BACKUP)]


# — never twice, never lost —


def test_a_clock_set_back_or_forward_makes_no_second_letter(home: District) -> None:
    due(home, D("2026-08-27"))
    first = sweep(TODAY, "09:00")
    due(home, TODAY, subject="step:77", step_id=None)
    assert sweep(TODAY, "07:00") == sweep(TODAY, "08:30") == sweep(TODAY, "09:00") == []
    sweep(TODAY, "16:30")
    sweep(D("2026-10-09"), "09:00")
    assert [one for one in sweep(TODAY, "16:40") if one[0] != "urgent"] == []
    keys = [row.dedupe_key for row in made.letters()]
    assert len(keys) == len(set(keys)) and first


def test_a_crash_between_any_two_statements_loses_and_doubles_nothing(
    home: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every statement of a dispatch fails once; each time the next pass goes on."""
    made.enterprise_mail(home.project_id, "owner@example.org")
    due(home, D("2026-08-27"))
    made.duty(home, "rectify_due", D("2026-09-03"), party="enterprise", started_on=D("2026-08-03"))
    with clock.frozen(on(TODAY, "00:05")), monkeypatch.context() as patch:
        patch.setattr(dispatch, "queue_letters", lambda **_: 0)
        reminders.sweep(actor=SYSTEM)
    crash = _Crash()
    event.listen(database.engine(), "before_cursor_execute", crash)
    with clock.frozen(on(TODAY, "08:30")):
        while crash.is_armed:
            crash.next()
            try:
                dispatch.queue_letters(actor=SYSTEM)
                crash.is_armed = False
            except _Killed:
                _check_whole()
    event.remove(database.engine(), "before_cursor_execute", crash)
    assert crash.at > 10
    told = [AGENT, BACKUP, COORDINATOR, "liaison0001@example.org"]
    expected = [("enterprise", "owner@example.org"), *(("morning", one) for one in told)]
    assert sorted((row.kind, row.address) for row in made.letters()) == sorted(expected)
    _check_whole()


class _Killed(Exception):
    pass


class _Crash:
    """Kills the process, as it were, at the n-th statement from now; n grows with each turn."""

    def __init__(self) -> None:
        self.at, self.left, self.is_armed = 0, 0, True

    def next(self) -> None:
        self.at += 1
        self.left = self.at

    def __call__(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise _Killed


def _check_whole() -> None:
    """Each letter about reminders has its deliveries, each delivery its letter."""
    with reading(SYSTEM) as session:
        carried = set(session.exec(select(ReminderDelivery.message_id)))
        known = set(session.exec(select(OutboxMessage.id)))
    assert carried == known


@pytest.mark.usefixtures("db")
def test_two_dispatchers_at_once_write_each_letter_once() -> None:
    home = made.district()
    for n in range(4):
        due(home, D("2026-08-20") + timedelta(days=n), subject=f"step:{70 + n}", step_id=None)
    with clock.frozen(on(TODAY, "00:05")):
        reminders.sweep(actor=SYSTEM)
    failures: list[Exception] = []

    def run() -> None:
        try:
            with clock.frozen(on(TODAY, "08:30")):
                dispatch.queue_letters(actor=SYSTEM)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    mornings = [row.address for row in made.letters() if row.kind in ("morning", "leader")]
    assert len(mornings) == len(set(mornings)) >= 3
    with reading(SYSTEM) as session:
        twice = (
            select(ReminderDelivery.reminder_id)
            .group_by(ReminderDelivery.reminder_id, ReminderDelivery.channel)
            .having(func.count() > 1)
        )
        assert session.exec(twice).all() == []


def test_who_has_no_address_or_account_any_more_is_not_written_to(home: District) -> None:
    made.change(Account, home.agent.account_id, email=None)
    made.change(Account, home.backup.account_id, is_active=False)
    due(home, TODAY)
    assert sweep(TODAY) == []


def test_only_the_system_and_administrators_write_letters(home: District) -> None:
    with pytest.raises(Forbidden):
        dispatch.queue_letters(actor=home.agent)


# — hours —


def test_own_hours_are_changed_by_quarters_and_kept_with_the_audit(home: District) -> None:
    assert hours.own_hours(actor=home.agent).version == 0
    choose(home.agent, "07:45", wants_last_call=False)
    found = hours.own_hours(actor=home.agent)
    assert (found.morning_at, found.wants_last_call, found.version) == ("07:45", False, 1)
    assert found.address == AGENT and found.has_last_call
    assert not hours.own_hours(actor=home.leader).has_last_call
    with reading(SYSTEM) as session:
        (row,) = session.exec(select(AuditRow).where(AuditRow.action == "hours.change"))
        assert row.before == {"morning_at": "08:30", "wants_last_call": True}
        assert row.after == {"morning_at": "07:45", "wants_last_call": False}


def test_hours_nobody_may_choose_are_refused(home: District) -> None:
    for hour in ("05:45", "12:15", "08:20", "late", ""):
        with pytest.raises(BadInput, match=r"hours\.not_a_choice"):
            choose(home.agent, hour)
    choose(home.agent, "07:45")
    with pytest.raises(Conflict, match=r"hours\.changed_meanwhile"):
        hours.change_hours(draft=HoursDraft(morning_at="08:00", version=0), actor=home.agent)
    with pytest.raises(Forbidden):
        hours.own_hours(actor=SYSTEM)
    with pytest.raises(Forbidden):
        hours.own_hours(actor=Actor(9, "审计", Role.AUDITOR))
