"""The map in a browser: mouse and keys open a step, Esc gives the focus back; a list on a phone."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.access import SYSTEM
from models import Step
from services.database import unit_of_work
from tests import browser
from tests.factories_roadmaps import agent
from tests.factories_steps import at_step
from tests.people import PASSWORD, let_in
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(desk: Server) -> str:
    by = agent("图上代办")
    let_in(by)
    step = at_step("design_scheme_review", by)
    with unit_of_work(SYSTEM) as work:
        return f"/project?id={work.session.get_one(Step, step).project_id}"


def opened(chromium: Browser, desk: Server, address: str, **options: object) -> Page:
    page = browser.new_page(chromium, **options)  # type: ignore[arg-type]
    browser.sign_in(page, desk.address, "agent-图上代办", PASSWORD, address)
    expect(page.locator(".m-map")).to_be_visible()
    return page


def box(page: Page, code: str) -> Locator:
    return page.locator(f'.m-box[data-open="{code}"]')


def focused(page: Page) -> str:
    """The step whose box has the focus, inside the component's shadow."""
    return page.evaluate(
        "() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) "
        "at = at.shadowRoot.activeElement; return at?.dataset?.open || ''; }"
    )


def test_a_click_opens_the_step_and_escape_gives_the_focus_back(
    desk: Server, chromium: Browser, address: str
) -> None:
    page = opened(chromium, desk, address)
    drawer = page.get_by_test_id("stDialog")
    box(page, "design_scheme_review").click()
    expect(drawer).to_be_visible()
    expect(page).to_have_url(f"{desk.address}{address}&step=design_scheme_review")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page).to_have_url(f"{desk.address}{address}")
    page.wait_for_timeout(600)
    assert focused(page) == "design_scheme_review"
    box(page, "design_scheme_review").click()  # the same box once more
    expect(drawer).to_be_visible()


def test_tab_arrows_and_enter_open_a_step(desk: Server, chromium: Browser, address: str) -> None:
    page = opened(chromium, desk, address)
    assert page.locator('.m-box[tabindex="0"]').count() == 1
    page.locator('[role=tab][aria-selected="true"]').focus()
    for _number in range(6):
        page.keyboard.press("Tab")
        if focused(page):
            break
    first = focused(page)
    assert first == "sign_agreement"
    page.keyboard.press("ArrowDown")
    second = focused(page)
    page.keyboard.press("ArrowRight")
    beside = focused(page)
    assert len({first, second, beside}) == 3 and beside
    assert page.locator(".m-edge.hot").count() > 0
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stDialog")).to_be_visible()
    expect(page).to_have_url(f"{desk.address}{address}&step={beside}")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    page.wait_for_timeout(600)
    assert focused(page) == beside


def test_a_pointer_lights_the_edges_of_a_step(desk: Server, chromium: Browser, address: str) -> None:
    page = opened(chromium, desk, address)
    box(page, "land_contract").hover()
    expect(page.locator(".m-map.lit")).to_have_count(1)
    hot = page.locator(".m-edge.hot").evaluate_all("all => all.map(e => [e.dataset.from, e.dataset.to])")
    assert hot and all("land_contract" in ends for ends in hot)
    page.mouse.move(5, 5)
    expect(page.locator(".m-map.lit")).to_have_count(0)


@pytest.mark.parametrize("width", [1920, 1440, 1366])
def test_the_map_fits_its_place(desk: Server, chromium: Browser, address: str, width: int) -> None:
    page = opened(chromium, desk, address, size={"width": width, "height": 900})
    sizes = page.locator(".m-scroll").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert sizes[0] <= sizes[1] + 1
    zoom = float(page.locator(".m-map").evaluate("e => e.style.zoom"))
    assert 0.84 <= zoom <= 1.35
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.locator(".m-box b").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    assert cut == []


def test_on_a_phone_it_is_a_list_with_the_finished_folded(
    desk: Server, chromium: Browser, address: str
) -> None:
    page = opened(chromium, desk, address, size=browser.PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".m-map > svg").is_hidden()
    assert box(page, "sign_agreement").is_hidden()
    heights = page.locator(".m-box").evaluate_all("all => all.map(e => e.offsetHeight).filter(Boolean)")
    assert heights and min(heights) >= 56
    page.get_by_label("显示已办结的", exact=False).check()
    expect(box(page, "sign_agreement")).to_be_visible()
    box(page, "design_scheme_review").click()
    expect(page.get_by_test_id("stDialog")).to_be_visible()
