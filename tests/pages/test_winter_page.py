"""The winter board per role, and the head and table of a project with a target."""

from datetime import date

import pytest

from domain.access import Actor
from domain.vocabulary import Role, TargetKind
from exports import winter as exported
from services import projects, winter
from services.winter import TargetDraft
from tests import apptest
from tests import factories_roadmaps as made

pytestmark = pytest.mark.usefixtures("sqlite_db")


@pytest.mark.parametrize("role", [Role.AGENT, Role.COORDINATOR, Role.LEADER])
def test_the_first_line_answers_who_makes_the_thaw(role: Role) -> None:
    agent = made.agent()
    made.project(owner=agent)
    actor = agent if role is Role.AGENT else Actor(77, "x", role)
    test = apptest.page("winter", actor)
    assert not test.exception
    said = apptest.texts(test)
    assert "开工窗口" in said and "<b>1</b>个项目赶得上" in said and "暂定" in said


def test_nothing_to_show_says_what_will_appear() -> None:
    test = apptest.page("winter", made.agent())
    assert not test.exception
    assert "没有等待室外施工的项目" in apptest.texts(test)


def test_the_head_tells_target_latest_day_and_performance() -> None:
    agent = made.agent()
    project_id = made.project(owner=agent)
    view = projects.project_view(project_id=project_id, actor=agent)
    draft = TargetDraft(kind=TargetKind.START, on=date(2026, 12, 1))
    winter.set_target(project_id=project_id, draft=draft, version=view.version, actor=agent)
    test = apptest.page("project", agent, id=project_id, tab="roadmap")
    assert not test.exception
    said = apptest.texts(test)
    assert "目标12月1日开工" in said and "已晚" in said and "按实际表现：暂无" in said


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_board_as_a_workbook(lang: str) -> None:
    agent = made.agent()
    made.project(owner=agent)
    assert exported.render(winter.board(actor=agent), lang=lang)[:2] == b"PK"
