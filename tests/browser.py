"""A real Chromium for whole flows: one browser a test, one context a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect, sync_playwright

from tests import tiers

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=20_000)  # two cores may be busy with other tests
_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = tiers.needs_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGS)
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, *, size: dict[str, int] = WIDE, scheme: Any = "light") -> Page:
    """A tab of a person of its own (own cookies)."""
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def sign_in(page: Page, address: str, username: str, password: str, path: str = "/") -> None:
    """Through the form, as a person does; ends on `path`."""
    page.goto(f"{address}{path}")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    settled(page)


def settled(page: Page) -> None:
    """Streamlit has drawn the page and runs nothing any more."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)


def choose(page: Page, field: Locator, text: str) -> None:
    """Pick from a list. The answer to the pick before may close it: then it is opened again, as people do."""
    option = page.get_by_role("option").filter(has_text=text).first
    for _ in range(5):
        field.click()
        try:
            option.click(timeout=4_000)
        except TimeoutError:
            continue
        return settled(page)
    raise AssertionError(f"no choice {text!r}")
