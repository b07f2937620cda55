"""The pool list: scope, filters, search, order, paging, counts."""

from datetime import date

import pytest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from models import Enterprise, Project
from services import projects
from services.database import unit_of_work
from services.projects import PoolFilters, PoolPage
from tests import factories_reports as rows
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("db")


def pool(actor: Actor, **filters: object) -> PoolPage:
    return projects.list_pool(filters=PoolFilters(**filters), actor=actor)


def names(actor: Actor, **filters: object) -> list[str]:
    return [row.name for row in pool(actor, **filters).rows]


def entered(name: str, enterprise: str, agent: Actor | None = None, **values: object) -> int:
    """A project with its search text, green and verified today unless told otherwise."""
    uscc = values.pop("uscc", None)
    with unit_of_work(SYSTEM) as work:
        owner = projects.enterprise_for(work, name=enterprise, uscc=uscc)
        base = {"status": "active" if agent else "unassigned", "light": "green", "last_verified_on": TODAY}
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


@pytest.fixture
def district(db: str) -> dict[str, Actor]:
    li = rows.account("agent0102", "李代办", Role.AGENT, pinyin="lidaiban", initials="ldb")
    zhou = rows.account("agent0108", "周代办", Role.AGENT, pinyin="zhoudaiban", initials="zdb")
    lead = rows.account("coord01", "陈协调", Role.COORDINATOR)
    entered("雪原动力电池项目", "雪原新能源电池有限公司", li, light="red", current_due_on=date(2026, 9, 8))
    entered("白桦中药饮片项目", "白桦药业有限公司", zhou, light="yellow", current_due_on=date(2026, 9, 4))
    entered(
        *("Polar 1.5万吨_冷链", "极光光电有限公司", zhou),
        backup_agent_id=li.account_id,
        light="yellow",
        current_due_on=date(2026, 9, 2),
        code="2509-331126-04-01-309362",
        uscc="9144030071526726XG",
        investment_wan=9000,
        stage="completion",
        park="示例园区一",
        coordinator_id=lead.account_id,
        last_verified_on=date(2026, 8, 3),
    )
    entered("待分配项目", "冰澜食品有限公司", last_verified_on=None)
    entered("已退出项目", "旧企业有限公司", li, status="withdrawn", closed_on=TODAY, light="none")
    return {"li": li, "zhou": zhou, "lead": lead}


def test_worst_first_then_the_nearest_date_and_closed_ones_hidden(district: dict[str, Actor]) -> None:
    page = pool(district["lead"])
    assert [row.name for row in page.rows] == [
        "雪原动力电池项目",
        "Polar 1.5万吨_冷链",
        "白桦中药饮片项目",
        "待分配项目",
    ]
    assert (page.in_pool, page.total, page.stale, page.unassigned) == (4, 4, 2, 1)
    assert page.by_light == {"red": 1, "yellow": 2, "green": 1}
    assert names(district["lead"], statuses=["withdrawn"]) == ["已退出项目"]


