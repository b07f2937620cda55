"""A roadmap that crosses New Year 2027: 暂定 is shown, the notice previews what moves, applied it is gone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, select

from domain.access import SYSTEM
from models import Project, Step
from services import calendar, clock
from services.database import reading, unit_of_work
from services.steps.placing import place
from services.steps.settling import settle_project
from tests import browser
from tests.factories_roadmaps import agent, project, write
from tests.people import PASSWORD, let_in
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NEXT = date(clock.today().year + 1, 1, 1)
"""The coming New Year: the server counts from the day the test really runs on."""


def crossing() -> tuple[int, str]:
    """A project with a limit that runs over the New Year; its id and its agent's user name."""
    by, today = agent("李明"), clock.today()
    let_in(by)
    project_id = project(owner=by, signed_on=today)
    with reading(SYSTEM) as session:
        days = calendar.current(session).workdays_between(today, NEXT + timedelta(days=20))
    write(project_id, today, planning_conditions={"promised_days": days, "statutory_days": days})
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        for code, how in (
            ("sign_agreement", "done"),
            ("agency_entrust", "done"),
            ("planning_conditions", "running"),
        ):
            query = select(Step).where(Step.project_id == project_id, col(Step.item_code) == code)
            place(work, step=work.session.exec(query).one(), how=how, on=today, today=today)  # type: ignore[arg-type]
            work.session.flush()
        settle_project(work, project=row, today=today)
    return project_id, f"agent-{by.name}"


def dates(project_id: int) -> tuple[date | None, date | None]:
    """The end of the running limit and of the project, as stored."""
    with reading(SYSTEM) as session:
        due = select(Step.due_on).where(
            Step.project_id == project_id, Step.item_code == "planning_conditions"
        )
        finish = session.get_one(Project, project_id).forecast_finish_on
        return session.exec(due).one(), finish


def test_a_roadmap_crossing_new_year(desk: Server, chromium: Browser) -> None:
    project_id, username = crossing()
    before = dates(project_id)
    assert before[0] and before[0] > NEXT and before[1] and before[1] > NEXT
    theirs = browser.new_page(chromium)
    browser.sign_in(theirs, desk.address, username, PASSWORD, f"/project?id={project_id}&tab=roadmap")
    drawn = theirs.locator("[data-testid=stMain]")
    expect(drawn.get_by_text("（暂定）").first).to_be_visible()
    expect(drawn).to_contain_text("暂定")

    page = browser.new_page(chromium)
    browser.sign_in(page, desk.address, "admin01", PASSWORD, "/calendar")
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text(f"{NEXT.year}年放假安排尚未公布")
    notice = "date,name,is_off_day\n" + "".join(f"{NEXT + timedelta(days=n)},元旦,yes\n" for n in range(14))
    file = {"name": "notice.csv", "mimeType": "text/csv", "buffer": notice.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(main).to_contain_text(f"{NEXT.year}年通知共14天。1个在办时限、1个预计投产日")
    expect(main).to_contain_text("到期日改变的时限")
    expect(main.get_by_text("规划条件").first).to_be_visible()
    assert dates(project_id) == before, "a preview changes nothing"

    page.get_by_role("button", name=f"启用{NEXT.year}年放假通知").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("放假通知已启用")
    expect(main).to_contain_text("放假安排都已公布")
    after = dates(project_id)
    assert after[0] and after[1] and after[0] > before[0] and after[1] > before[1]
    theirs.goto(f"{desk.address}/project?id={project_id}&tab=roadmap")
    browser.settled(theirs)
    expect(drawn).to_contain_text("规划条件")
    expect(drawn.get_by_text("暂定")).to_have_count(0)


def test_a_bad_notice_is_refused_in_words_and_changes_nothing(desk: Server, chromium: Browser) -> None:
    page = browser.new_page(chromium, size=browser.PHONE)
    browser.sign_in(page, desk.address, "admin01", PASSWORD, "/calendar")
    file = {"name": "notice.csv", "mimeType": "text/csv", "buffer": b"date,name\n2028-01-01,x\n"}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("alert").first).to_contain_text("放假安排缺少")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
