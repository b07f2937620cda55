"""Letters on a real SMTP connection: who gets one, retried while the server is down, at least once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from domain.access import SYSTEM
from domain.errors import Forbidden
from domain.retries import MAX_ATTEMPTS, WAITS
from models import Account, Project
from services import clock, inbox, outbox, reminders
from services.channels import mail
from services.outbox import DeliveryCounts
from services.outbox.leasing import LEASE, MOST_DEATHS
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District
from tests.mailbox import Mailbox, free_port, mail_settings, smtp_server, text_of

pytestmark = pytest.mark.usefixtures("db")
D = date.fromisoformat
NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)
AGENT, COORDINATOR, LEADER = "agent0001@example.org", "coord0001@example.org", "leader0001@example.org"


@pytest.fixture
def home(db: str) -> District:
    return made.district()


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a mail server that is configured, and does not run yet."""
    number = free_port()
    with mail_settings(monkeypatch, number):
        yield number


@pytest.fixture
def box(port: int) -> Iterator[Mailbox]:
    with smtp_server(port) as running:
        yield running


def sweep(at: date | datetime = TODAY) -> None:
    with clock.frozen(at):
        reminders.sweep(actor=SYSTEM)


class Even(Random):
    """No jitter: every wait as the ladder says."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def deliver(at: datetime = NINE) -> DeliveryCounts:
    with clock.frozen(at):
        return outbox.deliver(actor=SYSTEM, chance=Even())


def test_a_digest_reaches_its_person_in_text_and_html_once(home: District, box: Mailbox) -> None:
    made.duty(home, "step_due", TODAY, started_on=D("2026-08-20"))
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    assert deliver() == DeliveryCounts(sent=2)
    assert deliver() == DeliveryCounts()
    (message,) = box.to(AGENT)
    assert message["Subject"] == "【代办通】9月1日提要：2件待办，1件今日到期"
    assert message["From"] == "代办通 Daiban <daiban@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["Date"]) == NINE
    text, html = text_of(message), text_of(message, "html")
    assert "剩3个工作日" not in text  # the earlier step of the ladder is history
    assert "李代办，您好！" in text and "今日到期" in text and "雪原动力电池示例项目" in text
    link = f"http://daiban.example.org/project?id={home.project_id}&step={home.step_id}"
    assert link in text and link.replace("&", "&amp;") in html
    assert "http://daiban.example.org/inbox" in html


def test_each_reads_the_own_language_and_markup_in_names_stays_text(home: District, box: Mailbox) -> None:
    made.change(Account, home.agent.account_id, lang="en", display_name="Li <b>Ming</b>")
    made.duty(home, "step_due", TODAY, started_on=D("2026-08-20"))
    sweep()
    deliver()
    (english,), (chinese,) = box.to(AGENT), box.to("agent0002@example.org")
    assert english["Subject"] == "Daiban, 1 Sep: 1 to do, 1 due today"
    assert "Watch the due date" in text_of(english) and "Due today" in text_of(english)
    assert "Li &lt;b&gt;Ming&lt;/b&gt;" in text_of(english, "html")
    assert "盯紧到期" in text_of(chinese)


def test_without_a_mail_server_nothing_is_queued(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    sweep()
    assert (len(made.reminders()), made.letters(), deliver()) == (3, [], DeliveryCounts())


def test_who_has_no_address_is_reminded_in_the_inbox_alone(home: District, box: Mailbox) -> None:
    made.change(Account, home.backup.account_id, email=None)
    made.duty(home, "step_due", TODAY)
    sweep()
    assert [row.address for row in made.letters()] == [AGENT]
    assert inbox.unread_count(actor=home.backup) == 1


def test_after_a_week_without_sweeps_there_is_one_digest_a_person(home: District, box: Mailbox) -> None:
    for n, item in enumerate(("land_auction", "land_contract", "land_title", "eia_approval")):
        step = made.rows.step(home.project_id, item, "land_planning", "natural_resources")
        day = TODAY + timedelta(days=n)
        made.duty(home, "step_due", day, step_id=step, subject=f"step:{step}", started_on=D("2026-08-20"))
    sweep(D("2026-09-08"))
    deliver(NINE + timedelta(days=7))
    addresses = [message["To"] for message in box.messages]
    assert len(addresses) == len(set(addresses)) >= 4
    assert len(made.reminders()) > 12


def test_a_leader_gets_one_digest_a_day_and_misses_nothing(home: District, box: Mailbox) -> None:
    first = made.duty(home, "step_due", D("2026-08-20"))
    sweep(NINE)
    made.duty(home, "commit_due", D("2026-08-20"))
    sweep(NINE + timedelta(hours=2))  # told in the inbox today, by mail tomorrow
    assert inbox.unread_count(actor=home.leader) == 2
    deliver(NINE + timedelta(hours=3))
    (today,) = box.to(LEADER)
    assert today["Subject"] == "【代办通】9月1日提要：1件提请关注，1件紧急"
    sweep(NINE + timedelta(days=1))
    deliver(NINE + timedelta(days=1))
    assert [message["Subject"] for message in box.to(LEADER)][1:] == [
        "【代办通】9月2日提要：1件提请关注，1件紧急"
    ]
    sweep(NINE + timedelta(days=1, hours=5))
    assert len([row for row in made.letters() if row.address == LEADER]) == 2
    assert first


def test_an_enterprise_with_an_address_is_written_to_in_its_own_words(home: District, box: Mailbox) -> None:
    made.enterprise_mail(home.project_id, "owner@example.org")
    made.duty(home, "supplement_due", TODAY, key="地勘报告", party="enterprise", started_on=TODAY)
    sweep()
    deliver()
    (message,) = box.to("owner@example.org")
    said = text_of(message)
    assert "补齐：地勘报告" in said and "李代办" in said and "0451-8600 0001" in said
    assert "今日为补齐最后一日" not in said  # the house's own remark
    assert "/project?" not in text_of(message, "html")
    assert {row.state for row in made.reminders(recipient_role="enterprise")} == {"discharged"}
    assert "告知企业" not in text_of(box.to(AGENT)[0])
    sweep(NINE + timedelta(hours=1))
    assert len(box.to("owner@example.org")) == 1


def test_an_enterprise_without_an_address_is_its_agents_task(home: District, box: Mailbox) -> None:
    made.duty(home, "supplement_due", TODAY, key="地勘报告", party="enterprise", started_on=TODAY)
    sweep()
    deliver()
    assert "告知企业：补齐：地勘报告" in text_of(box.to(AGENT)[0])
    assert {row.state for row in made.reminders(recipient_role="enterprise")} == {"open"}


def test_mail_an_enterprise_refuses_becomes_its_agents_task(home: District, box: Mailbox) -> None:
    made.enterprise_mail(home.project_id, "gone@example.org")
    box.refuses["gone@example.org"] = "550 no such user"
    made.duty(home, "rectify_due", D("2026-09-03"), party="enterprise", started_on=D("2026-08-20"))
    sweep()
    assert deliver().dead == 1
    assert {row.state for row in made.reminders(recipient_role="enterprise")} == {"open"}
    (dead,) = outbox.list_dead(actor=home.admin)
    assert (dead.address, dead.reason, dead.attempts) == ("g***@example.org", "550 no such user", 1)
    sweep()
    assert [row.address for row in made.letters() if row.address.startswith("gone")] == ["gone@example.org"]


def test_a_server_that_is_down_is_nobodys_attempt_and_everything_arrives_when_it_is_back(
    home: District, port: int
) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    at = NINE
    for minutes in (1, 5, 15, 15, 15):
        assert deliver(at) == DeliveryCounts(waiting=1)
        (letter,) = made.letters()
        assert "refused" in str(letter.last_error).lower() and letter.attempts == 0
        assert letter.next_try_at == at + timedelta(minutes=minutes)
        assert deliver(at + timedelta(seconds=1)) == DeliveryCounts()
        at = letter.next_try_at
    at += timedelta(days=4)
    assert deliver(at) == DeliveryCounts(waiting=1)
    with smtp_server(port) as box:
        assert deliver(at + timedelta(minutes=15)) == DeliveryCounts(sent=1)
        assert deliver(at + timedelta(hours=1)) == DeliveryCounts()
        (message,) = box.messages
    assert message["Message-ID"] == letter.message_id
    (sent,) = made.letters()
    assert (sent.state, sent.attempts, sent.last_error) == ("sent", 1, None)


def test_given_up_after_the_last_wait_with_the_reason_and_sent_when_asked_again(
    home: District, box: Mailbox
) -> None:
    box.refuses[AGENT] = "450 mailbox busy"
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    at, counts = NINE, []
    for wait in (*WAITS, timedelta()):
        counts.append(deliver(at))
        assert deliver(at + timedelta(seconds=30)) == DeliveryCounts()
        at += wait
    assert counts == [DeliveryCounts(retried=1)] * len(WAITS) + [DeliveryCounts(dead=1)]
    (letter,) = made.letters("dead")
    assert (letter.attempts, letter.last_error) == (MAX_ATTEMPTS, "450 mailbox busy")
    with pytest.raises(Forbidden):
        outbox.retry_dead(actor=home.agent)
    assert outbox.retry_dead(actor=home.admin) == 1
    box.refuses.clear()
    assert deliver(at) == DeliveryCounts(sent=1)


def test_a_process_that_dies_after_sending_sends_again_under_the_same_id(
    home: District, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    send = mail.Sender.send

    def killed(self: mail.Sender, envelope: mail.Envelope) -> None:
        send(self, envelope)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mail.Sender, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(NINE)
    assert deliver(NINE + LEASE - timedelta(seconds=1)) == DeliveryCounts()  # still in the dead one's hands
    assert deliver(NINE + LEASE) == DeliveryCounts(sent=1)
    assert len(box.messages) == 2
    assert len({message["Message-ID"] for message in box.messages}) == 1


def test_a_message_that_kills_its_process_every_time_is_given_up(home: District, box: Mailbox) -> None:
    from models import OutboxMessage

    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    (letter,) = made.letters()
    made.change(OutboxMessage, letter.id or 0, attempts=MOST_DEATHS)
    assert deliver() == DeliveryCounts(dead=1)
    assert box.messages == []


def test_a_worker_killed_again_and_again_buries_no_letter(home: District, box: Mailbox) -> None:
    from models import OutboxMessage

    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    (letter,) = made.letters()
    made.change(OutboxMessage, letter.id or 0, attempts=MAX_ATTEMPTS + 3)
    assert deliver() == DeliveryCounts(sent=1)


def test_one_refused_address_holds_up_nobody_else(home: District, box: Mailbox) -> None:
    box.refuses[AGENT] = "451 try later"
    made.duty(home, "step_due", TODAY)
    sweep()
    assert deliver() == DeliveryCounts(sent=1, retried=1)
    box.refuses.clear()
    assert deliver(NINE + WAITS[0]) == DeliveryCounts(sent=1)


def test_an_address_that_is_none_is_given_up_with_the_reason(home: District, box: Mailbox) -> None:
    made.change(Account, home.agent.account_id, email="li\r\nBcc: all@example.org")
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    assert deliver() == DeliveryCounts(dead=1)
    assert box.messages == []


def test_it_signs_in_where_the_server_wants_it(
    home: District, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    def check(server: object, session: object, envelope: object, kind: str, given: object) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"desk", b"secret")
        return AuthResult(success=right, handled=right)

    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    with smtp_server(port, **options) as box:
        with mail_settings(monkeypatch, port, smtp_username="desk", smtp_password="wrong"):
            assert deliver(NINE) == DeliveryCounts(waiting=1)
        assert "535" in str(made.letters()[0].last_error)
        with mail_settings(monkeypatch, port, smtp_username="desk", smtp_password="secret"):
            assert deliver(NINE + WAITS[0]) == DeliveryCounts(sent=1)
        assert len(box.messages) == 1


def test_nothing_leaves_in_plain_text_where_tls_is_asked_for(
    home: District, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    with smtp_server(port) as box, mail_settings(monkeypatch, port, smtp_starttls="true"):
        assert deliver() == DeliveryCounts(waiting=1)
        assert box.messages == []
    assert "STARTTLS" in str(made.letters()[0].last_error)


def test_a_duty_that_comes_back_is_another_letter(home: District, box: Mailbox) -> None:
    duty_id = made.duty(home, "ready", D("2026-08-28"))
    sweep(NINE)
    made.close(duty_id)
    sweep(NINE + timedelta(hours=1))
    made.duty(home, "ready", D("2026-08-28"))
    sweep(NINE + timedelta(days=1))
    deliver(NINE + timedelta(days=1))
    assert len({message["Message-ID"] for message in box.to(AGENT)}) == 2


def test_what_was_put_off_is_written_about_again_on_its_day(home: District, box: Mailbox) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    (row,) = made.reminders()
    inbox.snooze(reminder_id=row.id or 0, until=D("2026-09-07"), reason="等图纸", actor=home.agent)
    sweep(D("2026-09-07"))
    assert [letter.reminder_ids.count(row.id) for letter in made.letters()] == [1, 1]


def test_a_long_digest_counts_what_it_does_not_show(home: District, box: Mailbox) -> None:
    for n in range(60):
        made.duty(home, "problem_resolved", D("2026-08-20"), subject=f"problem:{900 + n}")
    made.change(Project, home.project_id, backup_agent_id=None)
    sweep()
    deliver()
    said = text_of(box.to(AGENT)[0])
    assert "另有70件" in said and "50. " in said and "51. " not in said
