"""The inbox page: first line, tabs in the url, acknowledging one or a whole level, each role's own."""

from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from models import Obligation
from services import inbox
from services.database import reading
from services.reminders import duties
from tests.apptest import page, signed_in, texts
from tests.factories import TODAY
from tests.factories_problems import House, house
from tests.factories_reminders import duty, reminder, state
from ui import inbox_acts

pytestmark = pytest.mark.usefixtures("sqlite_db")
DUE = date(2026, 9, 4)


@pytest.fixture
def home() -> House:
    return house()


def told(home: House, actor: Actor, *rules: str, **values: object) -> list[int]:
    """A reminder of each rule, about a duty each."""
    return [
        reminder(actor, duty(home.project_id, home.step_id, "step_due", DUE, key=rule), rule, **values)
        for rule in rules
    ]


def press(test: AppTest, actor: Actor, key: str) -> AppTest:
    with signed_in(actor):
        return test.button(key=key).click().run()


def test_the_first_line_counts_and_the_rows_say_what(home: House) -> None:
    told(home, home.agent, "due_soon")
    told(home, home.agent, "overdue_3", level="urgent", due_on=date(2026, 8, 28))
    said = texts(page("inbox", home.agent))
    assert '<b>2</b>条提醒，<b class="red">1</b>条紧急' in said
    assert "最早一条已4天" in said
    levels, days = ("紧急", "一般"), ("超期3个工作日", "9月4日", "剩3个工作日")
    for part in (*levels, *days, "雪原动力电池示例项目", "登记办理"):
        assert part in said


def test_a_bad_rating_leads_to_the_ratings_not_into_the_step(home: House) -> None:
    for anchor, way in (("bad_rating", "rating"), ("step_due", "record")):
        reminder(home.coordinator, duty(home.project_id, home.step_id, anchor, TODAY), anchor)
        row = inbox.list_reminders(filters=inbox.InboxFilters(), actor=home.coordinator).rows[0]
        assert row.is_about_rating == (way == "rating")
        assert inbox_acts.offers(row, inbox.Tab.OPEN, home.coordinator)[0] == way
        inbox.acknowledge(reminder_ids=row.ids, actor=home.coordinator)
    with reading(SYSTEM) as session:
        found = duties.by_id(session, session.exec(select(Obligation.id)).all()).values()
    assert {one.anchor: one.query().partition("&")[2] for one in found} == {
        "bad_rating": "tab=ratings",
        "step_due": f"step={home.step_id}",
    }


def test_nothing_waiting_says_what_would_come(home: House) -> None:
    said = texts(page("inbox", home.liaison))
    assert "没有待处理的提醒" in said and "会按日提醒到这里" in said


def test_a_whole_level_is_acknowledged_at_once(home: House) -> None:
    ids = told(home, home.agent, "due_soon", "due_today")
    urgent = told(home, home.agent, "overdue_3", level="urgent")
    test = press(page("inbox", home.agent), home.agent, "inbox_all_normal")
    assert not test.exception
    assert [state(one) for one in (*ids, *urgent)] == ["acknowledged", "acknowledged", "open"]


def test_the_last_acknowledging_can_be_undone_until_the_tab_is_left(home: House) -> None:
    ids = told(home, home.agent, "due_soon", "due_today")
    test = press(page("inbox", home.agent), home.agent, "inbox_all_normal")
    assert "已知悉2条" in texts(test)
    assert not press(test, home.agent, "inbox_undo_do").exception
    assert [state(one) for one in ids] == ["open", "open"]
    assert "已知悉" not in texts(test)


def test_tabs_and_levels_come_from_the_url(home: House) -> None:
    (mine,) = told(home, home.agent, "due_soon")
    inbox.snooze(reminder_id=mine, until=DUE, reason="企业下周补件", actor=home.agent)
    assert "企业下周补件" in texts(page("inbox", home.agent, tab="snoozed"))
    assert "企业下周补件" not in texts(page("inbox", home.agent))
    test = press(page("inbox", home.agent, tab="snoozed"), home.agent, f"act_notice_none_{mine}")
    assert not test.exception and state(mine) == "open"
    told(home, home.agent, "overdue_3", level="urgent")
    said = texts(page("inbox", home.agent, level="urgent"))
    assert "超期3个工作日" in said and "事项将到期" not in said
    assert not page("inbox", home.agent, tab="nonsense", level="x").exception


def test_what_is_done_can_be_taken_back(home: House) -> None:
    (mine,) = told(home, home.agent, "due_soon")
    inbox.acknowledge(reminder_ids=[mine], actor=home.agent)
    said = texts(page("inbox", home.agent, tab="done"))
    assert "已知悉" in said and "9月1日" in said


def test_an_enterprise_task_offers_to_tell_it(home: House) -> None:
    about = duty(home.project_id, home.step_id, "supplement_due", TODAY, key="地勘报告", party="enterprise")
    reminder(home.agent, about, "tol_0", recipient_role="enterprise", level="urgent")
    test = page("inbox", home.agent)
    assert "告知企业" in [one.label for one in test.button]
    assert "补交" in texts(test) or "地勘报告" in texts(test)


@pytest.mark.parametrize("role", ["coordinator", "leader", "liaison"])
def test_each_role_has_its_own(home: House, role: str) -> None:
    actor = getattr(home, role)
    told(home, actor, "overdue_3", level="urgent")
    told(home, home.agent, "due_soon")
    said = texts(page("inbox", actor))
    assert "<b>1</b>条提醒" in said and "事项将到期" not in said
