"""The promise users test first, seen from outside: a commitment runs out day by day, land is signed for.

Real server, browser and mail server. Agent, coordinator, liaison, leader and enterprise each get what the
rules say, in the inbox and by mail, on the very working day; a simulated opinion's conversion is called the
same minute.
"""

import time as stopwatch
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Reminder
from services import calendar, clock, outbox, preferences, reminders, schema
from tests import browser, factories, mailbox, server
from tests.e2e.test_lifecycles import LAND, enter, opened, prepared_land
from tests.factories_roadmaps import agent, steps
from tests.factories_steps import at_step, department, duties, person, see, signed
from tests.factories_sweep import change, enterprise_mail
from tests.factories_sweep import reminders as reminders_kept
from tests.mailbox import Mailbox
from tests.people import PASSWORD, let_in
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ENTERPRISE = "office@enterprise.example.org"
AGENT, COORDINATOR, LIAISON, LEADER = "agent", "coordinator", "liaison", "leader"
TEN, THREE = "承诺事项10个工作日内到期", "承诺事项3个工作日内到期"
OVER, FIVE_OVER = "承诺逾期，进入核查整改", "承诺逾期5日未履行，领导督办"
CONVERT = "成交确认/合同签订当日：立即准备转正式"
INBOX: dict[int, dict[str, str]] = {
    -11: {},
    -10: {AGENT: TEN, COORDINATOR: ""},
    -3: {AGENT: THREE},
    1: {COORDINATOR: OVER, LIAISON: OVER, LEADER: ""},
    5: {LEADER: FIVE_OVER, AGENT: THREE},
}
"""Working days from the due date → what stands in the inboxes that are opened on that day; empty: nothing."""
ROWS = {-11: 0, -10: 1, -3: 2, 1: 4, 5: 5}
"""How many rows of the ladder there are by then, all roles but the enterprise together."""
MAILS = {
    (-10, 9, AGENT, TEN),
    (-10, 8, "enterprise", ""),
    (-3, 9, AGENT, THREE),
    (-3, 8, "enterprise", ""),
    (1, 8, COORDINATOR, OVER),
    (1, 8, LIAISON, OVER),
    (1, 8, "enterprise", ""),
    (5, 9, LEADER, FIVE_OVER),
}
"""(working days, hour, whom, sentence): what is urgent and the enterprise's at once, else the morning."""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Mailbox]]:
    """A district with reference data whose services this process shares; the server is not started yet."""
    port = mailbox.free_port()
    mail = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "mail_from": "daiban@example.org"}
    made = server.prepared(tmp_path, demo="true", embedded_scheduler="false", **mail)
    kept = {"base_url": made.address, "data_folder": made.environment["DAIBAN_DATA_FOLDER"]}
    with (
        mailbox.mail_settings(monkeypatch, port, demo="true", **kept),
        server.inside(made),
        mailbox.smtp_server(port) as box,
    ):
        schema.migrate()
        factories.load_reference()
        yield made, box


def everybody() -> dict[str, Actor]:
    """One of each role, with an address `<role>@example.org`."""
    people = {
        AGENT: agent("李明"),
        COORDINATOR: person("陈协调", Role.COORDINATOR),
        LIAISON: person("王联络", Role.LIAISON, "development_reform"),
        LEADER: person("林领导", Role.LEADER),
    }
    let_in(*people.values())
    for role, one in people.items():
        change(Account, one.account_id, email=f"{role}@example.org")
    return people


def decided_commitment(people: dict[str, Actor]) -> date:
    """A filing granted on a commitment today; returns the day by which it must be kept."""
    by, today = people[AGENT], clock.today()
    whose = {f"{role}_id": people[role].account_id for role in (COORDINATOR, LEADER)}
    step = at_step("project_filing", by, template=LAND, **whose)
    enterprise_mail(see(step, by).project_id, ENTERPRISE)
    department(step, "inform", today, by)
    signed(step, "sign_commitment", today, by)
    department(step, "decide_now", today, by)
    return duties(step)["commit_due"].due_on


def day_of(due: date, rung: int) -> date:
    days = calendar.packaged()
    day = days.subtract_workdays(due, -rung) if rung < 0 else days.add_workdays(due, rung)
    assert day
    return day


