"""In the browser: two steps are edited, a cycle is refused, what moves is seen, saved and undone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.access import Actor
from services import clock
from tests import browser
from tests.factories_roadmaps import agent, project, steps
from tests.people import PASSWORD, let_in
from tests.server import Server

SURVEY, ACCEPTANCE = "completion_survey", "joint_acceptance"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def owner() -> Actor:
    by = agent("编代办")
    let_in(by)
    return by


def dialog_of(page: Page) -> Locator:
    return page.get_by_test_id("stDialog")


def open_form(page: Page, code: str) -> Locator:
    page.locator(f'.r-table button[data-open="{code}"]').click()
    form = dialog_of(page)
    expect(form.get_by_role("button", name="放入待保存", exact=True)).to_be_visible()
    return form


def put(page: Page) -> None:
    dialog_of(page).get_by_role("button", name="放入待保存", exact=True).click()
    expect(dialog_of(page)).to_have_count(0)
    browser.settled(page)


def test_a_roadmap_is_edited_previewed_saved_and_undone(desk: Server) -> None:
    by = owner()
    project_id = project(owner=by, signed_on=clock.today())
    was = steps(project_id)[ACCEPTANCE].plan_finish_on
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        browser.sign_in(
            page, desk.address, f"agent-{by.name}", PASSWORD, f"/project?id={project_id}&tab=roadmap"
        )
        page.get_by_role("button", name="编辑路线图").click()
        expect(page.get_by_text("编辑中")).to_be_visible()
        browser.settled(page)
        _two_edits_wait(page)
        _a_cycle_is_refused(page)
        assert steps(project_id)[SURVEY].plan_days is None
        page.get_by_label("修改原因").fill("测绘单位排期紧")
        page.get_by_role("button", name="保存2处修改").click()
        expect(page.get_by_role("button", name="修改记录（1）")).to_be_visible()
        after = steps(project_id)
        assert after[SURVEY].plan_days == 45 and after[ACCEPTANCE].plan_finish_on > was
        _undone(page)
        expect(page.get_by_role("button", name="编辑路线图")).to_be_visible()
        browser.settled(page)
    after = steps(project_id)
    assert after[SURVEY].plan_days is None and after[ACCEPTANCE].plan_finish_on == was


def _two_edits_wait(page: Page) -> None:
    open_form(page, SURVEY).get_by_label("计划天数").fill("45")
    put(page)
    basket = page.locator(".st-key-roadmap_basket")
    expect(basket).to_contain_text("1处修改待保存")
    expect(basket).to_contain_text("推迟")
    form = open_form(page, "fire_acceptance")
    form.get_by_label("计划天数").fill("9")
    put(page)
    expect(basket).to_contain_text("2处修改待保存")


def _a_cycle_is_refused(page: Page) -> None:
    """The survey cannot wait for the acceptance that waits for it; what waited already stays."""
    form = open_form(page, SURVEY)
    form.get_by_label("还要等哪一环节").click()
    page.keyboard.type("竣工联合验收")
    page.get_by_role("option", name="竣工联合验收", exact=True).click()
    form.get_by_role("button", name="放入待保存", exact=True).click()
    refused = form.get_by_test_id("stAlert")
    expect(refused).to_contain_text("竣工联合测绘")
    expect(refused).to_contain_text("→ 竣工联合验收")
    page.keyboard.press("Escape")
    expect(dialog_of(page)).to_have_count(0)
    expect(page.locator(".st-key-roadmap_basket")).to_contain_text("2处修改待保存")


def _undone(page: Page) -> None:
    page.get_by_role("button", name="修改记录（1）").click()
    changes = dialog_of(page)
    expect(changes).to_contain_text("测绘单位排期紧")
    changes.get_by_role("button", name="撤销", exact=True).click()
    expect(changes).to_contain_text("提前")
    changes.get_by_role("button", name="确认撤销").click()
    expect(changes).to_have_count(0)
