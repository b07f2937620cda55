"""The inbox in a browser: a deed from its row ends a reminder, the bell counts by itself, keys do many."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from domain.access import SYSTEM, Actor
from models import Obligation
from services import clock, inbox, reminders
from services.database import reading
from tests import browser, server
from tests.factories_reminders import duty, reminder, state
from tests.factories_roadmaps import agent, project, steps
from tests.factories_steps import at_step
from tests.people import PASSWORD, let_in
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
BELL = "[class*=st-key-shell_bell_o]"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose bell asks every second."""
    made = server.prepared(tmp_path_factory.mktemp("inbox"), embedded_scheduler="false", bell_seconds="1")
    made.cli("init", "--admin", "admin01", "--password-stdin", given=f"{PASSWORD}\n")
    with server.inside(made), server.running(made):
        yield made


def with_reminders() -> tuple[Actor, list[int]]:
    """An agent with a step that is ready, and four duties of another project."""
    by = agent("匣代办")
    let_in(by)
    step = at_step("energy_review", by, mode="standard")
    with reading(SYSTEM) as session:
        ready = session.exec(
            select(Obligation.id).where(Obligation.step_id == step, Obligation.anchor == "ready")
        ).one()
    today, other = clock.today(), project(owner=by)
    elsewhere = steps(other)["energy_review"].id or 0
    more = [duty(other, elsewhere, "step_due", today + timedelta(days=7), key=f"另{n}") for n in range(4)]
    told = [(ready, "not_started_but_ready"), *((one, "due_soon") for one in more)]
    return by, [reminder(by, about, rule, due_on=today) for about, rule in told]


def expect_bell(page: Page, number: int) -> None:
    expect(page.locator(BELL)).to_contain_text(str(number))


def test_a_deed_from_the_row_the_bell_and_the_keys(desk: Server, chromium: Browser) -> None:
    by, (ready, *others) = with_reminders()
    page = browser.new_page(chromium)
    browser.sign_in(page, desk.address, f"agent-{by.name}", PASSWORD, "/inbox")
    page.evaluate("window.isSame = true")
    expect_bell(page, 5)
    _record(page, ready)
    expect_bell(page, 4)
    inbox.acknowledge(reminder_ids=others[:1], actor=by)  # on another screen
    expect_bell(page, 3)
    _acknowledge_by_keys(page, others[1:3])
    expect_bell(page, 1)
    assert page.evaluate("window.isSame")  # never reloaded
    assert [state(one) for one in others] == ["acknowledged"] * 3 + ["open"]
    reminders.sweep(actor=SYSTEM)
    assert state(ready) == "discharged"


def _record(page: Page, reminder_id: int) -> None:
    row = page.locator(f".st-key-notice_none_{reminder_id}")
    row.get_by_role("button", name="登记办理").click()
    drawer = page.get_by_test_id("stDialog")
    expect(drawer.get_by_text("下一步")).to_be_visible()
    browser.settled(page)
    drawer.get_by_role("button", name="保存并推进").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("已录入")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def _acknowledge_by_keys(page: Page, ids: list[int]) -> None:
    """Space chooses, A does it; while a dialog is open a letter does nothing behind it."""
    browser.settled(page)
    for one in ids:
        page.locator(f".st-key-inbox_pick_{one} input").focus()
        page.keyboard.press("Space")
        browser.settled(page)
    expect(page.locator(".st-key-inbox_bar")).to_contain_text("已选2条")
    page.locator(f".st-key-notice_none_{ids[0]}").get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="稍后提醒").click()
    dialog = page.get_by_test_id("stDialog")
    expect(dialog).to_be_visible()
    browser.settled(page)
    page.keyboard.press("a")
    page.wait_for_timeout(700)
    assert [state(one) for one in ids] == ["open", "open"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("a")
    expect(page.locator(".st-key-inbox_undo")).to_contain_text("已知悉2条")
