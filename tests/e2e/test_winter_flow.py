"""In the browser: a target is set, the table counts back to it, the board has the project, the file opens."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from domain.access import Actor
from services import clock, roadmaps
from tests import browser
from tests.factories_roadmaps import agent, project
from tests.people import PASSWORD, let_in
from tests.server import Server
from ui.i18n import day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def owned() -> tuple[Actor, int]:
    by = agent("冬代办")
    let_in(by)
    return by, project(owner=by, signed_on=clock.today())


def set_target(page: Page, on: str) -> None:
    page.get_by_role("button", name="更多", exact=True).click()
    page.get_by_text("目标日期", exact=True).click()
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_role("spinbutton").first.click()
    page.keyboard.type(on)
    page.keyboard.press("Escape")  # the calendar that lies over the buttons
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)
    browser.settled(page)


def test_from_the_target_to_the_board_and_its_file(desk: Server) -> None:
    by, project_id = owned()
    refused: list[str] = []
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
        address = f"/project?id={project_id}&tab=roadmap"
        browser.sign_in(page, desk.address, f"agent-{by.name}", PASSWORD, address)
        on = clock.today() + timedelta(days=60)
        set_target(page, f"{on:%Y%m%d}")
        expect(page.locator(".p-head")).to_contain_text("开工")
        expect(page.locator(".p-head .d-red").first).to_contain_text("照现在的安排晚")
        view = roadmaps.roadmap_view(project_id=project_id, actor=by)
        assert view.goals[0].limit_on == on
        row = next(step for step in view.steps if step.code == "planning_conditions")
        shown = page.locator('tr[data-open="planning_conditions"]')
        for latest in (row.submit_by, row.accept_by):
            expect(shown).to_contain_text(day(latest, today=view.today, weekday=False))
        page.goto(f"{desk.address}/winter")
        browser.settled(page)
        expect(page.locator(".x-table tbody tr")).to_have_count(1)
        expect(page.locator(".x-table")).to_contain_text("演示装备制造项目")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Excel").click()
        book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
        assert book.worksheets[0]["A4"].value == "演示装备制造项目"
        page.locator(".x-table tbody button").click()
        expect(page.get_by_test_id("stDialog")).to_contain_text("为赶上")
    assert refused == []
