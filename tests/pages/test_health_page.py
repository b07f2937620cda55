"""The health page: the answer first, each check with what to do, dead mail sent again at one click."""

from datetime import datetime, timedelta

import pytest

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import OutboxMessage
from services import audit, clock, health, leases, reminders
from services.database import unit_of_work
from services.leases import WORKER
from services.sweep_runs import DELIVERY, REMINDERS
from tests import factories_sweep as made
from tests.apptest import page, signed_in, texts
from ui import health_band, health_pulse

pytestmark = pytest.mark.usefixtures("sqlite_db")
ADMIN = Actor(9, "管理员", Role.ADMIN)
NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)


def dead_message(number: int = 1) -> int:
    with unit_of_work(SYSTEM) as work:
        row = OutboxMessage(
            dedupe_key=f"k{number}",
            kind="urgent",
            address="liang@example.org",
            subject="秘密",
            text="t",
            message_id=f"<{number}@x>",
            state="dead",
            attempts=12,
            last_error="550 <b>no</b> such user",
            queued_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def test_a_fresh_installation_says_what_is_missing_and_what_to_do() -> None:
    said = texts(page("health", ADMIN))
    assert '<b class="yellow">2</b>' in said  # no scheduler, no sweep
    assert "python -m jobs" in said and "还没有清查过" in said


def test_all_well_says_so_and_lists_the_latest_sweeps() -> None:
    leases.hold(name=WORKER, holder="host:12:abc", seconds=90, actor=SYSTEM)
    reminders.sweep(actor=SYSTEM)
    said = texts(page("health", ADMIN))
    assert "系统运行正常" in said and "换日" in said and "提醒清查" in said
    assert "没有新到期的" in said and "health.again" not in said


def test_dead_mail_is_shown_with_its_reason_and_without_its_content_and_sent_again() -> None:
    message_id, other = dead_message(1), dead_message(2)
    test = page("health", ADMIN)
    said = texts(test)
    assert "l***@example.org" in said and "550 &lt;b&gt;no&lt;/b&gt; such user" in said
    assert "秘密" not in said and "liang" not in said and "紧急提醒" in said
    with signed_in(ADMIN):
        test.button(key=f"health.again.{message_id}").click().run()
    states = {row.id: row.state for row in made.letters()}
    assert states == {message_id: "queued", other: "dead"}


def test_all_dead_mail_is_sent_again_at_once() -> None:
    dead_message(1), dead_message(2)
    test = page("health", ADMIN)
    with signed_in(ADMIN):
        next(button for button in test.button if button.label == "全部重发").click().run()
    assert {row.state for row in made.letters()} == {"queued"}


def test_a_silent_week_says_that_nothing_was_due_and_who_looked() -> None:
    for days in range(8, 0, -1):
        with clock.frozen(NINE - timedelta(days=days)):
            reminders.sweep(actor=SYSTEM)
            reminders.sweep(actor=SYSTEM)
    said = texts(page("health", ADMIN))
    assert "近7天没有新到期的提醒：共清查12次，最近一次8月31日 09:00" in said
    assert "没有新到期的（共清查2次）" in said


def test_the_pulse_tells_what_comes_next_and_what_was_not_looked_at() -> None:
    leases.hold(
        name=WORKER,
        holder="host:12:abc",
        seconds=90,
        wakes={"reminders": "2026-09-01T01:05:00+00:00", "delivery": "2026-09-01T01:01:00+00:00"},
        actor=SYSTEM,
    )
    with clock.frozen(NINE - timedelta(hours=1)):
        reminders.sweep(actor=SYSTEM)
    with clock.frozen(NINE - timedelta(minutes=40)), unit_of_work(SYSTEM) as work:
        audit.record(work, action="step.advance", subject_type="step", subject_id=1)
    said = texts(page("health", ADMIN))
    assert "09:05" in said and "投递09:01" in said
    assert "40分钟" in said and "9月1日 08:20以来的变动尚未清查" in said


def test_a_killed_scheduler_promises_no_wake_up() -> None:
    coming = {REMINDERS: "2026-09-01T01:05:00+00:00", DELIVERY: "2026-09-01T01:01:00+00:00"}
    leases.hold(name=WORKER, holder="host:12:abc", seconds=60, wakes=coming, actor=SYSTEM)
    for minutes, promised in ((0, True), (4, False)):
        with clock.frozen(clock.real_now() + timedelta(minutes=minutes)):
            said = health_pulse.html(health.pulse(actor=ADMIN))
        assert (("09:05" in said), ("后台任务没有运行" in said)) == (promised, not promised)


def test_the_checks_speak_the_readers_language() -> None:
    english = Actor(9, "Admin", Role.ADMIN, lang="en")
    assert "no scheduler has run yet" in texts(page("health", english))


def test_nobody_else_sees_it() -> None:
    assert page("health", Actor(1, "李代办", Role.AGENT)).exception


def test_the_band_leads_administrators_on_and_tells_the_others_whom_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    monkeypatch.setattr(health_band.st, "html", said.append)
    leases.hold(name=WORKER, holder="host:12:abc", seconds=90, actor=SYSTEM)
    health_band.show(ADMIN)
    assert said == []
    with clock.frozen(clock.real_now() + timedelta(minutes=6)):
        health_band.show(ADMIN)
        health_band.show(Actor(1, "代办员", Role.AGENT))
    assert 'href="/health"' in said[0] and "没有新提醒" in said[0]
    assert 'href="/health"' not in said[1] and "告知管理员" in said[1]
