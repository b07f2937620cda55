"""The health page: the answer first, each check with what to do, dead mail sent again at one click."""

import pytest

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import OutboxMessage
from services import leases, reminders
from services.database import unit_of_work
from services.leases import WORKER
from tests import factories_sweep as made
from tests.apptest import page, signed_in, texts

pytestmark = pytest.mark.usefixtures("sqlite_db")
ADMIN = Actor(9, "管理员", Role.ADMIN)


def dead_message() -> int:
    with unit_of_work(SYSTEM) as work:
        row = OutboxMessage(
            dedupe_key="k",
            address="liang@example.org",
            subject="秘密",
            text="t",
            message_id="<1@x>",
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
    assert "放弃发送的邮件" not in said


def test_dead_mail_is_shown_with_its_reason_and_without_its_content_and_sent_again() -> None:
    message_id = dead_message()
    test = page("health", ADMIN)
    said = texts(test)
    assert "l***@example.org" in said and "550 &lt;b&gt;no&lt;/b&gt; such user" in said
    assert "秘密" not in said and "liang" not in said
    with signed_in(ADMIN):
        next(button for button in test.button if button.label == "重新发送").click().run()
    (row,) = made.letters()
    assert (row.id, row.state, row.attempts) == (message_id, "queued", 0)


def test_the_checks_speak_the_readers_language() -> None:
    english = Actor(9, "Admin", Role.ADMIN, lang="en")
    assert "no scheduler has run yet" in texts(page("health", english))


def test_nobody_else_sees_it() -> None:
    assert page("health", Actor(1, "李代办", Role.AGENT)).exception
