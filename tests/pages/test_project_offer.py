"""On the project page: what a new version offers, taken over or not; the questionnaire asked again."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Actor
from domain.errors import Forbidden
from domain.network import Link
from domain.templates import changed
from domain.vocabulary import Role, TargetKind
from services import clock, projects, winter
from services.templates import answering
from services.winter import TargetDraft
from tests import factories_reports as rows
from tests.apptest import page, signed_in, texts
from tests.factories_roadmaps import project, steps, write
from tests.factories_templates import (
    PACKAGE,
    body,
    changes_of,
    coordinator,
    publish,
    revised,
    stored,
    with_mode,
)

pytestmark = pytest.mark.usefixtures("sqlite_db")
SEE, KEEP = "查看差异", "全部保持现状"


@pytest.fixture
def owner() -> Actor:
    return rows.agent()


def opened(actor: Actor, project_id: int) -> AppTest:
    test = page("project", actor, id=project_id)
    assert not test.exception
    return test


def button(test: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in test.button if one.label == label)


def labels(test: AppTest) -> set[str]:
    return {one.label for one in test.button}


def boxes(test: AppTest) -> dict[str, bool]:
    return {str(box.key).rsplit(".", 1)[1]: box.value for box in test.checkbox}


def test_nothing_is_said_while_nothing_is_offered(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    assert SEE not in labels(opened(owner, project_id))
    publish(revised(body()))
    assert SEE in labels(opened(owner, project_id))


def test_the_agent_sees_each_difference_and_what_it_moves(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    publish(revised(body()))
    with signed_in(owner):
        test = opened(owner, project_id)
        assert "套餐有新版本（第1版 → 第2版）：7处差异待决定" in texts(test)
        button(test, SEE).click().run()
        said = texts(test)
    assert "改动说明：按新规调整" in said and "按新版更新7处（共7处）" in said
    assert all(boxes(test).values()) and len(boxes(test)) == 7
    assert "普通程序" in said and "告知承诺" in said and "会变：" in said


def test_local_edits_stay_unless_ticked_and_begun_work_stays_always(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    write(
        project_id,
        power_connection={"mode": "tolerance", "local_edits": ["mode"]},
        completion_survey={"state": "reviewing", "state_kind": "running", "accepted_on": stored(1).signed_on},
    )
    publish(revised(body()))
    with signed_in(owner):
        test = opened(owner, project_id)
        button(test, SEE).click().run()
        said, ticks = texts(test), boxes(test)
        assert ticks["power_connection:work"] is False and ticks["completion_survey:dropped"] is False
        assert "本项目已改过" in said and "已开始办理" in said
        fixed = next(box for box in test.checkbox if str(box.key).endswith("completion_survey:dropped"))
        assert fixed.disabled
        button(test, SEE).click()
        next(one for one in test.button if one.key == "project.offer.apply").click()
        test.run()
    assert not test.exception and not test.error
    after = steps(project_id)
    assert after["power_connection"].mode == "tolerance" and "soil_water_plan" in after
    assert after["completion_survey"].state_kind != "dropped"
    assert stored(project_id).template_version == 2 and len(changes_of(project_id)) == 1
    assert SEE not in labels(opened(owner, project_id))


def test_everything_may_be_declined(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    publish(with_mode(body(), "power_connection", "commitment"))
    with signed_in(owner):
        test = opened(owner, project_id)
        button(test, SEE).click().run()
        button(test, SEE).click()
        test.checkbox[0].uncheck().run()
        assert KEEP in labels(test)
        button(test, SEE).click()
        button(test, KEEP).click()
        test.run()
    assert steps(project_id)["power_connection"].mode == "standard"
    assert SEE not in labels(opened(owner, project_id))


@pytest.mark.parametrize("role", [Role.LEADER])
def test_readers_are_not_asked(owner: Actor, role: Role) -> None:
    project_id = project(PACKAGE, owner=owner)
    publish(revised(body()))
    reader = rows.account("reader", "读者", role)
    with pytest.raises(Forbidden):
        answering.questionnaire(project_id=project_id, actor=reader)
    assert SEE not in labels(opened(reader, project_id))


def test_a_coordinator_may_decide_too(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    publish(revised(body()))
    assert SEE in labels(opened(coordinator(), project_id))


def asked(actor: Actor, project_id: int) -> AppTest:
    """The questionnaire without the menu that opens it."""
    return AppTest.from_function(_ask, args=(project_id, actor, clock.now()), default_timeout=30).run()


def _ask(project_id: int, actor: object, now: object) -> None:
    from services import clock, projects
    from ui import project_answers

    with clock.frozen(now):
        project_answers.ask(projects.project_view(project_id=project_id, actor=actor), actor)


def group(test: AppTest, code: str):  # type: ignore[no-untyped-def]
    return next(one for one in test.button_group if str(one.key).endswith(f".{code}"))


def test_the_questionnaire_shows_what_was_answered_and_what_a_no_drops(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    with signed_in(owner):
        test = asked(owner, project_id)
        assert "修改任一回答" in texts(test) and "保存回答" not in labels(test)
        group(test, "energy_threshold").set_value(False).run()
        said = texts(test)
        assert "不需要：年综合能耗和用电均未达到节能审查标准" in said and "预计投产" in said
        assert steps(project_id)["energy_review"].state_kind == "open"
        button(test, "保存回答").click().run()
        assert not test.exception and not test.error
        again = asked(owner, project_id)
    step = steps(project_id)["energy_review"]
    assert (step.state_kind, step.not_needed_reason) == (
        "dropped",
        "问卷：年综合能耗和用电均未达到节能审查标准",
    )
    assert "李代办" in texts(again) and "作答" in texts(again)
    assert [row.kind for row in changes_of(project_id)] == ["answers"]


def test_answers_that_exclude_each_other_are_refused_in_words(owner: Actor) -> None:
    project_id = project("leased_light_asset", owner=owner)
    with signed_in(owner):
        test = asked(owner, project_id)
        for code in ("eia_report", "eia_form"):
            group(test, code).set_value(True)
        test.run()
    (refused,) = test.error
    assert "不能同时答“是”" in str(refused.value)
    assert button(test, "保存回答").disabled
    assert stored(project_id).answers == {}


def test_agents_find_the_questionnaire_under_more(owner: Actor) -> None:
    test = opened(owner, project(PACKAGE, owner=owner))
    assert "问卷" in [option for element in test.get("menu_button") for option in element.proto.options]


def test_what_would_be_missed_stands_out(owner: Actor) -> None:
    project_id = project(PACKAGE, owner=owner)
    finish = steps(project_id)["production_start"].plan_finish_on
    view = projects.project_view(project_id=project_id, actor=owner)
    target = TargetDraft(kind=TargetKind.PRODUCTION, on=finish)
    winter.set_target(project_id=project_id, draft=target, version=view.version, actor=owner)
    one = body()
    slow = replace(one.row("production_start"), links=(Link("joint_acceptance", lag=60),))
    publish(changed(one, slow))
    with signed_in(owner):
        test = opened(owner, project_id)
        button(test, SEE).click().run()
    said = [str(one.value) for one in test.warning]
    assert any("将赶不上" in text for text in said) and any("投产确认" in text for text in said)
