"""Packages by role: administrators edit and publish, coordinators read, and see who is behind."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from domain.network import Link
from domain.templates import TemplateBody, changed, moved, removed
from domain.vocabulary import Role
from services import templates
from shell import navigation
from tests.apptest import page, signed_in, texts
from tests.factories_reports import account, agent
from tests.factories_roadmaps import project
from tests.factories_templates import (
    PACKAGE,
    administrator,
    body,
    coordinator,
    publish,
    revised,
    with_mode,
)

pytestmark = pytest.mark.usefixtures("sqlite_db")
NAME = "利用现有厂房(用地)技改扩建"


@pytest.fixture
def boss() -> Iterator[Actor]:
    actor = administrator()
    with signed_in(actor):
        yield actor


def opened(actor: Actor, *, draft: TemplateBody | None = None, **query: object) -> AppTest:
    """The page of the package, with a draft in this tab if one is given."""
    test = page("templates", actor, package=PACKAGE, **query)
    if actor.lang != "zh_CN":
        test.session_state["shell.lang"] = actor.lang
        test.run()
    if draft is not None:
        templates.keep(code=PACKAGE, version=version_of(), body=draft, actor=actor)
        test.run()
    assert not test.exception
    return test


def version_of() -> int:
    return templates.package_view(code=PACKAGE, actor=SYSTEM).version


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def paper(test: AppTest) -> str:
    """What the drawings of the page hold."""
    return "\n".join(json.loads(part.proto.json)["html"] for part in test.get("bidi_component"))


def test_the_list_counts_packages_and_who_is_behind(boss: Actor) -> None:
    project(PACKAGE)
    publish(revised(body()))
    test = page("templates", boss)
    said = texts(test)
    assert "在用套餐<b>6</b>个" in said and '<b class="yellow">1</b>个在办项目仍按旧版办理' in said
    assert NAME in paper(test) and "▲ 1" in paper(test)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("part", ["steps", "versions"])
def test_every_part_opens_in_both_languages(boss: Actor, part: str, lang: str) -> None:
    publish(revised(body()))
    said = texts(opened(replace(boss, lang=lang), part=part))
    assert ("第2版" in said) if lang == "zh_CN" else ("version 2" in said)


def test_an_unknown_package_is_the_list(boss: Actor) -> None:
    assert "在用套餐" in texts(page("templates", boss, package="no_such_package"))


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIAISON, Role.LEADER, Role.AUDITOR])
def test_packages_are_closed_to_the_others(role: Role) -> None:
    assert "templates" not in navigation.urls_of(role)
    with pytest.raises(Forbidden):
        templates.list_packages(actor=Actor(5, "x", role))


def test_a_coordinator_reads_and_sees_who_is_behind() -> None:
    project(PACKAGE, owner=agent())
    publish(revised(body()))
    actor = coordinator()
    with signed_in(actor):
        test = opened(actor, part="offers")
        said = texts(test)
    assert "1个项目有差异待决定" in said and "第1版 → 第2版" in said and "/project?id=1" in said
    assert not {"添加事项", "复制", "停用", "核对并发布"} & labels(test)


def test_an_administrator_sees_no_projects(boss: Actor) -> None:
    project(PACKAGE)
    publish(revised(body()))
    test = opened(boss, part="offers")
    assert "待决定" not in texts(test) and "演示装备制造项目" not in texts(test)
    assert {"添加事项", "复制", "停用"} <= labels(test)


def test_two_versions_stand_side_by_side(boss: Actor) -> None:
    publish(revised(body()))
    said = texts(opened(boss, part="versions"))
    assert "第1版与第2版：7处不同" in said and "按新规调整" in said
    assert "水土保持方案" in said and "移出" in said
    publish(removed(body(), "power_connection"))
    said = texts(opened(boss, part="versions", older=1, newer=3))
    assert "第1版与第3版" in said and "高压用电报装" in said


def test_a_clicked_item_opens_with_its_fields(boss: Actor) -> None:
    test = opened(boss, item="power_connection")
    assert {"存入草稿", "移出套餐"} <= labels(test)
    assert {"办理方式", "列在……之后", "在前的事项"} <= {box.label for box in test.selectbox}


def test_a_coordinator_s_item_has_no_fields() -> None:
    actor = coordinator()
    with signed_in(actor):
        test = opened(actor, item="power_connection")
    assert not test.selectbox and "存入草稿" not in labels(test)


def test_edits_gather_in_a_draft_that_is_published_with_a_reason(boss: Actor) -> None:
    test = opened(boss, item="power_connection")
    box = next(one for one in test.selectbox if one.label == "办理方式")
    box.select("告知承诺").run()
    button(test, "存入草稿").click().run()
    assert "草稿中有1处改动" in texts(test) and version_of() == 1
    button(test, "核对并发布").click().run()
    assert "告知承诺" in texts(test)
    press(test, "核对并发布", "发布")
    assert any("请填写发布说明" in str(error.value) for error in test.error)
    assert version_of() == 1 and kept(boss)
    test.text_area[0].input("按省厅文件")
    press(test, "核对并发布", "发布")
    assert version_of() == 2 and body().row("power_connection").mode == "commitment"
    assert "草稿" not in texts(test).replace("存入草稿", "")


def button(test: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in test.button if one.label == label)


def press(test: AppTest, *labels: str) -> None:
    """Buttons of a dialog with the one that opens it: here a dialog is drawn by the whole page."""
    for label in labels:
        button(test, label).click()
    test.run()


UNSOUND = {
    "前置关系成环": lambda b: changed(
        b, replace(b.row("design_scheme_review"), links=(Link("works_completed"),))
    ),
    "不在套餐中": lambda b: changed(
        removed(b, "power_connection"), replace(b.row("works_completed"), links=(Link("power_connection"),))
    ),
    "没有转正式的前置": lambda b: with_mode(b, "design_scheme_review", "simulated"),
}


@pytest.mark.parametrize("sentence", UNSOUND)
def test_an_unsound_draft_is_refused_in_words_and_kept(boss: Actor, sentence: str) -> None:
    draft = UNSOUND[sentence](body())
    test = opened(boss, draft=draft)
    said = texts(test)
    assert "存在以下问题，不能发布" in said and sentence in said
    button(test, "核对并发布").click().run()
    test.text_area[0].input("试一试")
    press(test, "核对并发布", "发布")
    (refused,) = [str(error.value) for error in test.error]
    assert sentence in refused and "design_scheme" not in refused and "works_completed" not in refused
    assert version_of() == 1 and kept(boss) == draft


def kept(actor: Actor) -> TemplateBody | None:
    draft = templates.draft_of(code=PACKAGE, actor=actor)
    return draft.body if draft else None


def test_a_cycle_names_its_steps(boss: Actor) -> None:
    said = texts(opened(boss, draft=UNSOUND["前置关系成环"](body())))
    cycle = said[said.index("前置关系成环") :][:200]
    assert "设计方案联审" in cycle and "工程完工" in cycle and " → " in cycle


def test_a_draft_of_an_outdated_version_says_so(boss: Actor) -> None:
    draft = moved(body(), "env_self_acceptance", after="works_completed")
    test = opened(boss, draft=draft)
    publish(removed(body(), "power_connection"))
    test.run()
    assert any("此间已发布第2版" in str(one.value) for one in test.warning)
    button(test, "核对并发布").click().run()
    test.text_area[0].input("试一试")
    press(test, "核对并发布", "发布")
    assert test.error and version_of() == 2 and kept(boss) == draft
    button(test, "放弃草稿").click().run()
    assert "草稿中有" not in texts(test)


def test_a_package_is_retired_and_brought_back(boss: Actor) -> None:
    test = opened(boss)
    button(test, "停用").click().run()
    assert "已停用" in texts(test) and "恢复使用" in labels(test)
    button(test, "恢复使用").click().run()
    assert "停用" in labels(test)


def test_a_copy_opens_at_once(boss: Actor) -> None:
    test = opened(boss)
    button(test, "复制").click().run()
    test.text_input[0].input("轻型技改")
    for one in test.button:
        if one.label == "复制":
            one.click()
    test.run()
    assert not test.exception and "轻型技改 · 第1版" in texts(test)


def test_people_of_a_leader_never_reach_the_draft() -> None:
    leader = account("leader", "分管领导", Role.LEADER)
    with pytest.raises(Forbidden):
        templates.package_view(code=PACKAGE, actor=leader)


def test_a_new_group_needs_a_name_and_a_lead(boss: Actor) -> None:
    test = opened(boss, item="power_connection")
    next(box for box in test.selectbox if box.label == "办理方式").select("并联审批").run()
    next(box for box in test.selectbox if box.label == "并联组").select("新建并联组……").run()
    button(test, "存入草稿").click().run()
    said = texts(test)
    assert "所在的并联组没有名称" in said and "只有“高压用电报装”一项" in said


def test_a_group_gets_another_lead_and_name(boss: Actor) -> None:
    test = opened(boss, item="eia_approval")
    next(box for box in test.selectbox if box.label == "牵头部门").select("住建局").run()
    next(box for box in test.text_input if box.label == "并联组名称（中文）").input("评估联审").run()
    button(test, "存入草稿").click().run()
    assert "评估联审（牵头：住建局）" in paper(test)
    draft = kept(boss)
    group = draft.group("G1") if draft else None
    assert group and (group.name_zh, group.lead_department_code) == ("评估联审", "housing")
