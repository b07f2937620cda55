"""The line a district lives by in its first week, through a real browser, server, mail server and files.

A ledger of ten running projects comes in and is backfilled, agents are named; an agent advances a step on
behalf of a department, pauses one, logs a visit, raises a problem; time passes; a reminder comes to the inbox
and by mail; the leader opens a red light and reads why and whose move it is; the report is opened and read.
"""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from services import calendar, clock
from tests import browser, mailbox, server
from tests.e2e import main_line
from tests.e2e.main_line import PASSWORD
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DRONES, CORN = "凌云农业无人机制造基地(演示)", "黑土玉米蛋白深加工项目(演示)"
DAYS_LATER = 14


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Server, mailbox.Mailbox]]:
    """A district with people and without projects, and its mail server."""
    port = mailbox.free_port()
    made = server.prepared(
        tmp_path, demo="true", smtp_host="127.0.0.1", smtp_port=str(port), mail_from="daiban@example.invalid"
    )
    made.cli("init", "--admin", "root01", "--password-stdin", given=f"{PASSWORD}\n")
    with server.inside(made):
        main_line.enrol()
    with mailbox.smtp_server(port) as box:
        yield made, box


def test_the_main_line(town: tuple[Server, mailbox.Mailbox], tmp_path: Path) -> None:
    made, box = town
    today = clock.today()
    with browser.chromium() as chromium:
        with server.running(made):
            coordinator = _person(chromium, made, "coord01")
            _import(coordinator, made, main_line.ledger(today))
            _backfill(coordinator, made)
            _assign(coordinator, made)
            agent = _person(chromium, made, "agent01")
            _advance_and_pause(agent, made)
            _visit_and_raise(agent, made, today)
            _hand_out(coordinator, made, today)
            _report(agent, made, tmp_path)
            _move_clock(_person(chromium, made, "admin01"), made)
        with server.running(made):  # the embedded scheduler sweeps soon after a start
            _reminder_in_the_inbox(_person(chromium, made, "agent01"), made)
            _reminder_by_mail(made, box, today + timedelta(days=DAYS_LATER))
            _red_light(_person(chromium, made, "leader01"), made)
    rows = made.cli("verify-audit", "--json")
    assert '"ok": true' in rows


def _person(chromium: Browser, made: Server, username: str) -> Page:
    page = browser.new_page(chromium)
    browser.sign_in(page, made.address, username, PASSWORD)
    return page


def _go(page: Page, made: Server, path: str) -> None:
    page.goto(f"{made.address}{path}")
    browser.settled(page)


def _done(page: Page) -> None:
    expect(page.get_by_test_id("stToast").first).to_be_visible()
    browser.settled(page)


def _type_day(field: Locator, page: Page, day: date) -> None:
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{day:%Y%m%d}")


def _import(page: Page, made: Server, data: bytes) -> None:
    _go(page, made, "/import")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files(
        {"name": "代办台账.xlsx", "mimeType": kind, "buffer": data}
    )
    expect(page.get_by_text("10个项目待分配")).to_be_visible()
    page.get_by_role("button", name="入库10个项目").click()
    expect(page.locator(".d-lead")).to_contain_text("已入库：新增10")
    browser.settled(page)


def _backfill(page: Page, made: Server) -> None:
    _go(page, made, "/backfill")
    expect(page.locator(".d-lead")).to_contain_text("已补录0个，共10个")
    for number in range(1, 11):
        page.get_by_role("button", name="保存，下一个").click()
        expect(page.locator(".d-lead")).to_contain_text(f"已补录{number}个")
        browser.settled(page)


def _assign(page: Page, made: Server) -> None:
    for name in (DRONES, CORN):
        _go(page, made, "/agents")
        assign = page.get_by_role("button", name="分配代办员")
        waiting = page.locator("div").filter(has_text=name).filter(has=assign)
        waiting.last.get_by_role("button", name="分配代办员").click()
        dialog = page.get_by_test_id("stDialog")
        for label, agent in (("A角", "李代办"), ("B角", "周代办")):
            browser.choose(page, dialog.get_by_label(label).first, agent)
        dialog.get_by_role("button", name="分配代办员").click()
        _done(page)


def _open(page: Page, made: Server, name: str) -> None:
    _go(page, made, "/pool")
    href = page.locator("a[href*='project?id=']").filter(has_text=name).first.get_attribute("href")
    _go(page, made, f"/{href}".replace("//", "/"))
    expect(page.get_by_text(name).first).to_be_visible()


