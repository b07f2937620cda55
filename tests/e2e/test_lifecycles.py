"""Two lifecycles to their end in a browser: an opinion turned formal, a commitment broken."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account
from services import clock, preferences
from services import steps as step_services
from services.accounts.passwords import hash_of
from services.database import unit_of_work
from services.settings import settings
from tests import browser, server
from tests.factories_roadmaps import agent, steps
from tests.factories_steps import at_step, desk_of, events, person, see
from tests.people import PASSWORD
from tests.server import Server

LAND = "standard_land_start_on_grant"
SCAN = {"name": "scan.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(32)}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = server.prepared(tmp_path_factory.mktemp("modes"), embedded_scheduler="false", demo="true")
    made.cli("init", "--admin", "admin01", "--password-stdin", given=f"{PASSWORD}\n")
    with pytest.MonkeyPatch.context() as environment, server.inside(made), server.running(made):
        environment.setenv("DAIBAN_DEMO", "true")  # this process moves and reads the same clock
        settings.cache_clear()
        yield made
    settings.cache_clear()


def signed_in(by: Actor, username: str, made: Server, chromium: Browser) -> Page:
    with unit_of_work(SYSTEM) as work:
        account = work.session.get_one(Account, by.account_id)
        account.username, account.password_hash = username, hash_of(PASSWORD)
    page = browser.new_page(chromium)
    browser.sign_in(page, made.address, username, PASSWORD)
    return page


def opened(page: Page, made: Server, project_id: int, code: str) -> Locator:
    page.goto(f"{made.address}/project?id={project_id}&step={code}")
    drawer = page.get_by_test_id("stDialog")
    expect(drawer.get_by_text("下一步").first).to_be_visible()
    browser.settled(page)
    return drawer


def enter(page: Page, drawer: Locator, label: str, **fields: str) -> None:
    """Press the act (behind 更多 if it is a rare one), fill what it asks, save; the toast says it is in."""
    button, more = (drawer.get_by_role("button", name=name) for name in (label, "更多"))
    expect(button.or_(more).first).to_be_visible()
    if not button.count():
        more.click()
        page.get_by_role("menuitem", name=label).or_(page.get_by_role("option", name=label)).first.click()
    else:
        button.first.click()
    expect(drawer.get_by_role("button", name="保存并推进")).to_be_visible()
    browser.settled(page)
    drawer.get_by_label("文号").first.fill(f"{label}-1")
    for name, value in fields.items():
        if name == "scan":
            drawer.locator("input[type=file]").first.set_input_files(SCAN)
            expect(drawer.get_by_text("scan.png")).to_be_visible()
        else:
            drawer.get_by_label({"signatory": "企业签署人", "reason": "原因"}[name]).fill(value)
    drawer.get_by_role("button", name="保存并推进").click()
    expect(page.get_by_text(f"已录入：{label}")).to_be_visible()
    browser.settled(page)


def prepared_land(by: Actor) -> int:
    """A project whose land contract is next; the design review waits for it only to turn formal."""
    step = at_step("design_scheme_review", by, template=LAND)
    project_id = see(step, by).project_id
    with unit_of_work(by) as work:
        desk = desk_of(work.session, project_id)
        for code in sorted(_before(desk, "land_contract")):
            if desk.by_code[code].state == "not_started":
                step_services.place(
                    work,
                    step=desk.by_code[code],
                    how="done",
                    on=clock.today(),
                    today=clock.today(),
                    desk=desk,
                )
        step_services.settle_project(work, project=desk.project, today=clock.today())
    return project_id


def _before(desk: step_services.ProjectSteps, code: str) -> set[str]:
    waits = set(desk.network.waits[code])
    return waits.union(*(_before(desk, before) for before in waits))


def test_an_opinion_turns_formal_on_the_day_the_land_contract_is_recorded(
    desk: Server, chromium: Browser
) -> None:
    by = agent("李明")
    project_id = prepared_land(by)
    page = signed_in(by, "agent-land", desk, chromium)
    drawer = opened(page, desk, project_id, "design_scheme_review")
    for act in ("提交模拟申请", "模拟受理", "出具模拟意见"):
        enter(page, drawer, act)
    expect(drawer).to_contain_text("已出模拟意见")
    drawer = opened(page, desk, project_id, "land_contract")
    for act in ("提交申请", "受理", "办结（准予）"):
        enter(page, drawer, act)
    drawer = opened(page, desk, project_id, "design_scheme_review")
    expect(drawer).to_contain_text("转正中")
    enter(page, drawer, "正式申报转正")
    enter(page, drawer, "一致，换发正式文件")
    expect(drawer).to_contain_text("办结")
    row = steps(project_id)["design_scheme_review"]
    said = [event.event for event in events(row.id or 0)]
    assert said[-4:] == ["issue_opinion", "prereq_arrived", "formal_submit", "consistent"]
    assert (row.state, row.decided_on) == ("done", clock.today())


def test_a_broken_commitment_goes_up_to_revocation_and_closes_the_mode(
    desk: Server, chromium: Browser
) -> None:
    by, chief = agent("周代办"), person("管理", Role.ADMIN)
    step = at_step("project_filing", by, template=LAND)
    project_id = see(step, by).project_id
    page = signed_in(by, "agent-promise", desk, chromium)
    drawer = opened(page, desk, project_id, "project_filing")
    enter(page, drawer, "送达告知承诺书")
    enter(page, drawer, "企业签告知承诺书", signatory="刘法人", scan="")
    enter(page, drawer, "当场作出决定")
    expect(drawer).to_contain_text("已决定待核查")
    enter(page, drawer, "责令限期整改")
    preferences.move_demo_clock(days=40, actor=chief)
    page.wait_for_timeout(1_100)  # the server looks at the clock of a demo once a second
    drawer = opened(page, desk, project_id, "project_filing")
    enter(page, drawer, "逾期未整改")
    expect(drawer).to_contain_text("撤销程序中")
    enter(page, drawer, "撤销决定")
    expect(drawer).to_contain_text("已撤销")
    page.keyboard.press("Escape")
    expect(page.get_by_text("承诺失信")).to_be_visible()
    last = events(step)[-1]
    assert last.event == "revoke" and last.happened_on == clock.today()
    assert clock.today() - timedelta(days=40) == events(step)[-3].happened_on
