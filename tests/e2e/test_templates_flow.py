"""In the browser: a package is changed and published, a running project is offered it, takes it over."""

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.access import Actor
from domain.vocabulary import Mode, Role
from services import clock
from services.roadmaps import editing
from tests import browser
from tests.factories_reports import account
from tests.factories_roadmaps import agent, project, steps
from tests.factories_templates import PACKAGE, changes_of, stored
from tests.people import PASSWORD, let_in
from tests.server import Server

OWN_MODE, CHANGED = "power_connection", "realty_registration"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def people() -> Actor:
    """An agent and a coordinator who can sign in."""
    by = agent("套代办")
    other = account("coord01", "陈协调", Role.COORDINATOR)
    let_in(by, other)
    return by


def dialog_of(page: Page) -> Locator:
    return page.get_by_test_id("stDialog")


def choose(page: Page, label: str, option: str) -> None:
    """A select box of the dialog, by typing."""
    dialog_of(page).get_by_label(label, exact=True).first.click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    browser.settled(page)


def open_item(page: Page, code: str) -> None:
    page.locator(f'.tpl-steps button[data-open="{code}"]').click()
    expect(dialog_of(page).get_by_role("button", name="存入草稿")).to_be_visible()


def into_draft(page: Page) -> None:
    dialog_of(page).get_by_role("button", name="存入草稿").click()
    expect(dialog_of(page)).to_have_count(0)
    browser.settled(page)


def publish(page: Page, note: str) -> None:
    page.get_by_role("button", name="核对并发布").click()
    dialog_of(page).get_by_role("textbox").fill(note)
    dialog_of(page).get_by_role("button", name="发布", exact=True).click()


def administrator_changes(page: Page, address: str) -> None:
    """A cycle is refused with its steps named, the draft survives a reload; then a sound one is published."""
    browser.sign_in(page, address, "admin01", PASSWORD, f"/templates?package={PACKAGE}")
    open_item(page, "design_scheme_review")
    choose(page, "在前的事项", "工程完工")
    into_draft(page)
    expect(page.locator(".d-hint")).to_contain_text("前置关系成环")
    publish(page, "试一试")
    expect(dialog_of(page).get_by_test_id("stAlert")).to_contain_text("工程完工 → ")
    page.reload()
    browser.settled(page)
    expect(page.get_by_text("草稿中有1处改动")).to_be_visible()
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_text("草稿中有")).to_have_count(0)
    open_item(page, CHANGED)
    dialog_of(page).get_by_text("必办", exact=True).click()
    browser.settled(page)
    into_draft(page)
    open_item(page, OWN_MODE)
    choose(page, "办理方式", "容缺受理")
    into_draft(page)
    publish(page, "省厅新规：新建建筑均须登记")
    expect(dialog_of(page)).to_have_count(0)
    expect(page.locator(".d-lead")).to_contain_text("第2版")


def edited_here(project_id: int, by: Actor) -> None:
    """The agent has agreed with the grid company on a commitment: the roadmap's own choice."""
    edit = editing.SetMode(code=OWN_MODE, mode=Mode.COMMITMENT)
    reason = "与供电公司商定"
    version = stored(project_id).version
    editing.save(project_id=project_id, edits=[edit], version=version, reason=reason, actor=by)


def coordinator_sees_who_is_behind(page: Page, address: str, project_id: int) -> None:
    browser.sign_in(page, address, "coord01", PASSWORD, f"/templates?package={PACKAGE}&part=offers")
    expect(page.locator(".d-table tbody tr")).to_have_count(1)
    expect(page.locator(".d-table")).to_contain_text("2处差异")
    page.locator(".d-table a").click()
    page.wait_for_url(f"**/project?id={project_id}*")
    browser.settled(page)
    expect(page.get_by_role("button", name="查看差异")).to_be_visible()


def agent_takes_over(page: Page, address: str, by: Actor, project_id: int) -> None:
    """The own choice is not ticked, the rest is; the preview says what moves; one click."""
    browser.sign_in(page, address, f"agent-{by.name}", PASSWORD, f"/project?id={project_id}")
    page.get_by_role("button", name="查看差异").click()
    dialog = dialog_of(page)
    expect(dialog).to_contain_text("省厅新规：新建建筑均须登记")
    expect(dialog).to_contain_text("本项目已改过")
    boxes = dialog.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).not_to_be_checked()
    expect(dialog).to_contain_text("预计投产")
    dialog.get_by_role("button", name="按新版更新1处（共2处）").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="查看差异")).to_have_count(0)


def agent_answers(page: Page) -> None:
    """更多 → 问卷: a no drops the item and keeps the reason."""
    page.get_by_role("button", name="更多", exact=True).click()
    page.get_by_text("问卷", exact=True).click()
    question = page.locator(".st-key-tpl_answer_energy_threshold")
    question.get_by_text("否", exact=True).click()
    expect(question).to_contain_text("不需要：年综合能耗和用电均未达到节能审查标准")
    dialog_of(page).get_by_role("button", name="保存回答").click()
    expect(dialog_of(page)).to_have_count(0)
    browser.settled(page)


def test_from_the_change_of_a_package_to_a_running_roadmap(desk: Server) -> None:
    by = people()
    project_id = project(PACKAGE, owner=by, signed_on=clock.today())
    edited_here(project_id, by)
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        administrator_changes(page, desk.address)
        page.context.close()
        assert stored(project_id).template_version == 1 and steps(project_id)[CHANGED].optional
        page = browser.new_page(chromium)
        coordinator_sees_who_is_behind(page, desk.address, project_id)
        page.context.close()
        page = browser.new_page(chromium)
        agent_takes_over(page, desk.address, by, project_id)
        agent_answers(page)
    after = steps(project_id)
    assert stored(project_id).template_version == 2
    assert not after[CHANGED].optional and after[CHANGED].plan_finish_on
    assert (after[OWN_MODE].mode, after[OWN_MODE].local_edits) == ("commitment", ["mode"])
    assert after["energy_review"].not_needed_reason == "问卷：年综合能耗和用电均未达到节能审查标准"
    assert [row.kind for row in changes_of(project_id)][-2:] == ["template", "answers"]