def live(day: date, chief: Actor, box: Mailbox) -> list[tuple[int, Mailbox]]:
    """The demo clock goes to this day; sweep and deliver before the hour of digests, and after it."""
    real_today = clock.local(clock.real_now()).date()
    preferences.move_demo_clock(days=(day - real_today).days, actor=chief)
    found = []
    for hour in (8, 9):
        box.messages.clear()
        with clock.frozen(datetime.combine(day, time(hour), clock.ZONE)):
            reminders.sweep(actor=SYSTEM)
            outbox.deliver(actor=SYSTEM)
        taken = Mailbox()
        taken.messages = list(box.messages)
        found.append((hour, taken))
    return found


def said(hour: int, box: Mailbox, rung: int) -> set[tuple[int, int, str, str]]:
    """Which of the ladder's sentences came by mail to whom; every mail to the enterprise."""
    found = {(rung, hour, "enterprise", "") for _ in box.to(ENTERPRISE)}
    for role in (AGENT, COORDINATOR, LIAISON, LEADER):
        for mail in box.to(f"{role}@example.org"):
            text = mailbox.text_of(mail)
            found |= {(rung, hour, role, one) for one in (TEN, THREE, OVER, FIVE_OVER) if one in text}
    return found


def entered(page: Page, made: Server, username: str, path: str = "/inbox") -> Any:
    """Signs in as somebody; returns the cookies of the session, to come back to it later."""
    page.context.clear_cookies()
    browser.sign_in(page, made.address, username, PASSWORD, path)
    return page.context.cookies()


def test_everybody_hears_of_a_commitment_on_their_day(town: tuple[Server, Mailbox]) -> None:
    made, box = town
    people, chief = everybody(), person("管理", Role.ADMIN)
    due = decided_commitment(people)
    mails, numbers = set(), []
    with server.running(made), browser.chromium() as chromium:
        page = browser.new_page(chromium)
        keys = {role: entered(page, made, f"{role}-{one.name}") for role, one in people.items()}
        for rung, expected in INBOX.items():
            for hour, taken in live(day_of(due, rung), chief, box):
                mails |= said(hour, taken, rung)
                numbers += [mail["Message-ID"] for mail in taken.messages]
                assert len(taken.to("leader@example.org")) <= (1 if hour == 9 else 0), "one digest, no single"
            page.wait_for_timeout(1_000)  # the server looks at the clock of a demo once a second
            assert len(ladder_rows()) == ROWS[rung], f"day {rung:+d}"
            for role, sentence in expected.items():
                page.context.clear_cookies()
                page.context.add_cookies(keys[role])
                reads(page, made, role, rung, sentence)
    assert mails == MAILS
    assert len(numbers) == len(set(numbers)), "no mail twice"


def ladder_rows() -> list[Reminder]:
    found = reminders_kept(anchor="commit_due")
    assert len({row.dedupe_key for row in found}) == len(found)
    return [row for row in found if row.recipient_role != "enterprise"]


def reads(page: Page, made: Server, role: str, rung: int, sentence: str) -> None:
    """The inbox says the latest rung of the ladder that came to this role, and no other."""
    page.goto(f"{made.address}/inbox")
    browser.settled(page)
    if sentence:
        expect(page.get_by_text(sentence).first).to_be_visible()
    text = page.locator("[data-testid=stMain]").inner_text()
    there = {one for one in (TEN, THREE, OVER, FIVE_OVER) if one in text}
    assert there == ({sentence} if sentence else set()), f"{role} on day {rung:+d}"


def test_a_recorded_land_contract_calls_for_conversion_the_same_minute(town: tuple[Server, Mailbox]) -> None:
    made, _ = town
    by, today = agent("周代办"), clock.today()
    let_in(by)
    project_id = prepared_land(by)
    review, contract = (steps(project_id)[code].id or 0 for code in ("design_scheme_review", "land_contract"))
    for act in ("apply_simulated", "accept_simulated", "issue_opinion"):
        department(review, act, today, by)
    for act in ("submit", "accept"):
        department(contract, act, today, by)
    made.environment["DAIBAN_EMBEDDED_SCHEDULER"] = "true"
    with server.running(made), browser.chromium() as chromium:
        page = browser.new_page(chromium)
        entered(page, made, f"agent-{by.name}", "/desk")
        enter(page, opened(page, made, project_id, "land_contract"), "办结（准予）")
        since = stopwatch.monotonic()
        while not page.get_by_text(CONVERT).count():
            assert stopwatch.monotonic() - since < 60, "the same minute"
            page.goto(f"{made.address}/inbox")
            browser.settled(page)
            stopwatch.sleep(0.5)
