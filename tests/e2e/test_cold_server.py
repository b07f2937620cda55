"""A server that nobody has used yet: no address shows anything to somebody who has not signed in."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from domain.access import SYSTEM
from domain.vocabulary import Role
from services import accounts
from shell.navigation import ENTRIES
from tests import browser, server
from tests.people import PASSWORD
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _get(url: str) -> tuple[int, str, str]:
    try:
        with urllib.request.build_opener(_Stay).open(url, timeout=20) as answer:
            return answer.status, answer.headers.get("location", ""), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("location", ""), error.read().decode(errors="replace")


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Fresh: accounts exist, nobody has opened a page."""
    made = server.prepared(tmp_path_factory.mktemp("cold"), embedded_scheduler="false")
    made.cli("init", "--admin", "admin01", "--password-stdin", given=f"{PASSWORD}\n")
    with server.inside(made):
        accounts.create(
            username="agent01",
            display_name="李代办",
            role=Role.AGENT,
            password=PASSWORD,
            must_change_password=False,
            actor=SYSTEM,
        )
    with server.running(made):
        yield made


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_every_page_leads_to_sign_in(cold: Server, name: str) -> None:
    status, location, body = _get(f"{cold.address}/{name}?id=1")
    assert (status, body) == (303, "")
    assert location == f"/sign-in?next=%2F{name}%3Fid%3D1"


@pytest.mark.parametrize(
    "path", ["/desk_page", "/pool_page", "/pages/pool_page.py", "/file/1", "/report/1.xlsx", "/nothing", "/"]
)
def test_so_does_every_other_address(cold: Server, path: str) -> None:
    status, location, _ = _get(f"{cold.address}{path}")
    assert status == 303 and location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/media/abc.xlsx", "/_stcore/metrics"])
def test_files_of_a_session_and_metrics_do_not_exist(cold: Server, path: str) -> None:
    status, _, body = _get(f"{cold.address}{path}")
    assert status == 404 and "Traceback" not in body


def test_headers_and_health(cold: Server) -> None:
    with urllib.request.urlopen(f"{cold.address}/sign-in", timeout=20) as answer:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe-eval" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
    assert _get(f"{cold.address}/healthz")[0] == 200


def test_a_deep_link_comes_back_after_sign_in_and_survives_f5(cold: Server) -> None:
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        page.goto(f"{cold.address}/problems?overdue=yes")
        expect(page).to_have_url(f"{cold.address}/sign-in?next=%2Fproblems%3Foverdue%3Dyes")
        expect(page.locator("body")).not_to_contain_text("问题清单")
        page.fill("input[name=username]", "agent01")
        page.fill("input[name=password]", PASSWORD + "x")
        page.click("button[type=submit]")
        expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        expect(page).to_have_url(f"{cold.address}/problems?overdue=yes")
        browser.settled(page)
        page.reload()
        browser.settled(page)
        expect(page.locator("[data-testid=stSidebar]")).to_contain_text("李代办")


def test_signing_out_ends_the_other_tab_by_its_next_click(cold: Server) -> None:
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        browser.sign_in(page, cold.address, "agent01", PASSWORD, "/problems")
        other = page.context.new_page()
        other.goto(f"{cold.address}/problems")
        browser.settled(other)
        page.get_by_role("link", name="退出").click()
        expect(page).to_have_url(f"{cold.address}/sign-in")
        other.get_by_text("超期").last.click()
        expect(other.get_by_text("登录已失效").first).to_be_visible()
        expect(other.get_by_text("问题清单")).to_have_count(0)


def test_unknown_and_foreign_pages_are_a_plain_chinese_404(cold: Server) -> None:
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        browser.sign_in(page, cold.address, "agent01", PASSWORD, "/problems")
        for path in ("/nothing", "/accounts", "/dashboard"):
            answer = page.goto(f"{cold.address}{path}")
            assert answer is not None and answer.status == 404
            expect(page.locator("body")).to_contain_text("没有这个页面")
            expect(page.locator("body")).not_to_contain_text("Page not found")


def test_no_outside_host_is_asked(cold: Server) -> None:
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        browser.sign_in(page, cold.address, "agent01", PASSWORD, "/problems")
        own = cold.address.removeprefix("http")
        foreign = {url for url in asked if own not in url and not url.startswith(("data:", "blob:"))}
        assert not foreign
