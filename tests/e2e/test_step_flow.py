"""The daily job in a browser: an act in three clicks, entered once, kept by the url; two people at once."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account
from services import clock
from services.accounts.passwords import hash_of
from services.database import unit_of_work
from tests import browser
from tests.factories_roadmaps import agent
from tests.factories_steps import act, at_step, department, events, person
from tests.people import PASSWORD, let_in
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def submitted(code: str, name: str) -> tuple[int, str, Actor]:
    """A step that its department has received today: its id, its address, its agent."""
    by = agent(name)
    let_in(by)
    step = at_step(code, by, mode="standard")
    view = act(step, "submit", clock.today(), by)
    return step, f"/project?id={view.project_id}&step={code}", by


def in_joint_review(name: str) -> tuple[int, str, Actor]:
    """A member of a joint review of two, whose opinions are both awaited."""
    by = agent(name)
    let_in(by)
    step = at_step("land_use_planning_permit", by, also=["land_title"])
    department(step, "joint_open", clock.today(), by)
    view = department(step, "complete", clock.today(), by)
    return step, f"/project?id={view.project_id}&step=land_use_planning_permit", by


def opened(page: Page) -> Locator:
    drawer = page.get_by_test_id("stDialog")
    expect(drawer.get_by_text("下一步")).to_be_visible()
    browser.settled(page)
    return drawer


def test_an_act_takes_three_clicks_and_a_double_click_enters_it_once(desk: Server, chromium: Browser) -> None:
    step, address, by = submitted("energy_review", "李明")
    page = browser.new_page(chromium)
    browser.sign_in(page, desk.address, f"agent-{by.name}", PASSWORD, address)
    drawer = opened(page)
    drawer.get_by_role("button", name="受理", exact=False).first.click()
    drawer.get_by_role("button", name="保存并推进").click()
    expect(drawer.get_by_role("alert")).to_contain_text("代录须填写文号")
    drawer.get_by_label("文号").fill("受字2026-7")
    drawer.get_by_role("button", name="保存并推进").dblclick()
    expect(page.get_by_test_id("stToast")).to_contain_text("已录入：受理")
    expect(drawer).to_contain_text("审查中，轮到发改局")
    assert [row.event for row in events(step)] == ["submit", "accept"]
    page.reload()
    expect(opened(page)).to_contain_text("审查中")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page).to_have_url(f"{desk.address}{address.split('&')[0]}")


def test_two_tabs_enter_one_act(desk: Server, chromium: Browser) -> None:
    step, address, by = submitted("soil_water_plan", "周代办")
    first = browser.new_page(chromium)
    browser.sign_in(first, desk.address, f"agent-{by.name}", PASSWORD, address)
    second = first.context.new_page()
    second.goto(f"{desk.address}{address}")
    for page in (first, second):
        drawer = opened(page)
        drawer.get_by_role("button", name="受理", exact=False).first.click()
        drawer.get_by_label("文号").fill("受字2026-8")
    first.get_by_role("button", name="保存并推进").click()
    expect(first.get_by_test_id("stToast")).to_be_visible()
    second.get_by_role("button", name="保存并推进").click()
    expect(second.get_by_role("alert")).to_contain_text("本事项刚有变化")
    assert [row.event for row in events(step)] == ["submit", "accept"]


def test_a_form_opened_before_somebody_elses_act_is_checked_again(desk: Server, chromium: Browser) -> None:
    """The other member's opinion is still possible, but it is not what this form was about."""
    step, address, by = in_joint_review("冯代办")
    first = browser.new_page(chromium)
    browser.sign_in(first, desk.address, f"agent-{by.name}", PASSWORD, address)
    second = first.context.new_page()
    second.goto(f"{desk.address}{address}")
    for page in (first, second):
        drawer = opened(page)
        drawer.get_by_role("button", name="反馈会办意见").click()
        drawer.get_by_label("文号").fill("会字2026-1")
    first.get_by_role("button", name="保存并推进").click()
    expect(first.get_by_test_id("stToast")).to_be_visible()
    second.get_by_role("button", name="保存并推进").click()
    expect(second.get_by_role("alert")).to_contain_text("别人已经改过")
    assert [row.member_code for row in events(step)[2:]] == ["land_use_planning_permit"]
    second.get_by_role("button", name="已核对，继续").click()
    browser.settled(second)
    second.get_by_role("button", name="保存并推进").click()
    expect(second.get_by_test_id("stToast")).to_be_visible()
    expect(second.get_by_test_id("stDialog")).to_contain_text("统一出件，轮到")


def test_on_a_phone_with_a_photo_and_the_liaison_answers(desk: Server, chromium: Browser) -> None:
    step, address, by = submitted("energy_review", "王晓光")
    page = browser.new_page(chromium, size=browser.PHONE)
    browser.sign_in(page, desk.address, f"agent-{by.name}", PASSWORD, address)
    drawer = opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    drawer.get_by_role("button", name="受理", exact=False).first.click()
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(32)}
    drawer.locator("input[type=file]").first.set_input_files(photo)
    expect(drawer.get_by_text("photo.png")).to_be_visible()
    heights = drawer.locator(".stButton button, .stFormSubmitButton button").evaluate_all(
        "all => all.map(one => one.offsetHeight).filter(Boolean)"
    )
    assert min(heights) >= 44
    drawer.get_by_role("button", name="保存并推进").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("已录入")
    assert events(step)[-1].file_id

    liaison = person("联络", Role.LIAISON, "development_reform")
    with unit_of_work(SYSTEM) as work:
        account = work.session.get_one(Account, liaison.account_id)
        account.password_hash, account.username = hash_of(PASSWORD), "liaison-1"
    theirs = browser.new_page(chromium)
    browser.sign_in(theirs, desk.address, "liaison-1", PASSWORD, address)
    drawer = opened(theirs)
    drawer.get_by_role("tab", name="办理记录").click()
    drawer.get_by_role("button", name="确认").click()
    expect(theirs.get_by_test_id("stToast")).to_contain_text("已确认")
    assert events(step)[-1].confirmed_by == liaison.account_id
