"""The project page as each role meets it."""

import json
from dataclasses import dataclass
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Actor
from domain.vocabulary import Role
from models import Project
from services import projects, visits
from services.database import reading
from services.visits import VisitDraft
from tests import factories_reports as rows
from tests import factories_roadmaps as roadmaps
from tests.apptest import page, signed_in, texts

TABS = ["报批图", "甘特", "事项", "提速推演", "材料", "走访", "评价", "问题", "历史"]


@dataclass(frozen=True)
class Desk:
    project_id: int
    primary: Actor
    backup: Actor
    stranger: Actor
    coordinator: Actor
    leader: Actor
    liaison: Actor


@pytest.fixture
def desk(sqlite_db: str) -> Desk:
    primary, backup = rows.agent(), rows.agent("周代办", "agent0108")
    coordinator = rows.account("coord01", "陈协调", Role.COORDINATOR)
    project_id = roadmaps.project(
        "standard_land_start_on_grant",
        owner=primary,
        backup_agent_id=backup.account_id,
        coordinator_id=coordinator.account_id,
        investment_wan=52_000,
    )
    roadmaps.write(
        project_id,
        sign_agreement={
            "state": "done",
            "state_kind": "decided",
            "accepted_on": date(2026, 8, 28),
            "decided_on": date(2026, 8, 31),
            "light": "blue",
        },
    )
    return Desk(
        project_id=project_id,
        primary=primary,
        backup=backup,
        stranger=rows.agent("冯代办", "agent0199"),
        coordinator=coordinator,
        leader=rows.account("leader01", "林领导", Role.LEADER),
        liaison=rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources"),
    )


def shown(desk: Desk, actor: Actor, **query: object) -> AppTest:
    test = page("project", actor, id=desk.project_id, **query)
    assert not test.exception, test.exception
    return test


def drawn(test: AppTest) -> str:
    """What the drawn components were given: their html is data, not an element of the page."""
    return "\n".join(json.loads(element.proto.json)["html"] for element in test.get("bidi_component"))


def tabs(test: AppTest) -> list[str]:
    return [tab.label for tab in test.tabs]


