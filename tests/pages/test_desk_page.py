"""The desk as each role sees it: the first line, the rows, what their buttons do, and the empty desk."""

from datetime import date
from unittest.mock import patch

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from models import Project, Visit
from services import visits
from services.database import reading, unit_of_work
from services.visits import VisitDraft
from tests import factories_reports as rows
from tests.apptest import page, signed_in, texts
from tests.factories import TODAY
from tests.factories_problems import House, house, raised
from tests.factories_reminders import duty
from ui import session

pytestmark = pytest.mark.usefixtures("sqlite_db")


@pytest.fixture
def home() -> House:
    return house()


def late(home: House) -> int:
    return duty(home.project_id, home.step_id, "step_due", date(2026, 8, 28))


def press(test: AppTest, actor: Actor, label: str) -> AppTest:
    with signed_in(actor):
        return next(one for one in test.button if one.label == label).click().run()


def set_verified(home: House, day: date) -> None:
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, home.project_id).last_verified_on = day


def verified_on(home: House) -> date | None:
    with reading(SYSTEM) as session:
        return session.exec(select(Project.last_verified_on).where(Project.id == home.project_id)).one()


def test_the_first_line_says_how_much_is_to_be_done(home: House) -> None:
    late(home)
    duty(home.project_id, home.step_id, "review_due", TODAY)
    said = texts(page("desk", home.agent))
    assert "今天要办<b>2</b>件，<b>1</b>件今日到期" in said
    assert '<b class="red">1</b>件已超期' in said
    for part in (
        "已超期",
        "今日到期",
        "催办：企业投资备案",
        "等发改局",
        "超2个工作日",
        "登记结果",
        "我的项目",
    ):
        assert part in said


def test_english_is_english(home: House) -> None:
    late(home)
    english = Actor(home.agent.account_id, "Li", home.agent.role, lang="en")
    with patch.object(session, "lang", return_value="en"):
        said = texts(page("desk", english))
    assert "<b>1</b> to do today" in said and "2 working days over" in said
    assert "Chase: Project filing" in said and "\u4ef6" not in said


def test_verifying_takes_one_click_and_empties_the_row(home: House) -> None:
    set_verified(home, date(2026, 8, 20))
    test = page("desk", home.agent)
    assert "核实项目信息" in texts(test)
    test = press(test, home.agent, "核实无变化")
    assert not test.exception and verified_on(home) == TODAY
    assert "核实项目信息" not in texts(test)


def test_a_promised_step_is_ticked_off_on_the_desk(home: House) -> None:
    draft = VisitDraft(project_id=home.project_id, what="走访", next_step="送清单", next_on=TODAY)
    visits.log_visit(draft=draft, actor=home.agent)
    test = press(page("desk", home.agent), home.agent, "已完成")
    assert not test.exception and "送清单" not in texts(test)
    with reading(SYSTEM) as session:
        assert session.exec(select(Visit.next_done_at)).one() is not None


def test_an_empty_desk_says_what_comes_next(home: House) -> None:
    assert "目前没有要办的事" in texts(page("desk", home.agent))
    duty(home.project_id, home.step_id, "commit_due", date(2026, 10, 30), party="enterprise")
    said = texts(page("desk", home.agent))
    assert "今天没有到期的事" in said and "下一件：督促履诺" in said and "10月30日" in said


def test_an_agent_without_projects_learns_where_they_come_from(home: House) -> None:
    assert "您还没有项目" in texts(page("desk", home.stranger))


def test_database_texts_are_escaped() -> None:
    agent = rows.agent()
    project_id = rows.project(primary=agent, name="<script>x</script>项目", last_verified_on=TODAY)
    step_id = rows.step(project_id, "project_filing", "land_planning", "development_reform")
    duty(project_id, step_id, "supplement_due", TODAY, key="<img src=x>", party="enterprise")
    said = texts(page("desk", agent))
    assert "<script>" not in said and "<img" not in said
    assert "&lt;img src=x&gt;" in said


def test_a_coordinator_decides_here(home: House) -> None:
    late(home)
    raised(home)
    test = page("desk", home.coordinator)
    said = texts(test)
    assert "1个问题待交办" in said and "全区1件超期" in said
    assert "交办问题：供电外线路由未定" in said and "全区超期" in said
    assert "各项目都有代办员在岗" in said
    assert not press(test, home.coordinator, "交办").exception


def test_other_roles_are_refused(home: House) -> None:
    for actor in (home.leader, home.liaison):
        assert page("desk", actor).exception
