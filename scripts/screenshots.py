"""Take the pictures of the README anew: a fresh demo district, a real server, a real browser.

`make screenshots` calls it. Every picture shows invented data (names carry 演示 or 示例).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page

from services.settings import ROOT
from tests import browser, server
from tests.server import Server

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Fill, serve, look, keep."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = server.prepared(Path(folder), demo="true")
        people = sign_ins(made)
        made.cli("remind")
        with server.running(made), browser.chromium() as chromium:
            for lang in ("zh", "en"):
                for role in ("agent", "leader"):
                    page = browser.new_page(chromium)
                    browser.sign_in(page, f"{made.address}", *people[role])
                    if lang == "en":
                        page.get_by_role("button", name="English").click()
                        browser.settled(page)
                    (_of_agent if role == "agent" else _of_leader)(page, made.address, lang, Path(folder))
                    if lang == "en":
                        page.get_by_role("button", name="中文").click()
                        browser.settled(page)


def sign_ins(made: Server) -> dict[str, tuple[str, str]]:
    """Fill the district; role → user name and password of this run."""
    printed = made.cli("demo", "--json")
    return {one["role"]: (one["username"], one["password"]) for one in json.loads(printed)["sign_ins"]}


def _of_agent(page: Page, address: str, lang: str, folder: Path) -> None:
    _keep(page, "desk", lang)
    for name in ("inbox", "pool"):
        page.goto(f"{address}/{name}")
        _keep(page, name, lang)
    page.locator("a[href*='project?id=']").first.wait_for(state="attached")
    href = page.locator("a[href*='project?id=']").first.get_attribute("href") or ""
    number = href.split("id=")[1].split("&")[0]
    page.goto(f"{address}/project?id={number}&tab=gantt")
    _keep(page, "project", lang)
    for tab in ("map", "whatif"):
        page.goto(f"{address}/project?id={number}&tab={tab}")
        _keep(page, tab, lang)
    page.goto(f"{address}/project?id={number}")
    browser.settled(page)
    page.locator(".st-key-project_head button").first.click()
    page.get_by_test_id("stDialog").wait_for()
    _keep(page, "step", lang)
    page.goto(f"{address}/project?id={number}")
    browser.settled(page)
    with page.expect_download() as download:
        code = "en" if lang == "en" else "zh_CN"
        page.evaluate(f"window.location.href = '/report/{number}.xlsx?lang={code}'")
    report = folder / f"report_{lang}.xlsx"
    download.value.save_as(report)
    _draw_report(report, lang)


def _of_leader(page: Page, address: str, lang: str, folder: Path) -> None:
    for name in ("dashboard", "winter", "chase"):
        page.goto(f"{address}/{name}")
        _keep(page, name, lang)


def _keep(page: Page, name: str, lang: str) -> None:
    browser.settled(page)
    page.wait_for_timeout(1200)  # charts and components draw after the script has ended
    page.screenshot(path=PICTURES / f"{name}_{lang}.png")


def _draw_report(report: Path, lang: str) -> None:
    """The first page as LibreOffice prints it."""
    quiet = {"check": True, "capture_output": True, "cwd": report.parent}
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", report.name], **quiet)
    target = PICTURES / f"report_{lang}"
    pdf = report.with_suffix(".pdf")
    subprocess.run(["pdftoppm", "-png", "-r", "70", "-singlefile", pdf.name, str(target)], **quiet)


if __name__ == "__main__":
    main()
