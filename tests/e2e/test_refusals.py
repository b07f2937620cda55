"""What goes wrong, in the real browser: a clear word in the user's language, nothing stored, nothing told."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from domain.vocabulary import Role
from services import clock, database
from shell.navigation import urls_of
from tests import browser, server
from tests.e2e import refusals
from tests.e2e.refusals import ATTACKS, IMAGE, LINK, PASSWORD, SCRIPT, District
from tests.factories_ledgers import line, xlsx
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
TROUBLE = ("Traceback", "系统出了问题", "Something went wrong", "Page not found", ".py")
# Streamlit looks for its server below the page's own path first
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = server.prepared(tmp_path_factory.mktemp("refusals"), embedded_scheduler="false")
    made.cli("init", "--admin", "admin01", "--password-stdin", given=f"{PASSWORD}\n")
    database.use(made.environment["DAIBAN_DATABASE_URL"])
    with pytest.MonkeyPatch.context() as patch, server.running(made):
        for name in ("DAIBAN_DATA_FOLDER", "DAIBAN_DATABASE_URL"):
            patch.setenv(name, made.environment[name])
        yield made
    database.dispose(made.environment["DAIBAN_DATABASE_URL"])
    database.use(None)


@pytest.fixture(scope="module")
def district(made: Server) -> District:
    return refusals.settle()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as started:
        yield started


class Person:
    """Somebody at a browser of their own; whatever its console complains of is kept."""

    def __init__(self, chromium: Browser, made: Server, username: str, path: str = "/") -> None:
        self.page: Page = browser.new_page(chromium)
        self.address = made.address
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._hear(said.type, said.text, said.location["url"]))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        browser.sign_in(self.page, made.address, username, PASSWORD, path)

    def _hear(self, kind: str, text: str, url: str) -> None:
        if kind == "error" and not PROBE.search(url):
            self.complaints.append(f"{text} {url}")

    def go(self, path: str) -> str:
        """Everything the page says once it is drawn."""
        self.page.goto(f"{self.address}{path}")
        browser.settled(self.page)
        return self.said()

    def said(self) -> str:
        return self.page.locator("body").inner_text()

    def status(self, path: str) -> tuple[int, str]:
        answer = self.page.request.get(f"{self.address}{path}", max_redirects=0)
        return answer.status, answer.text()


@BOTH
def test_no_broken_file_is_stored(
    made: Server, district: District, chromium: Browser, tmp_path: Path, lang: str
) -> None:
    one = Person(chromium, made, "coord01" if lang == "zh" else "coord02", "/import")
    before = refusals.stored()
    for broken in refusals.broken_files():
        _give(one.page, tmp_path, broken.name, broken.data)
        expect(one.page.get_by_test_id("stMain")).to_contain_text(broken.zh if lang == "zh" else broken.en)
        browser.settled(one.page)
        store = one.page.get_by_role("button", name=re.compile("入库|Store"))
        assert store.count() == 0 or store.is_disabled(), broken.name
        assert not [word for word in TROUBLE if word in one.said()]
        assert refusals.stored() == before, broken.name


def _give(page: Page, folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_test_id("stFileChipName")).to_have_text(name)


@BOTH
def test_what_was_read_otherwise_is_said(
    made: Server, district: District, chromium: Browser, tmp_path: Path, lang: str
) -> None:
    one = Person(chromium, made, "coord01" if lang == "zh" else "coord02", "/import")
    _give(one.page, tmp_path, "台账.xlsx", xlsx([line(5, **{"总投资（万元）": "1.8亿元"})]))
    title, said = (
        ("单元格的写法已换算", "“1.8亿元”读作“18,000万元”")
        if lang == "zh"
        else ("Cells read otherwise than written", "was read as")
    )
    one.page.get_by_text(title).click()
    expect(one.page.locator(".d-entry").filter(has_text=said).first).to_be_visible()


def test_a_file_beyond_the_browsers_limit_is_refused_in_chinese(
    made: Server, district: District, chromium: Browser, tmp_path: Path
) -> None:
    """Streamlit's own English is hidden behind words of ours."""
    one = Person(chromium, made, "coord01", "/import")
    path = tmp_path / "large.xlsx"
    path.write_bytes(bytes(41 * 2**20))
    one.page.locator("input[type=file]").set_input_files(path)
    said = one.page.get_by_test_id("stFileChip").get_by_role("alert")
    expect(said).to_have_css("font-size", "0px")
    shown = said.evaluate("one => getComputedStyle(one, '::after').content")
    assert "没有接收" in shown and "20MB" in shown


@BOTH
def test_foreign_and_unknown_read_the_same(
    made: Server, district: District, chromium: Browser, lang: str
) -> None:
    """For agent01 the project of agent02 is foreign, and the other way round."""
    one = Person(chromium, made, "agent01" if lang == "zh" else "agent02")
    project, problem = district.foreign, district.foreign_problem
    if lang == "en":
        project, problem = district.own, district.own_problem
    refused = "没有找到，或者您无权查看" if lang == "zh" else "Not found, or not yours to see"
    for known, unknown in (
        (f"/project?id={project}", "/project?id=999999"),
        (f"/project?id={project}&tab=history&step=sign_agreement", "/project?id=999999&tab=history"),
        (f"/problems?problem={problem}", "/problems?problem=999999"),
        (f"/backfill?project={project}", "/backfill?project=999999"),
    ):
        first, second = one.go(known), one.go(unknown)
        assert first == second and refused.casefold() in first.casefold(), known
        assert not [word for word in TROUBLE if word in first]
    file_id = district.foreign_file if lang == "zh" else 10**12
    pairs = [(f"/report/{project}.xlsx", "/report/999999.xlsx"), (f"/file/{file_id}", f"/file/{10**30}")]
    for known, unknown in [*pairs, ("/accounts", "/nothing"), ("/file/abc", "/project/1")]:
        assert one.status(known) == one.status(unknown), known
        assert one.status(known)[0] == 404
    one.page.goto(f"{made.address}/file/abc")
    assert ("没有这个页面" if lang == "zh" else "There is no such page") in one.said()