def buttons(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def more(test: AppTest) -> list[str]:
    return [option for element in test.get("menu_button") for option in element.proto.options]


def test_the_head_says_why_whose_move_and_when(desk: Desk) -> None:
    said = texts(shown(desk, desk.primary))
    for part in (
        "演示装备制造项目",
        "示例机械有限公司",
        "5.2亿元",
        "A角",
        "李代办",
        "B角",
        "周代办",
        "陈协调",
    ):
        assert part in said, part
    assert 'href="tel:04518600' in said
    assert "基准" in said and "n=14项" in said and "比串行法定（243）少" in said


def test_the_agent_works_here(desk: Desk) -> None:
    test = shown(desk, desk.primary)
    assert tabs(test) == TABS
    assert {"今日核实无变化", "记录走访", "提出问题"} <= buttons(test)
    assert more(test) == ["转发文字", "目标日期", "问卷", "暂缓项目", "办结出库", "退出代办"]
    assert "/report/" in str(test.get("link_button")[0].proto.url)


def test_the_second_agent_reads_while_the_first_is_there(desk: Desk) -> None:
    test = shown(desk, desk.backup)
    assert tabs(test) == TABS
    assert not {"今日核实无变化", "记录走访"} & buttons(test) and more(test) == []


def test_the_coordinator_also_assigns(desk: Desk) -> None:
    assert {"分配代办员", "移交"} <= set(more(shown(desk, desk.coordinator)))


def test_the_leader_reads_and_raises_problems(desk: Desk) -> None:
    test = shown(desk, desk.leader)
    assert tabs(test) == TABS and more(test) == []
    assert "提出问题" in buttons(test) and "今日核实无变化" not in buttons(test)


def test_a_liaison_sees_own_steps_and_nothing_internal(desk: Desk) -> None:
    test = shown(desk, desk.liaison)
    assert tabs(test) == ["报批图", "甘特", "事项", "材料", "问题"]
    assert not {"今日核实无变化", "记录走访", "提出问题"} & buttons(test)
    assert not test.get("link_button") and more(test) == []
    assert "land_contract" in drawn(test) and "construction_licence" not in drawn(test)


@pytest.mark.parametrize("tab", ["visits", "history"])
def test_an_internal_tab_in_a_liaisons_url_opens_the_first(desk: Desk, tab: str) -> None:
    visit = VisitDraft(project_id=desk.project_id, what="内部谈话")
    visits.log_visit(draft=visit, actor=desk.primary)
    test = shown(desk, desk.liaison, tab=tab)
    assert "m-map" in drawn(test)
    assert "内部谈话" not in texts(test)


@pytest.mark.parametrize("tab", ["map", "gantt", "roadmap", "materials", "visits", "problems", "history"])
def test_only_the_open_tab_is_drawn(desk: Desk, tab: str) -> None:
    said = drawn(shown(desk, desk.primary, tab=tab))
    marks = {"map": "m-map", "roadmap": "r-table", "gantt": "g-labels"}
    for name, mark in marks.items():
        assert (mark in said) == (name == tab)


def test_the_strip_of_stages_stands_where_no_map_is(desk: Desk) -> None:
    assert "p-stages" not in texts(shown(desk, desk.primary))
    assert "p-stages" in texts(shown(desk, desk.primary, tab="gantt"))


@pytest.mark.parametrize("role", ["primary", "backup", "coordinator", "leader", "liaison"])
def test_the_map_shows_what_a_role_may_see_and_leads_to_paper(desk: Desk, role: str) -> None:
    said = drawn(shown(desk, getattr(desk, role)))
    assert 'data-open="land_contract"' in said and f'href="/print/{desk.project_id}"' in said
    assert ('data-open="construction_licence"' in said) == (role != "liaison")
    assert ('data-from="construction_licence"' in said) == (role != "liaison")


def test_the_tab_and_the_range_are_codes_of_the_url(desk: Desk) -> None:
    test = shown(desk, desk.primary, tab="gantt", range="all")
    assert 'data-scroll="all"' in drawn(test)
    assert test.query_params["tab"] == "gantt" and test.query_params["range"] == "all"


def test_a_table_names_limits_that_are_not_confirmed(desk: Desk) -> None:
    said = drawn(shown(desk, desk.primary, tab="roadmap"))
    assert "暂按20日" in said and "8月28日–8月31日" in said


def test_materials_say_what_is_not_asked_again(desk: Desk) -> None:
    test = shown(desk, desk.primary, tab="materials")
    assert "不再索取" in texts(test) and "材料精简率" in texts(test)
    assert "企业尚欠" in drawn(test)


def test_visits_and_history(desk: Desk) -> None:
    visit = VisitDraft(
        project_id=desk.project_id,
        what="商定供电方案<b>",
        next_step="取答复",
        next_on=date(2026, 9, 3),
    )
    visits.log_visit(draft=visit, actor=desk.primary)
    test = shown(desk, desk.primary, tab="visits")
    assert "商定供电方案&lt;b&gt;" in texts(test) and "标为已落实" in buttons(test)
    with signed_in(desk.primary):
        next(button for button in test.button if button.label == "标为已落实").click().run()
    assert "标为已落实" not in buttons(test)
    said = texts(shown(desk, desk.leader, tab="history"))
    assert "记录走访" in said and "落实下一步" in said and "李代办" in said and "取答复" not in said


def test_verified_by_one_tap(desk: Desk) -> None:
    test = shown(desk, desk.primary)
    with signed_in(desk.primary):
        next(button for button in test.button if button.label == "今日核实无变化").click().run()
    with reading(desk.primary) as session:
        assert session.get_one(Project, desk.project_id).last_verified_on == date(2026, 9, 1)
    assert "今日已核实" in buttons(test)


def test_a_step_of_the_url_opens_its_drawer(desk: Desk) -> None:
    by_code = shown(desk, desk.primary, step="land_auction")
    step_id = roadmaps.steps(desk.project_id)["land_auction"].id
    by_id = shown(desk, desk.primary, step=step_id)
    assert by_code.get("dialog") and by_id.get("dialog")
    assert by_id.query_params["step"] == "land_auction"
    unknown = shown(desk, desk.primary, step="nothing")
    assert not unknown.get("dialog") and "step" not in unknown.query_params


@pytest.mark.parametrize("query", [{"id": 999}, {"id": "x"}, {}, {"id": 999999999}])
def test_what_does_not_exist(desk: Desk, query: dict) -> None:
    assert [error.message for error in page("project", desk.primary, **query).exception]


def test_a_foreign_project_reads_as_one_that_does_not_exist(desk: Desk) -> None:
    foreign = page("project", desk.stranger, id=desk.project_id)
    unknown = page("project", desk.stranger, id=999)
    assert foreign.exception and [e.message for e in foreign.exception] == [
        e.message for e in unknown.exception
    ]
    assert texts(foreign) == texts(unknown) == ""


def test_a_project_that_has_left_can_only_be_reopened_by_the_coordinator(desk: Desk) -> None:
    from domain.vocabulary import ProjectStatus

    projects.leave(
        project_id=desk.project_id, how=ProjectStatus.WITHDRAWN, reason="企业放弃", actor=desk.coordinator
    )
    test = shown(desk, desk.coordinator)
    assert more(test) == ["恢复代办"] and "今日核实无变化" not in buttons(test)
    assert "企业放弃" in texts(test) and "已退出" in texts(test)
    assert more(shown(desk, desk.primary)) == []