def test_everybody_sees_own_rows_only(district: dict[str, Actor]) -> None:
    page = pool(district["li"])
    assert [row.name for row in page.rows] == ["雪原动力电池项目", "Polar 1.5万吨_冷链"]
    assert (page.in_pool, page.by_light) == (2, {"red": 1, "yellow": 1})
    stranger = rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    assert pool(stranger).total == 0
    assert pool(rows.account("leader01", "林领导", Role.LEADER)).total == 4
    for role in (Role.ADMIN, Role.AUDITOR):
        with pytest.raises(Forbidden):
            pool(Actor(99, "x", role))


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("雪原", ["雪原动力电池项目"]),
        ("xueyuan", ["雪原动力电池项目"]),
        ("XYDL", ["雪原动力电池项目"]),
        ("白桦药业", ["白桦中药饮片项目"]),
        ("bhyy", ["白桦中药饮片项目"]),
        ("2509-331126", ["Polar 1.5万吨_冷链"]),
        ("2509331126", ["Polar 1.5万吨_冷链"]),
        ("９１４４０３００７１５２６７２６ｘｇ", ["Polar 1.5万吨_冷链"]),
        ("polar", ["Polar 1.5万吨_冷链"]),
        ("李代办", ["雪原动力电池项目", "Polar 1.5万吨_冷链"]),
        ("zdb", ["Polar 1.5万吨_冷链", "白桦中药饮片项目"]),
        ("周代办 白桦", ["白桦中药饮片项目"]),
        ("周代办 雪原", []),
        ("_冷", ["Polar 1.5万吨_冷链"]),
        ("%", []),
        ("15万吨", []),
    ],
)
def test_search(district: dict[str, Actor], q: str, found: list[str]) -> None:
    assert names(district["lead"], q=q) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"lights": ["red", "green"]}, ["雪原动力电池项目", "待分配项目"]),
        ({"stages": ["completion"]}, ["Polar 1.5万吨_冷链"]),
        ({"park": "示例园区一"}, ["Polar 1.5万吨_冷链"]),
        ({"template_code": "leased_light_asset"}, []),
        ({"statuses": ["unassigned"]}, ["待分配项目"]),
        ({"mine": True}, ["Polar 1.5万吨_冷链"]),
        ({"stale": True}, ["Polar 1.5万吨_冷链", "待分配项目"]),
        ({"sort": "investment", "size": 1}, ["Polar 1.5万吨_冷链"]),
        ({"sort": "due", "size": 2}, ["Polar 1.5万吨_冷链", "白桦中药饮片项目"]),
        ({"sort": "name", "size": 2}, ["白桦中药饮片项目", "待分配项目"]),
        ({"sort": "verified", "size": 2}, ["待分配项目", "Polar 1.5万吨_冷链"]),
        ({"sort": "nonsense", "size": 1}, ["雪原动力电池项目"]),
    ],
)
def test_filters_and_orders(district: dict[str, Actor], filters: dict[str, object], found: list[str]) -> None:
    assert names(district["lead"], **filters) == found


def test_by_people(district: dict[str, Actor]) -> None:
    lead = district["lead"]
    assert names(lead, agent_id=district["li"].account_id) == ["雪原动力电池项目", "Polar 1.5万吨_冷链"]
    assert names(lead, coordinator_id=lead.account_id) == ["Polar 1.5万吨_冷链"]
    offered = projects.pool_choices(actor=lead)
    assert list(offered.agents.values()) == ["李代办", "周代办"]
    assert offered.parks == ("示例园区一",) and len(offered.templates) == 6
    assert projects.pool_choices(actor=district["li"]).agents == {}


def test_pages(district: dict[str, Actor]) -> None:
    lead = district["lead"]
    page = pool(lead, size=3, page=2)
    assert ([row.name for row in page.rows], page.first, page.last) == (["待分配项目"], 4, 4)
    assert (page.page, page.pages, page.total) == (2, 2, 4)
    beyond = pool(lead, size=3, page=99)
    assert (beyond.page, [row.name for row in beyond.rows]) == (2, ["待分配项目"])
    nothing = pool(lead, q="没有这个")
    assert (nothing.total, nothing.pages, nothing.first, nothing.last) == (0, 1, 0, 0)


def test_a_row_says_where_the_project_stands(district: dict[str, Actor]) -> None:
    step_project = rows.project(primary=district["li"], backup=district["zhou"], name="有步骤的项目")
    due = date(2026, 9, 3)
    step = rows.step(
        *(step_project, "project_filing", "land_planning", "development_reform"),
        mode="tolerance",
        state="accepted",
        state_kind="running",
        due_on=due,
    )
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, step_project)
        row.current_step_id, row.current_due_on = step, due
        row.steps_done, row.steps_needed = 1, 3
        row.search_text = "x"
        assert work.session.get(Enterprise, row.enterprise_id)
    (found,) = [one for one in pool(district["li"]).rows if one.id == step_project]
    assert (found.current, found.mode, found.left_workdays, found.done_percent) == (
        "企业投资备案",
        "tolerance",
        2,
        33,
    )
    assert (found.primary, found.backup, found.may_verify) == ("李代办", "周代办", True)
    assert (found.verified_days_ago, found.is_verified_today) == (None, False)