def _advance_and_pause(page: Page, made: Server) -> None:
    """Planning conditions are issued (代录); the joint acceptance of the other project stands still."""
    for name, step, button, number, said in (
        (DRONES, "规划条件勘界", "办结（准予）", "规条2026-12", "办结"),
        (CORN, "竣工联合验收", "挂起计时", "挂字2026-3", "挂起"),
    ):
        _open(page, made, name)
        page.get_by_role("button", name=step).first.click()
        drawer = page.get_by_test_id("stDialog")
        drawer.get_by_role("button", name=button).click()
        if button == "挂起计时":
            drawer.get_by_label("原因").first.fill("等待第三方检测报告")
        drawer.get_by_label("文号").fill(number)
        drawer.get_by_role("button", name="保存并推进").click()
        _done(page)
        expect(drawer).to_contain_text(said)


def _visit_and_raise(page: Page, made: Server, today: date) -> None:
    _open(page, made, DRONES)
    page.get_by_role("button", name="记录走访").click()
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_label("走访内容").fill("实地查看地块，企业已在编制方案")
    dialog.get_by_label("下一步", exact=True).fill("陪同递交备案")
    _type_day(dialog.get_by_test_id("stDateInput").nth(1), page, today + timedelta(days=2))
    dialog.get_by_role("button", name="保存").click()
    _done(page)
    page.get_by_role("button", name="提出问题").click()
    dialog.get_by_label("问题描述").fill("厂区外线路由未定，供电方案无法批复")
    dialog.get_by_label("类型").click()
    page.get_by_role("option", name="外线配套").click()
    dialog.get_by_role("button", name="提出", exact=True).click()
    _done(page)


def _hand_out(page: Page, made: Server, today: date) -> None:
    """交办: the coordinator gives the problem to the power company until in three days."""
    _go(page, made, "/problems?problem=1")
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_label("责任单位").first.click()
    page.get_by_role("option", name="国网供电").click()
    browser.settled(page)
    _type_day(dialog.get_by_test_id("stDateInput").first, page, today + timedelta(days=3))
    dialog.get_by_role("button", name="交办", exact=True).last.click()
    _done(page)


def _report(page: Page, made: Server, folder: Path) -> None:
    _open(page, made, DRONES)
    page.get_by_role("button", name="进展报告").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="中文").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert DRONES in path.name
    book = load_workbook(path)
    said = {str(cell.value) for row in book["总览"].iter_rows() for cell in row if cell.value}
    assert any(DRONES in text for text in said)
    assert not any("编制方案" in text or "陪同递交" in text for text in said), "notes stay inside"


def _move_clock(page: Page, made: Server) -> None:
    _go(page, made, "/settings")
    days = page.get_by_label("比实际提前的天数")
    days.fill(str(DAYS_LATER))
    page.get_by_role("button", name="调时钟").click()
    expect(page.locator(".d-demo")).to_contain_text(f"快{DAYS_LATER}天")


def _reminder_in_the_inbox(page: Page, made: Server) -> None:
    for _ in range(30):
        _go(page, made, "/inbox")
        if page.get_by_text("无任何跟进").count():
            break
        time.sleep(1)
    expect(page.get_by_text(DRONES).first).to_be_visible()


def _reminder_by_mail(made: Server, box: mailbox.Mailbox, day: date) -> None:
    """The digest of the next working morning, whatever the hour and weekday now: the worker has sent it, or
    the command does, and never both."""
    morning = calendar.packaged().roll(day)
    made.cli("remind", "--as-of", f"{morning}T09:00:00")
    made.cli("deliver")
    end = time.monotonic() + 30
    while not _digests(box) and time.monotonic() < end:
        time.sleep(0.2)
    (mail,) = _digests(box)
    assert DRONES in mailbox.text_of(mail)
    assert mail["Message-ID"]


def _digests(box: mailbox.Mailbox) -> list[EmailMessage]:
    """The agent's morning mails; an alarm of the night, or a last call, is another matter."""
    return [mail for mail in box.to("agent01@example.invalid") if "提要" in mail["Subject"]]


def _red_light(page: Page, made: Server) -> None:
    """The overdue problem makes the project red; the leader reads why and whose move it is."""
    _go(page, made, "/dashboard")
    row = page.get_by_role("row").filter(has_text=DRONES).first
    expect(row).to_contain_text("红")
    expect(row).to_contain_text("问题超期")
    expect(row).to_contain_text("王联络")
    row.get_by_role("link", name=DRONES).click()
    browser.settled(page)
    expect(page.locator(".st-key-project_head")).to_contain_text("问题超期")