@BOTH
def test_an_ended_session_leads_to_sign_in_and_back(
    made: Server, district: District, chromium: Browser, lang: str
) -> None:
    username = "coord01" if lang == "zh" else "coord02"
    one = Person(chromium, made, username, "/problems?kind=utilities")
    expect(one.page.get_by_test_id("stMain")).to_contain_text("WT-")
    refusals.end_sessions(username)
    one.page.get_by_text("只看超期" if lang == "zh" else "Overdue only", exact=True).click()
    expect(one.page.get_by_text("登录已失效" if lang == "zh" else "You are signed out").first).to_be_visible()
    assert "WT-" not in one.said()
    one.page.get_by_role("link", name="登录" if lang == "zh" else "Sign in").click()
    one.page.fill("input[name=username]", username)
    one.page.fill("input[name=password]", PASSWORD)
    one.page.click("button[type=submit]")
    browser.settled(one.page)
    assert "/problems?" in one.page.url and "kind=utilities" in one.page.url
    expect(one.page.get_by_test_id("stMain")).to_contain_text("WT-")


def test_names_that_attack_are_text_on_every_page(
    made: Server, district: District, chromium: Browser, tmp_path: Path
) -> None:
    own = f"/project?id={district.own}"
    tabs = [f"{own}&tab={tab}" for tab in ("gantt", "materials", "visits", "problems", "history")]
    places = ["/desk", "/pool", "/problems", f"/problems?problem={district.own_problem}", own, *tabs]
    for username in ("agent01", "coord02"):
        one = Person(chromium, made, username)
        more = ["/dashboard", "/agents"] if username == "coord02" else []
        seen = ""
        for place in (*places, *more):
            seen += one.go(place)
            one.page.wait_for_timeout(300)
            assert one.page.evaluate("window.attacked") is None, place
            assert one.page.locator("main img[src=x], [data-testid=stMain] script").count() == 0, place
            assert one.page.locator("a[href*='example.invalid']").count() == 0, place
        assert all(text in seen for text in (SCRIPT, IMAGE, LINK))
        assert one.complaints == []
    path = tmp_path / "report.xlsx"
    path.write_bytes(one.page.request.get(f"{made.address}/report/{district.own}.xlsx").body())
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(SCRIPT in str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f" and "HYPERLINK" in str(cell.value)]
    assert not any(cell.hyperlink and "example.invalid" in str(cell.hyperlink.target) for cell in cells)
    assert len(ATTACKS) == 3


@pytest.mark.parametrize(("username", "role"), [("coord01", Role.COORDINATOR), ("agent01", Role.AGENT)])
def test_no_page_makes_the_browser_complain(
    made: Server, district: District, chromium: Browser, username: str, role: Role
) -> None:
    """The content security policy stops nothing of ours, nothing is missing, no script breaks."""
    one = Person(chromium, made, username)
    for name in sorted(urls_of(role)):
        said = one.go(f"/{name}?id={district.own}" if name == "project" else f"/{name}")
        one.page.wait_for_timeout(400)
        assert not [word for word in TROUBLE if word in said], name
        assert one.complaints == [], name


def test_a_form_that_somebody_else_has_overtaken(made: Server, district: District, chromium: Browser) -> None:
    """Two tabs hand out the same problem: the second is told and writes nothing before it has looked."""
    first = Person(chromium, made, "coord01")
    second = Person(chromium, made, "coord01")
    for one in (first, second):
        one.go(f"/problems?problem={district.foreign_problem}")
        one.page.get_by_label("责任单位").last.click()
        one.page.get_by_role("option", name="国网供电").click()
        browser.settled(one.page)
        one.page.get_by_label("责任人姓名").fill("甲某" if one is first else "乙某")
        one.page.get_by_test_id("stDialog").get_by_role("spinbutton").first.click()
        one.page.keyboard.type(f"{clock.today() + timedelta(days=3):%Y%m%d}")
    _hand_out(first.page)
    expect(first.page.get_by_test_id("stToast").first).to_be_visible()
    _hand_out(second.page)
    expect(second.page.get_by_role("alert").filter(has_text="别人已经改过")).to_be_visible()
    expect(second.page.get_by_test_id("stDialog")).to_contain_text("甲某")
    assert second.page.get_by_label("责任人姓名").input_value() == "乙某"
    second.page.get_by_role("button", name="已核对，继续").click()
    browser.settled(second.page)
    _hand_out(second.page)
    expect(second.page.get_by_test_id("stToast").first).to_be_visible()


def _hand_out(page: Page) -> None:
    page.get_by_test_id("stDialog").get_by_role("button", name="交办", exact=True).last.click()
