"""The A3 sheets: signed in only, own projects only, two pages with Chinese that can be read and copied."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from domain.access import SYSTEM
from domain.vocabulary import Role
from models import Enterprise, Project
from services.database import unit_of_work
from tests import browser, tiers
from tests import factories_reports as rows
from tests import factories_roadmaps as roadmaps
from tests.asgi import Client
from web import print_page


@pytest.fixture
def client(sqlite_db: str) -> Iterator[Client]:
    yield Client(print_page.routes)


def own_project(client: Client, **values: object) -> int:
    agent = rows.agent()
    project = roadmaps.project("standard_land_start_on_grant", owner=agent, **values)
    client.sign_in(agent)
    return project


def test_without_sign_in_it_is_the_sign_in_page(client: Client) -> None:
    answer = client.get("/print/1")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote('/print/1', safe='')}"


def test_an_own_project_has_two_sheets_that_no_cache_keeps(client: Client) -> None:
    answer = client.get(f"/print/{own_project(client)}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.text.count('<section class="sheet">') == 2
    for said in (
        "一对一全流程报批图",
        "全流程办理进度甘特图",
        "演示装备制造项目",
        "第2页，共2页",
        "企业确认",
    ):
        assert said in answer.text, said
    assert "李代办 2026年9月1日" in answer.text and "打印" in answer.text
    assert "m-map" in answer.text and "g-labels" in answer.text


def test_it_is_light_whatever_the_browser_prefers(client: Client) -> None:
    text = client.get(f"/print/{own_project(client)}").text
    assert "--d-ground:#FFFFFF" in text and "prefers-color-scheme" not in text
    assert "<script" not in text


def test_the_language_can_be_chosen_and_an_unknown_one_is_no_page(client: Client) -> None:
    project = own_project(client)
    english = client.get(f"/print/{project}?lang=en").text
    assert "Approval map, from signing to production" in english and "报批图" not in english
    assert "Land auction" in english
    assert client.get(f"/print/{project}?lang=xx").status_code == 404


def test_a_foreign_project_reads_like_one_that_does_not_exist(client: Client) -> None:
    foreign = roadmaps.project(owner=rows.agent("别人", "agent0999"))
    own_project(client)
    hidden, missing = client.get(f"/print/{foreign}"), client.get("/print/999999")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text == missing.text and "演示装备" not in hidden.text
    assert client.get(f"/print/{10**30}").status_code == 404


def test_roles(client: Client) -> None:
    project = own_project(client)
    client.sign_in(rows.account("admin0001", "管理员", Role.ADMIN))
    assert client.get(f"/print/{project}").status_code == 404
    client.sign_in(rows.account("leader01", "林领导", Role.LEADER))
    assert client.get(f"/print/{project}").status_code == 200
    client.sign_in(rows.account("liais01", "王联络", Role.LIAISON, department_code="natural_resources"))
    text = client.get(f"/print/{project}").text
    assert 'data-open="land_contract"' in text and "construction_licence" not in text


def test_names_of_the_database_cannot_act(client: Client) -> None:
    project = own_project(client)
    evil = "</title><script>alert(1)</script>"
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project)
        row.name = evil
        work.session.get_one(Enterprise, row.enterprise_id).name = evil
    assert "<script" not in client.get(f"/print/{project}").text


def test_a_project_that_has_left_says_when(client: Client) -> None:
    project = own_project(client, closed_on=date(2026, 8, 31))
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, project).status = "done"
    text = client.get(f"/print/{project}").text
    assert "m-stage now" not in text and "8月31日" in text


@pytest.mark.browser
def test_printed_it_is_two_a3_pages_with_embedded_type_and_text(client: Client, tmp_path: Path) -> None:
    tiers.needs_libreoffice()  # brings pdfinfo, pdftotext and the font
    page_file, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    page_file.write_text(client.get(f"/print/{own_project(client)}").text, encoding="utf-8")
    with browser.chromium() as chromium:
        page = browser.new_page(chromium, scheme="dark")
        page.goto(page_file.as_uri())
        wide = page.locator(".sheet").evaluate_all("all => all.map(e => [e.scrollWidth, e.scrollHeight])")
        assert all(w <= 1496 and h <= 1040 for w, h in wide)
        page.pdf(path=str(pdf), prefer_css_page_size=True, print_background=True)
    info = _run("pdfinfo", str(pdf))
    assert "Pages:           2" in info and "(A3)" in info
    fonts = _run("pdffonts", str(pdf)).splitlines()[2:]
    assert fonts and all(" yes " in line for line in fonts)
    said = _run("pdftotext", "-layout", str(pdf), "-")
    for word in ("一对一全流程报批图", "土地出让合同", "投产确认与测评", "今天"):
        assert word in said.replace(" ", ""), word


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
