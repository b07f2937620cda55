"""What leaves the outbox: nothing that is no longer so, with its attachments, marked, and without secrets."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from socket import SHUT_RDWR
from typing import Any

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import Forbidden
from domain.retries import JITTER, MAX_ATTEMPTS, WAITS, outage_wait, wait_after
from models import OutboxMessage, Reminder, ReminderDelivery
from services import clock, outbox
from services.channels import mail
from services.channels.failures import NotSent
from services.database import reading, unit_of_work
from services.outbox import DeliveryCounts, Letter
from services.outbox.leasing import BATCH
from tests import factories_reminders as rows
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_reports import NOW
from tests.factories_sweep import District
from tests.mailbox import Mailbox, free_port, mail_settings, smtp_server, text_of

NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)
AGENT = "agent0001@example.org"


@pytest.fixture
def home(sqlite_db: str) -> District:
    return made.district()


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    port = free_port()
    with mail_settings(monkeypatch, port), smtp_server(port) as running:
        yield running


def letter(key: str = "a", told: tuple[int, ...] = (), channel: str = "mail", **values: Any) -> int:
    """A queued letter that tells of these reminders; returns its id."""
    base = {"address": AGENT, "subject": "Digest", "text": "Text", "html": "<p>Text</p>"}
    with clock.frozen(NINE), unit_of_work(SYSTEM) as work:
        queued = outbox.enqueue_each(work, [Letter(dedupe_key=key, **(base | values))])
        for one in told:
            work.session.add(
                ReminderDelivery(reminder_id=one, channel=channel, message_id=queued[key], queued_at=NOW)
            )
        return queued[key]


def deliver(at: datetime = NINE, **values: Any) -> DeliveryCounts:
    with clock.frozen(at):
        return outbox.deliver(actor=SYSTEM, **values)


def delivered() -> list[datetime | None]:
    with reading(SYSTEM) as session:
        return list(session.exec(select(ReminderDelivery.delivered_at).order_by(ReminderDelivery.id)))


@pytest.fixture
def told(home: District) -> tuple[int, int, int]:
    """A duty and two reminders about it."""
    duty = made.duty(home, "step_due", TODAY)
    return duty, rows.reminder(home.agent, duty, "due_today"), rows.reminder(home.backup, duty, "due_today")


def test_what_is_sent_is_marked_with_what_it_told_of(home: District, box: Mailbox, told: tuple) -> None:
    letter(told=told[1:])
    assert deliver() == DeliveryCounts(sent=1)
    assert delivered() == [NINE, NINE]


def test_a_letter_whose_deed_is_done_is_not_sent(home: District, box: Mailbox, told: tuple) -> None:
    letter(told=told[1:])
    made.close(told[0])
    assert deliver() == DeliveryCounts(void=1) and box.messages == []
    assert [(row.state, row.attempts) for row in made.letters()] == [("void", 0)]
    assert delivered() == []  # told anew, should it speak again
    assert deliver(NINE + timedelta(days=1)) == DeliveryCounts()


@pytest.mark.parametrize(
    ("values", "is_sent"),
    [
        ({"state": "open"}, True),
        ({"state": "acknowledged"}, False),
        ({"state": "withdrawn", "close_cause": "moved"}, False),
        ({"state": "snoozed", "snoozed_until": TODAY}, True),
        ({"state": "snoozed", "snoozed_until": TODAY + timedelta(days=1)}, False),
        ({"state": "discharged", "close_cause": "mailed"}, True),
        ({"state": "discharged", "close_cause": "done"}, False),
        ({"anchor_on": date(2026, 9, 2)}, False),
    ],
)
def test_what_speaks_at_the_moment_of_sending(
    home: District, box: Mailbox, told: tuple, values: dict, is_sent: bool
) -> None:
    letter(told=told[1:2])
    made.change(Reminder, told[1], **values)
    assert deliver() == (DeliveryCounts(sent=1) if is_sent else DeliveryCounts(void=1))


def test_one_that_still_speaks_is_enough_and_a_letter_without_reminders_is_sent(
    home: District, box: Mailbox, told: tuple
) -> None:
    made.change(Reminder, told[1], state="acknowledged")
    letter("both", told=told[1:])
    letter("last call")
    assert deliver() == DeliveryCounts(sent=2)


def test_the_word_that_a_reminder_is_void_is_sent_although_it_is_silent(
    home: District, box: Mailbox, told: tuple
) -> None:
    letter(told=told[1:2], channel="moved")
    made.change(Reminder, told[1], state="withdrawn", close_cause="moved")
    assert deliver() == DeliveryCounts(sent=1)


def test_an_enterprises_matter_is_its_agents_again_when_its_letter_is_void(
    home: District, box: Mailbox, told: tuple
) -> None:
    letter(told=told[1:2], channel="enterprise")
    made.change(Reminder, told[1], state="discharged", close_cause="mailed")
    made.change(made.Obligation, told[0], is_paused=True)
    assert deliver() == DeliveryCounts(void=1)
    assert rows.state(told[1]) == "open"


def test_attachments_travel_beside_text_and_html(home: District, box: Mailbox) -> None:
    dates = {"name": "日程.ics", "media_type": "text/calendar", "text": "BEGIN:VCALENDAR\r\nSUMMARY:办结\r\n"}
    letter(attachments=(dates,))
    deliver()
    (message,) = box.messages
    assert text_of(message).strip() == "Text" and "<p>" in text_of(message, "html")
    (part,) = message.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("日程.ics", "text/calendar")
    assert "办结" in str(part.get_content())


def test_one_dead_letter_is_sent_again_by_itself(home: District, box: Mailbox) -> None:
    box.refuses["a@example.org"] = box.refuses["b@example.org"] = "550 no such user"
    first, second = letter("a", address="a@example.org"), letter("b", address="b@example.org")
    assert deliver() == DeliveryCounts(dead=2)
    box.refuses.clear()
    with pytest.raises(Forbidden):
        outbox.retry_dead(message_id=first, actor=home.agent)
    assert outbox.retry_dead(message_id=second, actor=home.admin) == 1
    assert outbox.retry_dead(message_id=second, actor=home.admin) == 0
    assert deliver() == DeliveryCounts(sent=1)
    assert [row.id for row in outbox.list_dead(actor=home.admin)] == [first]


@pytest.mark.parametrize("address", ["", "nobody", "name@", '"', "a@b, c@d", "li\r\nBcc: all@example.org"])
def test_what_is_no_address_asks_no_server_and_is_given_up_with_the_reason(
    home: District, box: Mailbox, address: str
) -> None:
    letter(address=address)
    assert deliver() == DeliveryCounts(dead=1) and box.messages == []
    assert outbox.list_dead(actor=home.admin)[0].reason == "邮箱地址不正确"


def test_a_stop_puts_back_what_was_not_tried(home: District, box: Mailbox) -> None:
    for n in range(BATCH):
        letter(str(n))
    assert deliver(stopping=lambda: len(box.messages) >= 3).sent < BATCH
    waiting = made.letters("queued")
    assert waiting and {(row.attempts, row.leased_until) for row in waiting} == {(0, None)}
    deliver()
    assert len({message["Message-ID"] for message in box.messages}) == len(box.messages) == BATCH


def test_those_that_failed_before_come_after_those_that_did_not(home: District, box: Mailbox) -> None:
    old, new = letter("old", address="old@example.org"), letter("new", address="new@example.org")
    made.change(OutboxMessage, old, attempts=2)
    with clock.frozen(NINE):
        from services.outbox.leasing import lease

        assert [one.id for one in lease("mail", actor=SYSTEM)] == [new, old]


def test_a_server_that_ends_connections_between_messages_costs_no_attempt(
    home: District, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = mail.smtplib.SMTP.send_message
    calls: list[int] = []

    def dropping(self: Any, *args: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            self.sock.shutdown(SHUT_RDWR)  # as a server does after a number of messages
        return send(self, *args)

    monkeypatch.setattr(mail.smtplib.SMTP, "send_message", dropping)
    with mail.Sender() as sender:
        for n in range(3):
            sender.send(mail.Envelope(AGENT, "S", "T", "", f"<{n}@example.org>"))
    assert len(box.messages) == 3 and len(calls) == 4


def test_no_secret_in_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_settings(monkeypatch, free_port(), smtp_password="s3cret!"):
        said = mail._reason(mail.smtplib.SMTPResponseException(535, b"5.7.8 bad password s3cret!"))
    assert said == "535 5.7.8 bad password ***"
    assert NotSent("x").is_permanent is False


def test_the_ladder_with_its_jitter() -> None:
    chance = Random(4)
    assert [minutes.total_seconds() / 60 for minutes in WAITS] == [1, 5, 15, 60, 360]
    for attempts, wait in enumerate(WAITS, 1):
        found = [wait_after(attempts, chance) / wait for _ in range(200)]
        assert 1 - JITTER <= min(found) < 0.9 and 1.1 < max(found) <= 1 + JITTER
    assert wait_after(MAX_ATTEMPTS, chance) is None
    for minutes, step in ((0, 1), (3, 5), (10, 15), (600, 15)):
        found = outage_wait(timedelta(minutes=minutes), chance) / timedelta(minutes=step)
        assert 1 - JITTER <= found <= 1 + JITTER
