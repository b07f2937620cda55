"""In the browser: the fastest is looked at, its impact previewed, adopted with a reason, and undone."""

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from domain.access import SYSTEM, Actor
from models import RoadmapChange, Step
from services import clock
from services.database import reading
from services.roadmaps import editing
from tests import browser
from tests.factories_roadmaps import agent, project
from tests.people import PASSWORD, let_in
from tests.server import Server

DESIGN = "design_scheme_review"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def mode_of(project_id: int) -> str:
    with reading(SYSTEM) as session:
        found = session.exec(select(Step.mode).where(Step.project_id == project_id, Step.item_code == DESIGN))
        return found.one()


def owned() -> tuple[Actor, int]:
    by = agent("推演员")
    let_in(by)
    return by, project(owner=by, signed_on=clock.today())


def test_the_fastest_is_previewed_adopted_and_undone(desk: Server) -> None:
    by, project_id = owned()
    with browser.chromium() as chromium:
        page = browser.new_page(chromium)
        address = f"/project?id={project_id}&tab=whatif"
        browser.sign_in(page, desk.address, f"agent-{by.name}", PASSWORD, address)
        page.get_by_role("radio", name="只开并联").click()
        expect(page).to_have_url(f"{desk.address}{address}&scenario=parallel_only")
        page.get_by_role("radio", name="引擎建议").click()
        expect(page.get_by_text("引擎建议改的")).to_be_visible()
        page.get_by_role("button", name="看影响").click()
        dialog = page.get_by_test_id("stDialog")
        expect(dialog.get_by_text("提前")).to_be_visible()
        browser.settled(page)
        assert mode_of(project_id) == "standard"
        dialog.get_by_role("button", name="采用为计划").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        dialog.get_by_label("采用理由").fill("企业要求赶在上冻前开工")
        dialog.get_by_role("button", name="采用为计划").click()
        expect(page.get_by_text("现行计划已是允许范围内最快的")).to_be_visible()
        assert mode_of(project_id) == "simulated"
    with reading(SYSTEM) as session:
        change = session.exec(select(RoadmapChange.id).order_by(col(RoadmapChange.id).desc())).first()
    editing.undo(change_id=change or 0, actor=by)
    assert mode_of(project_id) == "standard"
