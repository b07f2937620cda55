"""The pool page per role: what it says, filters from the url, cards, bulk acts, empty states."""

import pytest

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Project
from services import projects
from services.database import unit_of_work
from tests import factories_reports as rows
from tests.apptest import page, signed_in, texts
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("sqlite_db")


def coordinator(**values: object) -> Actor:
    return rows.account("coord01", "陈协调", Role.COORDINATOR, **values)


def entered(name: str, agent: Actor | None = None, **values: object) -> int:
    with unit_of_work(SYSTEM) as work:
        owner = projects.enterprise_for(work, name=f"{name}有限公司")
        base = {"light": "green", "last_verified_on": TODAY, "status": "active" if agent else "unassigned"}
        row = Project(
            name=name,
            name_normalised=name,
            enterprise_id=owner.id or 0,
            template_code="industrial_new_grant",
            primary_agent_id=agent.account_id if agent else None,
            entered_on=TODAY,
            **(base | values),
        )
        projects.refresh_search_text(row, owner)
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def keys(test: object) -> set[str]:
    return {button.key for button in test.button}


def test_a_coordinator_sees_the_district_and_the_ways_in() -> None:
    agent, lead = rows.agent(), coordinator()
    entered("雪原动力电池项目", agent, light="red")
    entered("待分配项目", last_verified_on=None)
    shown = page("pool", lead)
    said = texts(shown)
    assert not shown.exception
    assert '在库<b>2</b>个项目，<b class="red">1</b>个红灯，0个黄灯，1个超5个工作日未核实' in said
    assert "1个项目待分配代办员" in said and "雪原动力电池项目" in said and "第1–2个，共2个" in said
    assert {"pool_intake", "pool_import"} <= keys(shown)


def test_an_agent_sees_own_projects_only() -> None:
    agent = rows.agent()
    entered("自己的项目", agent)
    entered("别人的项目", rows.agent("周代办", "agent0108"))
    said = texts(page("pool", agent))
    assert "自己的项目" in said and "别人的项目" not in said and "待分配代办员" not in said


def test_leader_and_liaison_look_without_acting() -> None:
    entered("雪原动力电池项目", rows.agent())
    leader = rows.account("leader01", "林领导", Role.LEADER)
    shown = page("pool", leader)
    assert "雪原动力电池项目" in texts(shown)
    assert not {"pool_intake", "pool_import", "pool_verify", "pool_assign"} & keys(shown)
    liaison = rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    assert "目前没有与您相关的项目" in texts(page("pool", liaison))


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ({"light": "red"}, "甲项目", "乙项目"),
        ({"q": "yxm"}, "乙项目", "甲项目"),
        ({"stage": "completion"}, "乙项目", "甲项目"),
        ({"only": "stale"}, "甲项目", "乙项目"),
        ({"status": "done"}, "丙项目", "甲项目"),
        ({"park": "示例园区一", "sort": "name"}, "乙项目", "甲项目"),
        ({"light": "purple"}, "甲项目", "丙项目"),
    ],
)
def test_filters_come_from_the_url(query: dict[str, str], found: str, hidden: str) -> None:
    agent = rows.agent()
    entered("甲项目", agent, light="red", last_verified_on=None)
    entered("乙项目", agent, stage="completion", park="示例园区一")
    entered("丙项目", agent, status="done", closed_on=TODAY)
    said = texts(page("pool", coordinator(), **query))
    assert found in said and hidden not in said


def test_nothing_found_offers_the_way_back() -> None:
    agent = rows.agent()
    entered("甲项目", agent)
    shown = page("pool", agent, q="没有这个")
    assert "没有符合筛选条件的项目" in texts(shown)
    with signed_in(agent):
        shown.button(key="pool_clear_empty").click().run()
    assert "甲项目" in texts(shown) and "q" not in shown.query_params


def test_an_empty_pool_says_what_to_do() -> None:
    assert "请新项目入库，或导入现有台账" in texts(page("pool", coordinator()))


def test_the_second_page() -> None:
    agent = rows.agent()
    for number in range(23):
        entered(f"第{number:02d}号项目", agent)
    shown = page("pool", agent, page="2", sort="newest")
    said = texts(shown)
    assert "第21–23个，共23个" in said and "第00号项目" in said and "第22号项目" not in said


def test_names_are_escaped() -> None:
    agent = rows.agent()
    entered("<img src=x>项目", agent)
    html = [str(element.proto.body) for element in page("pool", agent).get("html")]
    assert any("&lt;img src=x&gt;" in body for body in html)
    assert not any("<img src=x" in body for body in html)


def test_in_english() -> None:
    agent = rows.agent()
    entered("甲项目", agent, light="yellow")
    english = Actor(agent.account_id, agent.name, Role.AGENT, lang="en")
    from unittest.mock import patch

    from ui import session

    with patch.object(session, "lang", return_value="en"):
        said = texts(page("pool", english))
    assert "<b>1</b> in the pool: 0 red, 1 yellow" in said
