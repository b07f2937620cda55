"""Each check: what is well, what is not, and that it says what to do."""

import sqlite3
from collections import namedtuple
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from models import CalendarDay, OutboxMessage, ReminderRule, SweepRun
from services import audit, clock, database, health, leases, reminders, schema
from services.database import unit_of_work
from services.health import Check
from services.leases import WORKER
from tests import factories_sweep as made
from tests.mailbox import free_port, mail_settings, smtp_server

pytestmark = pytest.mark.usefixtures("db")
ADMIN = Actor(9, "管理员", Role.ADMIN)
NAMES = ["database", "schema", "worker", "sweep", "outbox", "holidays", "disk", "mail"]
NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)


def check(name: str, actor: Actor = ADMIN) -> Check:
    (found,) = [one for one in health.checks(actor=actor) if one.name == name]
    return found


def at(day: date | datetime, name: str) -> Check:
    with clock.frozen(day):
        return check(name)


def beat() -> None:
    leases.hold(name=WORKER, holder="host:12:abc", seconds=90, actor=SYSTEM)


def message(**values: object) -> None:
    base = {"address": "a@example.org", "subject": "s", "text": "t", "queued_at": NINE}
    with unit_of_work(SYSTEM) as work:
        key = f"k{values}"
        work.session.add(OutboxMessage(**(base | {"dedupe_key": key, "message_id": key[:100]} | values)))


def test_all_is_well_where_everything_works() -> None:
    beat()
    reminders.sweep(actor=SYSTEM)
    found = health.checks(actor=ADMIN)
    assert [one.name for one in found] == NAMES
    assert {one.state for one in found} == {"ok"} and health.worst(found) == "ok"
    assert not any(one.todo for one in found)


def test_a_fresh_installation_says_what_to_start() -> None:
    assert (check("worker").state, check("sweep").state) == ("warning", "warning")
    assert "python -m jobs" in check("worker").todo and "python -m cli remind" in check("sweep").todo


def test_only_administrators_look() -> None:
    with pytest.raises(Forbidden):
        health.checks(actor=Actor(1, "李代办", Role.AGENT))


def test_words_come_in_the_readers_language() -> None:
    english = Actor(9, "Admin", Role.ADMIN, lang="en")
    assert check("worker", english).words == "no scheduler has run yet"
    assert check("worker").words == "后台任务还没有运行过"


@pytest.mark.parametrize(("minutes", "state"), [(2, "ok"), (4, "bad"), (3000, "bad")])
def test_a_silent_scheduler_is_seen_within_minutes(minutes: int, state: str) -> None:
    beat()
    assert at(NINE + timedelta(minutes=minutes), "worker").state == state


@pytest.mark.parametrize(("hours", "state"), [(1, "warning"), (25, "bad")])
def test_a_scheduler_that_was_stopped_says_since_when(hours: int, state: str) -> None:
    beat()
    leases.release(name=WORKER, holder="host:12:abc", actor=SYSTEM)
    found = at(NINE + timedelta(hours=hours), "worker")
    assert found.state == state and "9月1日 09:00" in found.words


@pytest.mark.parametrize(("minutes", "state"), [(29, "ok"), (31, "warning"), (1500, "bad")])
def test_a_sweep_that_is_late(minutes: int, state: str) -> None:
    reminders.sweep(actor=SYSTEM)
    assert at(NINE + timedelta(minutes=minutes), "sweep").state == state


def test_a_sweep_that_failed_says_why() -> None:
    made.change(ReminderRule, "due_soon", offset="soon")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="unreadable_rule"):
        reminders.sweep(actor=SYSTEM)
    assert check("sweep").state == "bad" and "unreadable_rule" in check("sweep").words


def test_a_sweep_that_never_ended_is_not_taken_for_one() -> None:
    with unit_of_work(SYSTEM) as work:
        work.session.add(SweepRun(sweep="reminders", started_at=NINE))
    assert check("sweep").state == "warning"


def test_a_sweep_says_what_was_new_and_that_nothing_was(db: str) -> None:
    home = made.district()
    made.duty(home, "step_due", date(2026, 9, 1))
    english = Actor(9, "Admin", Role.ADMIN, lang="en")
    reminders.sweep(actor=SYSTEM)
    assert check("sweep", english).words.endswith("of them new")
    reminders.sweep(actor=SYSTEM)
    assert "nothing new was due" in check("sweep", english).words


@pytest.mark.parametrize(("days", "quiet"), [(6, False), (8, True)])
def test_a_week_without_anything_due_is_told_from_a_week_without_a_sweep(days: int, quiet: bool) -> None:
    made.duty(made.district(), "step_due", date(2026, 9, 1))
    reminders.sweep(actor=SYSTEM)
    later = NINE + timedelta(days=days)
    with unit_of_work(SYSTEM) as work:
        run = SweepRun(sweep="reminders", started_at=later, finished_at=later, counts={"due": 4})
        work.session.add(run)
    assert ("近7天没有新到期的提醒" in at(later, "sweep").words) == quiet


