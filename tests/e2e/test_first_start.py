"""A start without accounts: the set-up page, guarded by the code that only the terminal shows."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import browser, server
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_first_administrator_is_made_with_the_code_of_the_terminal(tmp_path: Path) -> None:
    made = server.prepared(tmp_path, embedded_scheduler="false")
    with server.running(made), browser.chromium() as chromium:
        code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}", made.log.read_text())
        assert code, "the terminal shows the code"
        page = browser.new_page(chromium)
        page.goto(f"{made.address}/pool")
        expect(page).to_have_url(f"{made.address}/set-up")
        page.fill("input[name=username]", "root01")
        page.fill("input[name=display_name]", "管理员")
        page.fill("input[name=password]", PASSWORD)
        page.fill("input[name=code]", "AAAA-BBBB-CCCC")
        page.click("button[type=submit]")
        expect(page.get_by_role("alert")).to_be_visible()
        page.fill("input[name=code]", code.group(0))
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        browser.settled(page)
        expect(page.locator(".d-lead")).to_contain_text("1人可以登录")
        page.goto(f"{made.address}/set-up")
        assert "/set-up" not in page.url