def test_a_change_nobody_looked_at_is_told_since_when() -> None:
    reminders.sweep(actor=SYSTEM)
    with clock.frozen(NINE + timedelta(minutes=1)), unit_of_work(SYSTEM) as work:
        audit.record(work, action="step.advance", subject_type="step", subject_id=1)
    assert at(NINE + timedelta(minutes=15), "sweep").state == "ok"
    late = at(NINE + timedelta(minutes=17), "sweep")
    assert late.state == "warning" and "9月1日 09:01以来" in late.words


def test_the_turn_of_the_day_is_a_change_too() -> None:
    with clock.frozen(NINE.replace(hour=23, minute=50)):
        reminders.sweep(actor=SYSTEM)
    late = at(NINE.replace(day=2, hour=0, minute=16), "sweep")
    assert late.state == "warning" and "9月2日 00:00以来" in late.words


def test_sweeps_that_found_nothing_are_told_as_one_stretch() -> None:
    for minutes, counts, error in (
        (0, {"queued": 2}, None),
        (5, {}, None),
        (10, {}, None),
        (15, {}, "x"),
        (20, {}, None),
    ):
        at_ = NINE + timedelta(minutes=minutes)
        with unit_of_work(SYSTEM) as work:
            row = SweepRun(sweep="reminders", started_at=at_, finished_at=at_, counts=counts, error=error)
            work.session.add(row)
    found = health.history(limit=9, actor=ADMIN)
    assert [(one.runs, one.is_quiet) for one in found] == [(1, True), (1, False), (2, True), (1, False)]
    assert found[2].first.started_at == NINE + timedelta(minutes=5)


def test_the_outbox_counts_and_names_the_reason() -> None:
    message(state="sent")
    message(state="queued", last_error="connection refused")
    assert (check("outbox").state, check("outbox").words) == ("ok", "待发1封，已发1封，放弃0封")
    late = at(NINE + timedelta(hours=2), "outbox")
    assert late.state == "warning" and "connection refused" in late.words
    message(state="dead", last_error="550 no such user")
    assert check("outbox").state == "warning" and "550 no such user" in check("outbox").words


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-10-31", "ok"), ("2026-11-01", "warning"), ("2026-12-31", "warning"), ("2027-01-02", "bad")],
)
def test_next_years_holidays_are_missed_from_november(day: str, state: str) -> None:
    found = at(date.fromisoformat(day), "holidays")
    assert found.state == state and "2027" in found.words


def test_a_notice_that_was_imported_settles_it() -> None:
    row = CalendarDay(day=date(2027, 1, 4), name="元旦", is_workday=False, provisional=False)
    with unit_of_work(SYSTEM) as work:
        work.session.add(row)
    assert at(date(2026, 12, 1), "holidays").state == "ok"


@pytest.mark.parametrize(("free", "state"), [(0.1, "bad"), (0.5, "warning"), (2, "warning"), (50, "ok")])
def test_a_disk_that_fills_up(free: float, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    gigabyte = 1024**3
    found = usage(100 * gigabyte, int((100 - free) * gigabyte), int(free * gigabyte))
    monkeypatch.setattr(health.installation.shutil, "disk_usage", lambda folder: found)
    assert check("disk").state == state


def test_mail_is_tried_and_its_absence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check("mail").state == "ok" and "站内" in check("mail").words
    port = free_port()
    with mail_settings(monkeypatch, port):
        assert check("mail").state == "bad" and "refused" in check("mail").words
        with smtp_server(port) as box:
            assert check("mail").state == "ok"
        assert box.messages == []


def test_an_old_schema_ends_the_list_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "current", lambda: "0000")
    found = health.checks(actor=ADMIN)
    assert [one.name for one in found] == NAMES[:2] and found[-1].state == "bad"


def test_an_unreachable_database_is_said_not_raised(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(broken).execute("SELECT 1 FROM sqlite_master")
    before = database.current_url()
    database.use(f"sqlite:///{broken}")
    try:
        found = health.checks(actor=ADMIN)
    finally:
        database.use(before)
    assert [(one.name, one.state) for one in found] == [("database", "bad")]


@pytest.mark.parametrize(("minutes", "stands"), [(4, False), (6, True)])
def test_everybody_is_told_that_no_reminders_are_made(minutes: int, stands: bool) -> None:
    agent = Actor(1, "代办员", Role.AGENT)
    assert health.stands_still_since(actor=agent) is None  # nothing ever ran
    beat()
    since = leases.current(name=WORKER, actor=ADMIN)
    with clock.frozen(clock.real_now() + timedelta(minutes=minutes)):
        found = health.stands_still_since(actor=agent)
    assert found == (since.heartbeat_at if since and stands else None)
